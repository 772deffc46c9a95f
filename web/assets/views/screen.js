// One box: type a name in any script and see answers while typing.

import { h, put, name, debounce } from '../dom.js'
import * as api from '../api.js'
import { t, day, number, country } from '../i18n.js'
import { go, href, say } from '../app.js'
import { loading, empty, fault } from '../parts/state.js'
import { result, owned, meter, alignment, bars, facts, listBadges } from '../parts/answer.js'

const kinds = ['Person', 'Company', 'Organization', 'Vessel', 'Airplane', 'LegalEntity']
const chips = ['birthDate', 'country', 'id', 'schema']
const examples = ['Michail S. Guzerijew', 'Aliaksei I. Aleksin', 'Олексин Алексей', 'Belneftekhim']

export default async function (root, { params, signal }) {
  const ask = Object.fromEntries(['name', 'birthDate', 'schema', 'asOf'].map(k => [k, params.get(k) ?? '']))
  ask.country = params.get('country') ?? ''; ask.id = params.getAll('id')
  const box = h('input', { type: 'search', name: 'name', value: ask.name, placeholder: t('screen.placeholder'), 'aria-label': t('screen.ask'), autocomplete: 'off', spellcheck: false, dir: 'auto', maxlength: 500 })
  const form = h('form', { class: 'ask', role: 'search', onsubmit: e => { e.preventDefault(); run(false) } }, box, h('button', { class: 'primary' }, t('screen.do')))
  const row = h('div', { class: 'chips' })
  const time = h('div', {})
  const out = h('section', { 'aria-label': t('screen.results') })
  const picked = new Map()
  put(root, h('h1', {}, t('screen.title')), form, row, time, out)

  function drawChips() {
    const chip = (text, drop) => h('span', { class: 'chip' }, text, h('button', { 'aria-label': t('drop', { what: text }), onclick: () => { drop(); drawChips(); run(false) } }, '×'))
    put(row,
      ask.schema && chip(t('schema.' + ask.schema), () => { ask.schema = '' }),
      ask.birthDate && chip(`${t('prop.birthDate')}: ${ask.birthDate}`, () => { ask.birthDate = '' }),
      ask.country && chip(country(ask.country), () => { ask.country = '' }),
      ask.id.map(i => chip(i, () => { ask.id = ask.id.filter(x => x !== i) })),
      h('button', { class: 'plain', 'aria-haspopup': 'dialog', onclick: addFact }, '+ ', t('screen.addFact')))
  }

  function addFact() {
    const what = h('select', {}, chips.map(c => h('option', { value: c }, t('fact.' + c))))
    const value = h('input', { required: true, maxlength: 100 })
    const kind = h('select', { class: 'hidden' }, kinds.map(k => h('option', { value: k }, t('schema.' + k))))
    const hint = h('p', { class: 'soft small' }, t('fact.birthDate.hint'))
    what.addEventListener('change', () => {
      const isKind = what.value === 'schema'
      value.classList.toggle('hidden', isKind); kind.classList.toggle('hidden', !isKind); value.required = !isKind
      put(hint, t(`fact.${what.value}.hint`))
    })
    const d = h('dialog', { 'aria-label': t('screen.addFact') }, h('form', { method: 'dialog', class: 'stack' }, h('h1', {}, t('screen.addFact')), h('label', { class: 'field' }, t('screen.which'), what), h('label', { class: 'field' }, t('value'), value, kind), hint,
      h('div', { class: 'row' }, h('button', { class: 'primary', value: 'ok' }, t('add')), h('button', { value: '', formnovalidate: true }, t('cancel')))))
    d.addEventListener('close', () => {
      if (d.returnValue === 'ok') {
        const v = value.value.trim()
        if (what.value === 'schema') ask.schema = kind.value
        else if (what.value === 'birthDate') ask.birthDate = v
        else if (what.value === 'country') ask.country = v.toLowerCase()
        else if (v && !ask.id.includes(v)) ask.id.push(v)
        drawChips(); run(false)
      }
      d.remove()
    })
    document.body.append(d); d.showModal()
  }

  // The slider goes over the days from the first publication of any list to today.
  async function drawTime() {
    const { lists = [] } = await api.get('/lists', undefined, signal)
    const first = lists.map(l => l.first).filter(Boolean).sort()[0]?.slice(0, 10)
    if (!first) return
    const start = Date.parse(first), today = Date.parse(new Date().toISOString().slice(0, 10)), step = 864e5
    const slider = h('input', { type: 'range', min: 0, max: Math.round((today - start) / step), step: 1, 'aria-label': t('asOf') })
    const date = h('input', { type: 'date', min: first, 'aria-label': t('asOf') })
    const now = h('button', { class: 'plain', onclick: () => set('') }, t('today'))
    const set = (d, quick) => {
      ask.asOf = d
      slider.value = String(Math.round(((d ? Date.parse(d) : today) - start) / step))
      slider.setAttribute('aria-valuetext', d ? day(d) : t('today'))
      date.value = d || new Date(today).toISOString().slice(0, 10)
      now.disabled = !d
      if (!quick) run(false)
    }
    const late = debounce(() => run(true), 120)
    slider.addEventListener('input', () => {
      const d = new Date(start + Number(slider.value) * step).toISOString().slice(0, 10)
      set(Number(slider.value) >= Number(slider.max) ? '' : d, true); late()
    })
    date.addEventListener('change', () => set(date.value))
    put(time, h('details', { open: Boolean(ask.asOf) }, h('summary', {}, t('asOf')), h('div', { class: 'row' }, h('span', { class: 'small soft nowrap' }, day(first)), h('span', { class: 'grow' }, slider), date, now)))
    set(ask.asOf, true)
  }

  let last = 0
  async function run(typing) {
    ask.name = box.value.trim()
    go(href('screen', ask), { replace: typing, silent: true })
    const turn = ++last
    if (!ask.name && !ask.id.length) return put(out, start())
    if (!out.childElementCount) put(out, loading())
    try {
      const a = await api.get('/screen', { ...ask, limit: 20 }, signal)
      if (turn !== last) return
      picked.clear()
      draw(a)
    } catch (e) {
      if (e.name !== 'AbortError' && turn === last) put(out, fault(e, () => run(false)))
    }
  }

  const start = () => h('div', { class: 'empty' }, h('strong', {}, t('screen.emptyTitle')), h('p', {}, t('screen.emptyText')),
    h('div', { class: 'row', style: { 'justify-content': 'center' } }, examples.map(x => h('a', { class: 'button', href: href('screen', { name: x }) }, name(x)))), h('p', {}, h('a', { href: href('screen', { name: examples[0], tour: '1' }) }, t('tour.start'))))

  function verdict(a) {
    const alerts = a.results.filter(r => r.alert)
    if (alerts.length) return h('p', { class: 'verdict alert' }, '⚠ ', h('strong', {}, t('verdict.alert', { n: alerts.length })), ' ', name(alerts[0].caption), ' · ', (alerts[0].lists ?? []).filter(l => l.inForce).map(l => l.list).join(', '))
    if (a.results.length) return h('p', { class: 'verdict unsure' }, h('strong', {}, t('verdict.near')), ' ', t('verdict.nearText', { threshold: number(100 * (a.query?.threshold ?? 0.5)) }))
    return h('p', { class: 'verdict clear' }, '✓ ', h('strong', {}, t('verdict.clear')), ' ', t('verdict.clearText', { n: (a.lists ?? []).length, day: day(a.asOf) }))
  }

  function draw(a) {
    const pick = r => {
      picked.has(r.id) ? picked.delete(r.id) : picked.set(r.id, r)
      if (picked.size > 2) picked.delete(picked.keys().next().value)
      draw(a)
    }
    const warnings = a.warnings ?? []
    put(out, (a.owned ?? []).map(owned), verdict(a), picked.size === 2 && side(...picked.values()),
      warnings.length > 0 && h('details', { class: 'note' }, h('summary', {}, t('warnings', { n: warnings.length })), h('ul', {}, warnings.map(w => h('li', {}, w)))),
      a.results.map(r => result(r, { asOf: ask.asOf, picked: picked.has(r.id), onpick: pick })),
      a.notInForce?.length > 0 && [h('h2', {}, t('notInForce')), a.notInForce.map(r => result(r, { asOf: ask.asOf }))],
      h('p', { class: 'soft small' }, t('index'), ' ', h('code', {}, (a.index ?? '').slice(0, 16)), ' · ', t('asOfDay', { day: day(a.asOf) }), ' · ', h('a', { href: '/v1/screen?' + new URLSearchParams(Object.entries(ask).flatMap(([k, v]) => [v].flat().filter(Boolean).map(x => [k, x]))), target: '_blank', rel: 'noopener' }, 'JSON')))
    say(t('found', { n: a.results.length }))
  }

  const side = (a, b) => h('section', { class: 'panel', 'aria-label': t('compare') }, h('h2', {}, t('compare')), h('div', { class: 'split' }, [a, b].map(r => h('div', {}, h('h3', {}, name(r.caption)), meter(r), alignment(r.evidence ?? []), bars(r.evidence ?? []), listBadges(r.lists ?? []), facts(r.merged ?? r.properties ?? {})))))

  box.addEventListener('input', debounce(() => run(true), 140))
  drawChips()
  drawTime().catch(() => {})
  if (params.get('tour')) import('../parts/tour.js').then(m => m.default(1))
  if (!matchMedia('(max-width: 760px)').matches) box.focus()
  await run(true)
}
