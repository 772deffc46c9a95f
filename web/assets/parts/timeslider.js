// A slider over the days of the list history, with a mark for each publication.

import { h, s, put, debounce } from '../dom.js'
import * as api from '../api.js'
import { t, day } from '../i18n.js'

const step = 864e5

// timeSlider calls onday with a day, or '' for today; the second argument tells that it is still being moved.
export async function timeSlider(chosen, onday, signal) {
  const { lists = [] } = await api.get('/lists', undefined, signal)
  const first = lists.map(l => l.first).filter(Boolean).sort()[0]?.slice(0, 10)
  if (!first) return null
  const today = Date.parse(new Date().toISOString().slice(0, 10)), from = Date.parse(first), days = Math.max(Math.round((today - from) / step), 1)
  const slider = h('input', { type: 'range', min: 0, max: days, step: 1, 'aria-label': t('asOf') })
  const date = h('input', { type: 'date', min: first, max: new Date(today).toISOString().slice(0, 10), 'aria-label': t('asOf') })
  const now = h('button', { class: 'plain', onclick: () => { set(''); onday('', false) } }, t('today'))
  const text = d => d ? day(d) : t('today')
  function set(d) {
    slider.value = String(Math.round(((d ? Date.parse(d) : today) - from) / step))
    slider.setAttribute('aria-valuetext', text(d))
    date.value = d || new Date(today).toISOString().slice(0, 10)
    now.disabled = !d
    put(said, d ? t('asOfDay', { day: day(d) }) : t('asOfToday'))
    said.classList.toggle('past', Boolean(d))
  }
  const said = h('strong', { class: 'nowrap' }), late = debounce(d => onday(d, true), 120)
  slider.addEventListener('input', () => {
    const d = Number(slider.value) >= days ? '' : new Date(from + Number(slider.value) * step).toISOString().slice(0, 10)
    set(d)
    late(d)
  })
  date.addEventListener('change', () => { if (date.validity.valid && date.value) { set(date.value); onday(date.value, false) } })
  set(chosen)
  const marks = h('div', { class: 'marks', 'aria-hidden': 'true' })
  Promise.all(lists.map(l => api.get(`/lists/${encodeURIComponent(l.list)}/publications`, undefined, signal).then(x => x.publications.filter(p => p.status === 'accepted')))).then(all => {
    const at = [...new Set(all.flat().map(p => Math.round((Date.parse(p.published.slice(0, 10)) - from) / step)))].filter(x => x >= 0)
    put(marks, s('svg', { viewBox: '0 0 1000 8', preserveAspectRatio: 'none' }, at.map(x => s('line', { class: 'tick', x1: 1000 * x / days, x2: 1000 * x / days, y1: 0, y2: 8 }))))
  }, () => {})
  return h('div', { class: 'timeslider' }, said, h('span', { class: 'small soft nowrap first' }, day(first)), h('span', { class: 'grow track' }, slider, marks), date, now)
}
