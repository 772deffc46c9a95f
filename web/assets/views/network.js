// A graph that stays readable with thousands of parties, drawn by WebGL.

import { h, put, name, download } from '../dom.js'
import * as api from '../api.js'
import { t } from '../i18n.js'
import { go, href, say } from '../app.js'
import { loading, empty, fault } from '../parts/state.js'
import { edgeTable, shapes } from '../parts/neighbours.js'
import { entityHref } from '../parts/answer.js'

const script = src => new Promise((done, failed) => {
  if (document.querySelector(`script[src="${src}"]`)) return done()
  const tag = h('script', { src, onload: done, onerror: () => failed(new Error(src)) })
  document.head.append(tag)
})
const colours = { listed: '#c0392b', blocked: '#d9822b', possible: '#b8a100', not_blocked: '#3f7fbf' }
const kinds = ['ownership', 'votes', 'control', 'directorship', 'membership', 'family', 'associate', 'representation', 'employment', 'succession', 'debt', 'payment', 'link']

export default async function (root, { params, signal }) {
  const ask = { id: params.get('id') ?? '', depth: params.get('depth') ?? '2', rule: params.get('rule') ?? 'eu', asOf: params.get('asOf') ?? '', evidence: params.get('evidence') ?? 'all', to: params.get('to') ?? '' }
  const id = h('input', { type: 'search', value: ask.id, 'aria-label': t('network.party'), placeholder: t('network.placeholder') })
  const depth = h('select', {}, ['1', '2', '3', '4'].map(x => h('option', { value: x, selected: x === ask.depth }, x)))
  const rule = h('select', {}, ['eu', 'us-ofac', 'uk', 'ch'].map(x => h('option', { value: x, selected: x === ask.rule }, x.toUpperCase())))
  const day = h('input', { type: 'date', value: ask.asOf })
  const evidence = h('select', {}, ['official', 'all'].map(x => h('option', { value: x, selected: x === ask.evidence }, t('evidence.' + x))))
  const to = h('input', { value: ask.to, placeholder: t('network.toPlaceholder') })
  const out = h('section', { 'aria-live': 'polite' })
  put(root, h('h1', {}, t('nav.network')), h('form', { class: 'form panel', onsubmit: e => { e.preventDefault(); go(href('network', { id: id.value.trim(), depth: depth.value, rule: rule.value, asOf: day.value, evidence: evidence.value, to: to.value.trim() })) } },
    [['network.party', id], ['network.to', to], ['network.depth', depth], ['rule', rule], ['asOf', day], ['evidenceLevel', evidence]].map(([k, v]) => h('label', { class: 'field' }, t(k), v)), h('button', { class: 'primary' }, t('show'))), out)
  if (!ask.id) return put(out, empty(t('network.emptyTitle'), t('network.emptyText')))
  put(out, loading())
  const query = { depth: ask.depth, rule: ask.rule, asOf: ask.asOf, evidence: ask.evidence, most: 2000 }
  const g = await api.get(`/network/${encodeURIComponent(ask.id)}`, query, signal)
  if (!g.nodes?.length) return put(out, empty(t('network.none'), t('network.noneText')))
  let way = null
  if (ask.to) try { way = await api.get('/path', { from: ask.id, to: ask.to, asOf: ask.asOf, evidence: ask.evidence }, signal) } catch (e) { out.append(fault(e)) }
  const shown = new Set(kinds.filter(k => g.edges.some(e => e.kind === k)))
  const box = h('div', { class: 'graph', role: 'img', 'aria-label': t('network.picture', { parties: g.nodes.length, edges: g.edges.length }) })
  const side = h('div', {})
  const filters = h('div', { class: 'chips' }, [...shown].map(k => h('button', { 'aria-pressed': 'true', onclick: e => { shown.has(k) ? shown.delete(k) : shown.add(k); e.currentTarget.setAttribute('aria-pressed', String(shown.has(k))); refresh() } }, t('kind.' + k))))
  const save = kind => async () => kind === 'png' ? box.querySelector('canvas') && download('network.png', 'image/png', await picture()) : download(`network.${kind}`, 'text/xml', await (await api.raw(`/network/${encodeURIComponent(ask.id)}`, { ...query, format: kind }, '*/*')).text())
  put(out, h('p', { class: 'soft' }, t('network.size', { parties: g.nodes.length, edges: g.edges.length })), way && wayBox(way), filters,
    h('ul', { class: 'legend' }, Object.keys(colours).map(k => h('li', {}, h('span', { style: { color: colours[k] } }, shapes[k]), ' ', t('status.' + k))), h('li', {}, '- - ', t('network.dashed'))),
    h('div', { class: 'row' }, h('button', { onclick: save('png') }, 'PNG'), h('button', { onclick: save('svg') }, 'SVG'), h('button', { onclick: save('graphml') }, 'GraphML')), box, side, h('details', { open: g.edges.length < 12 }, h('summary', {}, t('network.asTable')), edgeTable(g)))
  let refresh = () => {}, picture = async () => ''
  try {
    for (const f of ['graphology.umd.min.js', 'graphology-library.min.js', 'sigma.min.js']) await script('/ui/assets/vendor/' + f)
    const r = draw(box, g, ask.id, shown, way, n => put(side, about(n, ask)))
    refresh = r.refresh; picture = r.picture
    signal.addEventListener('abort', r.stop)
  } catch (e) { put(box, h('p', { class: 'empty' }, t('network.noWebGL'))) }
  say(t('network.size', { parties: g.nodes.length, edges: g.edges.length }))
}

