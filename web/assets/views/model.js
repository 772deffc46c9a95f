// What a threshold costs and catches, measured on the loaded lists, and on the user's own labelled alerts.

import { h, put, name } from '../dom.js'
import * as api from '../api.js'
import { t, number, percent } from '../i18n.js'
import { go, href, say } from '../app.js'
import { loading, empty, fault } from '../parts/state.js'
import { lines } from '../parts/plot.js'
import { bars } from '../parts/answer.js'
import { fileBox } from '../parts/mapping.js'

const rate = x => x >= 10 ? number(x) : x >= 0.1 ? number(x, 1) : `< ${number(0.1, 1)}`

export default async function (root, { params, signal }) {
  put(root, h('h1', {}, t('nav.model')), loading(t('model.measuring')))
  const [m, caught] = await Promise.all([api.get('/model', undefined, signal), api.get('/model/recall', undefined, signal)])
  const kinds = (m.rates ?? []).map(k => ({ kind: k.kind, cost: k.points, catch: caught.kinds.find(x => x.kind === k.kind) }))
  const slider = h('input', { type: 'range', min: 0.01, max: 0.99, step: 0.01, value: params.get('threshold') ?? m.threshold ?? 0.5 }), said = h('div', { class: 'cards', role: 'status' }), plots = h('div', { class: 'split' })
  const at = (points, s) => points?.findLast(x => x.score <= s + 1e-9) ?? points?.[0]
  const many = h('input', { type: 'number', min: 1, value: 10000, step: 1000 })
  function draw() {
    const s = Number(slider.value), n = Number(many.value) || 10000
    slider.setAttribute('aria-valuetext', t('model.scoreOf', { score: number(100 * s) }))
    put(said, h('div', { class: 'panel' }, h('div', { class: 'big' }, `${number(100 * s)} %`), h('div', { class: 'soft small' }, t('model.threshold'), Math.abs(s - m.threshold) < 0.005 ? ` (${t('model.default')})` : '')), kinds.flatMap(k => {
      const cost = 10000 * (at(k.cost, s)?.rate ?? 0), got = at(k.catch?.points, s)?.recall
      return [h('div', { class: 'panel' }, h('div', { class: 'big' }, rate(cost * n / 10000)), h('div', { class: 'soft small' }, t('model.costs', { n: number(n), kind: t('model.kind.' + k.kind) }))), got !== undefined && h('div', { class: 'panel' }, h('div', { class: 'big' }, percent(got, 1)), h('div', { class: 'soft small' }, t('model.catches', { kind: t('model.kind.' + k.kind) })))]
    }))
    put(plots, h('section', { class: 'panel' }, h('h2', {}, t('model.roc')), lines(kinds.filter(k => k.catch).map(k => ({ name: t('model.kind.' + k.kind), points: k.cost.map((p, i) => [10000 * p.rate, k.catch.points[i].recall]).filter(p => p[0] > 0.01) })), { across: t('model.per10000'), up: t('model.recall'), legend: 'low', logX: true, formatY: x => percent(x), at: kinds[0] && 10000 * (at(kinds[0].cost, s)?.rate ?? 0) })),
      h('section', { class: 'panel' }, h('h2', {}, t('model.curve')), lines(kinds.map(k => ({ name: t('model.kind.' + k.kind), points: k.cost.map(p => [p.score, 10000 * p.rate]).filter(p => p[1] > 0.01) })), { across: t('model.threshold'), up: t('model.per10000'), logY: true, formatX: x => percent(x), at: s })))
  }
  const own = h('div', { 'aria-live': 'polite' })
  put(root, h('h1', {}, t('nav.model')), h('p', { class: 'soft' }, t('model.intro')),
    kinds.length ? [h('section', { class: 'panel' }, h('div', { class: 'row' }, h('label', { class: 'field grow' }, h('span', {}, t('model.threshold')), slider), h('label', { class: 'field' }, h('span', {}, t('model.customers')), many)), said), plots] : empty(t('model.notMeasured'), t('model.notMeasuredText')),
    h('details', { class: 'panel' }, h('summary', {}, t('model.how')), h('p', {}, t('model.howText', { n: number(caught.kinds.reduce((x, k) => x + k.names, 0)) })), h('ul', {}, caught.damages.map(d => h('li', {}, t('damage.' + d)))), h('p', {}, t('model.docs'))),
    h('section', { class: 'panel' }, h('h2', {}, t('model.own')), fileBox(t('model.ownText'), evaluate, '.csv'), own))
  slider.addEventListener('input', draw)
  slider.addEventListener('change', () => go(href('model', { threshold: slider.value }), { replace: true, silent: true }))
  many.addEventListener('input', draw)
  if (kinds.length) draw()

  async function evaluate(f) {
    put(own, loading())
    try { judged(await api.post('/model/alerts', { csv: await f.text() }, { signal })) } catch (e) { if (e.name !== 'AbortError') put(own, fault(e)) }
  }
  function judged(r) {
    const pick = h('input', { type: 'range', min: 0, max: r.thresholds.length - 1, step: 1, value: r.thresholds.findIndex(x => x.threshold >= r.default.threshold), 'aria-label': t('model.threshold') }), box = h('div', { role: 'status' }), plot = h('div', {}), falses = r.alerts - r.true
    const show = () => {
      const c = r.thresholds[Number(pick.value)] ?? r.default
      pick.setAttribute('aria-valuetext', t('model.scoreOf', { score: number(100 * c.threshold) }))
      put(box, h('p', {}, h('strong', {}, `${number(100 * c.threshold)} %: `), t('model.kept', { true: c.truePositives, all: r.true, false: c.falsePositives, falses })))
      put(plot, lines([{ name: t('alerts.true'), points: r.thresholds.map(x => [x.threshold, x.recall ?? 0]) }, { name: t('alerts.false'), points: r.thresholds.map(x => [x.threshold, x.falsePositives / Math.max(falses, 1)]) }], { across: t('model.threshold'), up: t('model.share'), formatX: x => percent(x), formatY: x => percent(x), at: c.threshold }))
    }
    pick.addEventListener('input', show)
    const example = (title, list) => list?.length > 0 && [h('h3', {}, title), list.slice(0, 10).map(x => h('details', { class: 'result' }, h('summary', {}, name(x.name), ' ↔ ', name(x.listedName), ` · ${percent(x.score)}`), bars(x.evidence ?? [])))]
    put(own, h('p', { class: 'verdict ' + (r.default.falseNegatives ? 'unsure' : 'clear') }, t('model.atDefault', { true: r.default.truePositives, all: r.true, false: r.default.falsePositives, falses }), r.auc !== null && r.auc !== undefined && ` ${t('model.auc', { auc: number(r.auc, 3) })}`, r.theirAuc ? ` ${t('model.theirAuc', { auc: number(r.theirAuc, 3) })}` : ''), r.safe && h('p', {}, t('model.safe', { score: number(100 * r.safe.threshold), false: r.safe.falsePositives, falses })),
      pick, box, plot, example(t('model.lost'), r.lost), example(t('model.falseKept'), r.kept))
    show()
    say(t('done'))
  }
}
