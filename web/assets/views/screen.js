// One box: type a name in any script and see answers while typing.

import { h, put, name, debounce } from '../dom.js'
import * as api from '../api.js'
import { t, day, number, country } from '../i18n.js'
import { go, href, say } from '../app.js'
import { loading, fault } from '../parts/state.js'
import { result, owned, versus } from '../parts/answer.js'
import { ask as askFor, field } from '../parts/dialog.js'
import { timeSlider } from '../parts/timeslider.js'

const kinds = ['Person', 'Company', 'Organization', 'Vessel', 'Airplane', 'LegalEntity']
const chips = ['birthDate', 'country', 'id', 'schema']
const examples = ['Michail S. Guzerijew', 'Aliaksei I. Aleksin', 'Олексин Алексей', 'Belneftekhim']

export default async function (root, { params, signal }) {
  const ask = Object.fromEntries(['name', 'birthDate', 'schema', 'asOf', 'country'].map(k => [k, params.get(k) ?? '']))
  ask.id = params.getAll('id')
  const box = h('input', { type: 'search', name: 'name', value: ask.name, placeholder: t('screen.placeholder'), 'aria-label': t('screen.ask'), autocomplete: 'off', spellcheck: false, dir: 'auto', maxlength: 500 })
  const form = h('form', { class: 'ask', role: 'search', onsubmit: e => { e.preventDefault(); run(false) } }, box, h('button', { class: 'primary' }, t('screen.do')))
  const row = h('div', { class: 'chips' }), time = h('div', {}), out = h('section', { 'aria-label': t('screen.results') })
  let picked = params.getAll('compare').slice(0, 2)
  put(root, h('h1', {}, t('screen.title')), form, row, time, out)

  function drawChips() {
    const chip = (what, text, drop) => h('span', { class: 'chip' }, h('button', { class: 'text', 'aria-haspopup': 'dialog', onclick: () => addFact(what) }, text), h('button', { 'aria-label': t('drop', { what: text }), onclick: () => { drop(); drawChips(); run(false) } }, '×'))
    const missing = chips.filter(c => c === 'id' || !ask[c])
    put(row,
      ask.schema && chip('schema', t('schema.' + ask.schema), () => { ask.schema = '' }),
      ask.birthDate && chip('birthDate', `${t('prop.birthDate')}: ${ask.birthDate}`, () => { ask.birthDate = '' }),
      ask.country && chip('country', country(ask.country), () => { ask.country = '' }),
      ask.id.map(i => chip('id', i, () => { ask.id = ask.id.filter(x => x !== i) })),
      missing.map(c => h('button', { class: 'plain add', 'data-fact': c, 'aria-haspopup': 'dialog', onclick: () => addFact(c) }, '+ ', t('fact.' + c))))
  }

  async function addFact(what) {
    const control = what === 'schema' ? h('select', {}, kinds.map(k => h('option', { value: k, selected: k === ask.schema }, t('schema.' + k))))
      : h('input', { required: true, maxlength: 100, value: what === 'id' ? '' : ask[what], pattern: what === 'birthDate' ? '\\d{4}(-\\d\\d(-\\d\\d)?)?' : what === 'id' ? '.+=.+' : null, title: t(`fact.${what}.hint`), autocomplete: 'off' })
    const added = await askFor(t('fact.' + what), field(t('value'), control), () => {
      const v = control.value.trim()
      if (what === 'id') { if (!ask.id.includes(v)) ask.id.push(v) } else ask[what] = what === 'country' && v.length === 2 ? v.toLowerCase() : v
    }, { ok: t('add'), text: t(`fact.${what}.hint`) })
    if (!added) return
    drawChips()
    row.querySelector(`[data-fact="${what}"]`)?.focus()
    run(false)
  }

  let last = 0
  async function run(typing) {
    ask.name = box.value.trim()
    if (!typing) picked = []
    address(typing)
    const turn = ++last
    if (!ask.name && !ask.id.length) return put(out, start())
    if (!out.childElementCount) put(out, loading())
    try {
      const a = await api.get('/screen', { ...ask, limit: 20 }, signal)
      if (turn !== last) return
      draw(a)
      say(t('found', { n: a.results.length }))
    } catch (e) {
      if (e.name === 'AbortError' || turn !== last) return
      put(out, fault(e, () => run(false)))
      if (e.status === 503) setTimeout(() => turn === last && !signal.aborted && run(true), 1500) // the index is being opened
    }
  }
  const address = replace => go(href('screen', { ...ask, compare: picked }), { replace, silent: true })

  const invite = () => !localStorage.getItem('tour') && h('div', { class: 'panel invite' }, h('span', { class: 'grow' }, t('tour.invite')), h('button', { class: 'primary', onclick: () => go(href('screen', { name: examples[0], tour: '1' })) }, t('tour.begin')), h('button', { onclick: e => { localStorage.setItem('tour', 'seen'); e.target.parentNode.remove() } }, t('tour.no')))
  const start = () => h('div', { class: 'empty' }, invite(), h('strong', {}, t('screen.emptyTitle')), h('p', {}, t('screen.emptyText')),
    h('div', { class: 'row centre' }, examples.map(x => h('a', { class: 'button', href: href('screen', { name: x }) }, name(x)))), h('p', {}, h('a', { href: href('screen', { name: examples[0], tour: '1' }) }, t('tour.start'))))

  function verdict(a) {
    const alerts = a.results.filter(r => r.alert)
    if (alerts.length) return h('p', { class: 'verdict alert' }, '⚠ ', h('strong', {}, t('verdict.alert', { n: alerts.length })), ' ', name(alerts[0].caption), ' · ', (alerts[0].lists ?? []).filter(l => l.inForce).map(l => l.list).join(', '))
    if (a.results.length) return h('p', { class: 'verdict unsure' }, h('strong', {}, t('verdict.near')), ' ', t('verdict.nearText', { threshold: number(100 * (a.query?.threshold ?? 0.5)) }))
    return h('p', { class: 'verdict clear' }, '✓ ', h('strong', {}, t('verdict.clear')), ' ', t('verdict.clearText', { n: (a.lists ?? []).length, day: day(a.asOf) }))
  }

  function draw(a) {
    const all = [...a.results, ...(a.notInForce ?? [])], pair = picked.map(id => all.find(r => r.id === id)).filter(Boolean)
    const pick = r => {
      picked = picked.includes(r.id) ? picked.filter(x => x !== r.id) : [...picked, r.id].slice(-2)
      address(true)
      draw(a)
      if (picked.length === 2) { out.querySelector('.versus')?.scrollIntoView({ block: 'nearest' }); say(t('compare')) }
      out.querySelector(`[data-compare="${CSS.escape(r.id)}"] button`)?.focus({ preventScroll: true })
    }
    const shownAs = r => { const node = result(r, { asOf: ask.asOf, picked: picked.includes(r.id), onpick: all.length > 1 ? pick : null }); node.dataset.compare = r.id; return node }
    const warnings = a.warnings ?? []
    put(out, (a.owned ?? []).map(owned), verdict(a), picked.length === 1 && all.length > 1 && h('p', { class: 'note', role: 'status' }, t('compareSecond')), pair.length === 2 && versus(...pair),
      warnings.length > 0 && h('details', { class: 'note' }, h('summary', {}, t('warnings', { n: warnings.length })), h('ul', {}, warnings.map(w => h('li', {}, w)))),
      a.results.map(shownAs), a.notInForce?.length > 0 && [h('h2', {}, t('notInForce')), a.notInForce.map(shownAs)],
      h('p', { class: 'soft small' }, t('index'), ' ', h('code', {}, (a.index ?? '').slice(0, 16)), ' · ', t('asOfDay', { day: day(a.asOf) }), ' · ', h('a', { href: '/v1/screen?' + new URLSearchParams(Object.entries(ask).flatMap(([k, v]) => [v].flat().filter(Boolean).map(x => [k, x]))), target: '_blank', rel: 'noopener' }, 'JSON')))
  }

  box.addEventListener('input', debounce(() => run(true), 140))
  drawChips()
  timeSlider(ask.asOf, (d, moving) => { ask.asOf = d; run(moving) }, signal).then(x => put(time, x), () => {})
  if (params.get('tour')) import('../parts/tour.js').then(m => m.default(1))
  if (!params.get('tour') && !matchMedia('(max-width: 760px)').matches) box.focus()
  await run(true)
}