function draw(box, g, centre, shown, way, onpick) {
  const dark = document.documentElement.dataset.theme === 'dark'
  const graph = new graphology.MultiDirectedGraph()
  const onWay = new Set(way?.shortest?.hops?.flatMap(x => [x.from, x.to]) ?? [])
  g.nodes.forEach((n, i) => { const a = i * 2.4, r = 1 + Math.sqrt(i); graph.mergeNode(n.id, { label: `${shapes[n.status] ?? '●'} ${n.caption}`, x: r * Math.cos(a), y: r * Math.sin(a), size: n.id === centre || i === 0 ? 13 : n.status && n.status !== 'not_blocked' ? 8 : 6, color: colours[n.status] ?? colours.not_blocked, raw: n, forceLabel: i === 0 || onWay.has(n.id) }) })
  g.edges.forEach(e => graph.hasNode(e.from) && graph.hasNode(e.to) && graph.addEdge(e.from, e.to, { label: e.share || t('kind.' + e.kind), size: onWay.has(e.from) && onWay.has(e.to) ? 4 : e.kind === 'ownership' ? 2 : 1, color: e.stance === 'claimed' || e.stance === 'denied' ? '#c9a36a' : dark ? '#5a6b7d' : '#a8b4c2', kind: e.kind, type: 'arrow' }))
  const layout = graphologyLibrary.layoutForceAtlas2
  layout.assign(graph, { iterations: graph.order > 1500 ? 60 : 200, settings: { ...layout.inferSettings(graph), barnesHutOptimize: graph.order > 300, adjustSizes: true } })
  const sigma = new Sigma(graph, box, { renderEdgeLabels: graph.size < 300, labelColor: { color: dark ? '#e6ebf1' : '#17202b' }, edgeLabelColor: { color: dark ? '#a3b0bf' : '#566274' }, labelDensity: 0.8, allowInvalidContainer: true, zIndex: true,
    edgeReducer: (_, d) => ({ ...d, hidden: !shown.has(d.kind) }) })
  sigma.on('clickNode', ({ node }) => onpick(graph.getNodeAttribute(node, 'raw')))
  return {
    refresh: () => sigma.refresh(), stop: () => sigma.kill(),
    picture: async () => {
      sigma.refresh()
      const all = [...box.querySelectorAll('canvas')], out = h('canvas', { width: all[0].width, height: all[0].height }), c = out.getContext('2d')
      c.fillStyle = getComputedStyle(box).backgroundColor; c.fillRect(0, 0, out.width, out.height)
      for (const layer of all) c.drawImage(layer, 0, 0)
      return new Promise(done => out.toBlob(done))
    }
  }
}

function about(n, ask) {
  const proof = h('div', {})
  const box = h('div', { class: 'panel' }, h('h2', {}, name(n.caption)), h('p', {}, shapes[n.status] ?? '', ' ', t('status.' + (n.status || 'not_blocked')), n.lists?.length ? ` · ${n.lists.join(', ')}` : ''),
    h('div', { class: 'row' }, h('a', { class: 'button', href: entityHref(n.id) }, t('open')), h('a', { class: 'button', href: href('network', { ...ask, id: n.id, to: '' }) }, t('network.centre')),
      h('button', { onclick: async () => { put(proof, loading()); try { const a = await api.get('/blocked', { rule: ask.rule, entity: n.id, asOf: ask.asOf, evidence: ask.evidence }); put(proof, steps((a.entities ?? a.answers?.[0]?.entities ?? [])[0])) } catch (e) { put(proof, fault(e)) } } }, t('network.proof'))), proof)
  return box
}

export function steps(r) {
  if (!r) return h('p', {}, t('none'))
  return [h('p', {}, h('strong', {}, t('status.' + r.status)), ' · ', r.rule, ' · ', r.share?.exact !== undefined && r.share.exact !== '' ? `${r.share.exact} %` : `${r.share?.min ?? '?'}–${r.share?.max ?? '?'} %`), h('ol', {}, (r.proof ?? []).map(p => h('li', {}, name(p.ownerCaption || p.owner), ` ${t('kind.' + p.kind)} ${p.share ?? ''} → `, name(p.ofCaption || p.of), h('span', { class: 'soft small' }, ` ${p.why} · ${p.source ?? ''}`))))]
}

const wayBox = w => h('div', { class: 'panel' }, h('h2', {}, t('network.way')), w.shortest ? h('p', {}, w.shortest.hops.map((x, i) => [i === 0 && name(x.fromCaption || x.from), x.against ? ' ← ' : ' → ', h('span', { class: 'soft small' }, `${t('kind.' + x.kind)} ${x.share ?? ''} `), name(x.toCaption || x.to)])) : h('p', {}, t('network.noWay')))
