// Which designations would hit: pick target, candidates, k, rule; see flows before and after, and what changes when a name is moved in or out.

import { h, s, put, name } from '../dom.js'
import * as api from '../api.js'
import { t, percent, number } from '../i18n.js'
import { toast } from '../app.js'
import { loading, empty, fault } from '../parts/state.js'

const sample = 'from,to,kind,share,amount,currency,stance,source\nRussia (state),Government of Belarus,debt,,1000,USD million,claimed,press\nEurasian Fund,Government of Belarus,debt,,500,USD million,claimed,press\nChinese buyers of potash,Belarusian Potash Company,payment,,260,USD million,claimed,press\nBelarusian Potash Company,Belaruskali,payment,,260,USD million,official,Regulation 765/2006\nBelaruskali,Government of Belarus,payment,,260,USD million,official,Regulation 765/2006\nGovernment of Belarus,Lukashenka regime,payment,,5000,USD million,official,Regulation 765/2006\n'

export default async function (root, { params, signal }) {
  const text = h('textarea', { spellcheck: false, class: 'mono', 'aria-label': t('target.network') })
  text.value = sessionStorage.getItem('target') ?? sample
  const to = h('input', { value: params.get('to') ?? 'Lukashenka regime' }), k = h('input', { type: 'number', min: 1, max: 20, value: params.get('k') ?? '2' })
  const rule = h('select', {}, ['us-ofac', 'eu', 'uk', 'ch'].map(x => h('option', { value: x, selected: x === (params.get('rule') ?? 'eu') }, x.toUpperCase())))
  const candidates = h('input', { value: params.get('candidates') ?? '', placeholder: t('target.everybody') }), basis = h('select', {}, ['gross', 'net'].map(x => h('option', { value: x }, t('target.' + x))))
  const out = h('section', {})
  const body = extra => ({ network: text.value, to: to.value.trim(), k: Number(k.value), rule: rule.value, basis: basis.value, candidates: candidates.value.split(',').map(x => x.trim()).filter(Boolean), ...extra })
  const run = async extra => {
    sessionStorage.setItem('target', text.value)
    put(out, loading(t('target.searching')))
    try { put(out, show(await api.post('/target', body(extra), { signal }), x => run({ candidates: x, k: x.length }))) } catch (e) { if (e.name !== 'AbortError') put(out, fault(e)) }
  }
  const file = h('input', { type: 'file', accept: '.csv,.json,.jsonl', onchange: async e => { if (e.target.files[0]) { text.value = await e.target.files[0].text(); toast(t('loaded')) } } })
  put(root, h('h1', {}, t('target.title')), h('p', { class: 'soft' }, t('target.intro')), h('form', { class: 'panel stack', onsubmit: e => { e.preventDefault(); run() } },
    h('div', { class: 'form' }, [['target.to', to], ['target.k', k], ['rule', rule], ['target.candidates', candidates], ['target.basis', basis]].map(([key, v]) => h('label', { class: 'field' }, t(key), v)), h('button', { class: 'primary' }, t('target.do'))),
    h('details', { open: !params.get('to') }, h('summary', {}, t('target.network')), text, h('label', { class: 'field' }, t('file'), file))), out)
}

function show(a, again) {
  if (!a.best.ids.length) return empty(t('target.nothing'), a.proof)
  const chosen = new Set(a.best.ids)
  return [h('p', { class: 'verdict alert' }, h('strong', {}, a.best.captions.map((c, i) => [i ? ', ' : '', name(c)])), ` ${t('target.cuts', { cut: number(a.best.cut), before: number(a.before), unit: a.unit ?? '' })} `, h('span', { class: 'badge' + (a.proved ? ' good' : ' warn') }, a.proof)),
    h('div', { class: 'split' }, h('div', {}, h('h2', {}, t('target.before')), flows(a, false)), h('div', {}, h('h2', {}, t('target.after')), flows(a, true))),
    h('h2', {}, t('target.names')), h('p', { class: 'soft small' }, t('target.dragHint')), h('div', { class: 'split' }, zone(t('target.in'), a.names.map(n => ({ id: n.id, caption: n.caption, note: `${t('target.alone')} ${number(n.alone)} · ${t('target.without')} ${number(n.without)}` })), true),
      zone(t('target.out'), [...new Set((a.nextBest ?? []).flatMap(n => n.ids))].filter(x => !chosen.has(x)).map(x => ({ id: x, caption: x })), false)),
    a.jointMoves?.length > 0 && h('ul', {}, a.jointMoves.map(j => h('li', {}, `${j.ids.join(' + ')}: ${number(j.cut)} (${number(j.singleSum)} ${t('target.singly')})`, j.tips?.length ? ` → ${j.tips.join(', ')}` : ''))),
    h('h2', {}, t('target.next')), h('table', {}, h('tbody', {}, a.nextBest.map(n => h('tr', {}, h('td', {}, n.captions.join(', ')), h('td', { class: 'num' }, number(n.cut)))))),
    h('h2', {}, t('target.open')), h('table', {}, h('tbody', {}, a.open.map(w => h('tr', {}, h('td', {}, w.nodes.join(' → ')), h('td', { class: 'num' }, number(w.amount)))))),
    a.uncertainty && [h('h2', {}, t('target.sure')), h('p', {}, t('target.interval', { mean: number(a.uncertainty.cut.mean), low: number(a.uncertainty.cut.p5), high: number(a.uncertainty.cut.p95) })), h('div', { class: 'bars' }, a.uncertainty.sets.map(x => [h('span', {}, x.ids.join(', ')), h('span', { class: 'num' }, percent(x.bestIn)), h('span', { class: 'bar' }, h('i', { style: { left: 0, width: `${100 * x.bestIn}%` } }))])),
      a.uncertainty.worthChecking?.length > 0 && [h('h3', {}, t('target.check')), h('ul', {}, a.uncertainty.worthChecking.slice(0, 5).map(x => h('li', {}, x.what)))]],
    a.warnings?.length > 0 && h('div', { class: 'note' }, a.warnings.map(w => h('p', {}, w)))]

  function zone(title, items, inside) {
    const box = h('div', { class: 'drop', 'aria-label': title }, h('strong', {}, title), items.map(x => h('div', { class: 'result', draggable: true, ondragstart: e => e.dataTransfer.setData('text/plain', x.id) }, h('div', { class: 'row' }, name(x.caption), h('span', { class: 'soft small grow' }, x.note), h('button', { onclick: () => move(x.id, !inside) }, inside ? t('target.takeOut') : t('target.takeIn'))))))
    box.addEventListener('dragover', e => { e.preventDefault(); box.classList.add('over') })
    box.addEventListener('dragleave', () => box.classList.remove('over'))
    box.addEventListener('drop', e => { e.preventDefault(); move(e.dataTransfer.getData('text/plain'), inside) })
    return box
  }
  function move(id, into) { into ? chosen.add(id) : chosen.delete(id); if (chosen.size) again([...chosen]) }
}

