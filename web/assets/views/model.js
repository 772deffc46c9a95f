// What a threshold costs and catches.

import { h, put } from '../dom.js'
import * as api from '../api.js'
import { t, number } from '../i18n.js'
import { loading, empty, fault } from '../parts/state.js'
import { lines } from '../parts/plot.js'
import { parseCSV } from './batch.js'

export default async function (root, { signal }) {
  put(root, h('h1', {}, t('nav.model')), loading())
  const m = await api.get('/model', undefined, signal)
  const kinds = m.rates ?? []
  const slider = h('input', { type: 'range', min: 0.01, max: 0.99, step: 0.01, value: m.threshold ?? 0.5, 'aria-label': t('model.threshold') })
  const said = h('div', { role: 'status' }), own = h('div', {})
  const rateAt = (k, s) => { const p = k.points.findLast(x => x.score <= s) ?? k.points[0]; return p ? 10000 * p.rate : 0 }
  const say = () => put(said, h('p', { class: 'big' }, number(Number(slider.value), 2)), kinds.map(k => h('p', {}, t('model.rate', { kind: k.kind, rate: number(rateAt(k, Number(slider.value)), 1) }))))
  slider.addEventListener('input', say)
  const file = h('input', { type: 'file', accept: '.csv', 'aria-label': t('model.own'), onchange: async e => {
    const f = e.target.files[0]
    if (!f) return
    put(own, loading())
    try {
      const rows = parseCSV(await f.text()), head = rows.shift().map(c => c.trim())
      const r = await api.post('/model/alerts', { alerts: rows.map(x => Object.fromEntries(head.map((c, i) => [c, x[i] ?? '']))) }, { signal })
      put(own, h('p', {}, t('model.kept', { true: r.default.truePositives, all: r.true, false: r.default.falsePositives })), lines([{ name: t('alerts.true'), points: r.thresholds.map(x => [x.threshold, x.recall ?? 0]) }, { name: t('alerts.false'), points: r.thresholds.map(x => [x.threshold, x.falsePositives / Math.max(r.alerts - r.true, 1)]) }], { across: t('model.threshold'), up: '' }))
    } catch (err) { put(own, fault(err)) }
  } })
  put(root, h('h1', {}, t('nav.model')), h('p', { class: 'soft' }, t('model.intro')), h('div', { class: 'panel' }, slider, said), kinds.length ? h('div', { class: 'panel' }, h('h2', {}, t('model.curve')), lines(kinds.map(k => ({ name: k.kind, points: k.points.map(p => [p.score, 10000 * p.rate]) })), { across: t('model.threshold'), up: '/ 10,000', format: x => number(x, 1) })) : empty(t('none')),
    h('div', { class: 'panel' }, h('h2', {}, t('model.own')), h('p', { class: 'soft' }, t('model.ownText')), file, own))
  say()
}