// flows draws money from left to right with widths, columns by the longest way.
function flows(a, after) {
  const list = (after ? a.flowsAfter : a.flowsBefore) ?? waysAsFlows(after ? a.open : [])
  const base = a.flowsBefore ?? list
  if (!base.length) return h('p', { class: 'soft' }, t('target.noPicture'))
  const col = new Map(), w = 640, height = 320
  for (let i = 0; i < 40; i++) for (const f of base) col.set(f.to, Math.max(col.get(f.to) ?? 0, Math.min((col.get(f.from) ?? 0) + 1, 12)))
  for (const f of base) if (!col.has(f.from)) col.set(f.from, 0)
  const most = Math.max(...col.values()), size = new Map()
  for (const id of col.keys()) size.set(id, Math.max(base.filter(f => f.to === id).reduce((x, f) => x + f.amount, 0), base.filter(f => f.from === id).reduce((x, f) => x + f.amount, 0)))
  const rows = Array.from({ length: most + 1 }, (_, c) => [...col].filter(([, v]) => v === c).map(([k]) => k).sort((x, y) => size.get(y) - size.get(x)))
  const scale = Math.min(...rows.map(r => (height - 22 * r.length) / Math.max(r.reduce((x, id) => x + size.get(id), 0), 1e-9)))
  const y = new Map(), atIn = new Map(), atOut = new Map()
  for (const r of rows) { let at = 10; for (const id of r) { y.set(id, at); at += Math.max(size.get(id) * scale, 8) + 22 } }
  const x = id => 6 + col.get(id) * (w - 130) / Math.max(most, 1)
  const blocked = new Set([...a.best.ids, ...a.best.blocks])
  const amount = new Map(list.map(f => [f.from + '\0' + f.to, f.amount]))
  return s('svg', { viewBox: `0 0 ${w} ${height + 30}`, role: 'img', 'aria-label': after ? t('target.after') : t('target.before') }, base.map(f => {
    const now = after ? amount.get(f.from + '\0' + f.to) ?? 0 : f.amount, y1 = y.get(f.from) + (atOut.get(f.from) ?? 0) + f.amount * scale / 2, y2 = y.get(f.to) + (atIn.get(f.to) ?? 0) + f.amount * scale / 2
    atOut.set(f.from, (atOut.get(f.from) ?? 0) + f.amount * scale); atIn.set(f.to, (atIn.get(f.to) ?? 0) + f.amount * scale)
    const x1 = x(f.from) + 10, x2 = x(f.to), m = (x1 + x2) / 2
    return s('path', { d: `M${x1} ${y1}C${m} ${y1} ${m} ${y2} ${x2} ${y2}`, fill: 'none', class: 'k1', 'stroke-opacity': now ? 0.45 : 0.3, 'stroke-width': now ? Math.max(now * scale, 1) : 1, 'stroke-dasharray': now ? null : '3 5' }, s('title', {}, `${f.from} → ${f.to}: ${number(now)}`))
  }), [...y].map(([id, at]) => [s('rect', { x: x(id), y: at, width: 10, height: Math.max(size.get(id) * scale, 8), class: after && blocked.has(id) ? 'f2' : 'f1', rx: 2 }), s('text', { x: x(id) + 14, y: at + Math.max(size.get(id) * scale, 8) / 2 + 4 }, (after && blocked.has(id) ? '✕ ' : '') + (id.length > 24 ? id.slice(0, 23) + '…' : id))]))
}
const waysAsFlows = ways => { const sum = new Map(); for (const w of ways ?? []) for (let i = 1; i < w.nodes.length; i++) { const k = w.nodes[i - 1] + '\0' + w.nodes[i]; sum.set(k, (sum.get(k) ?? 0) + w.amount) } return [...sum].map(([k, v]) => ({ from: k.split('\0')[0], to: k.split('\0')[1], amount: v })) }
