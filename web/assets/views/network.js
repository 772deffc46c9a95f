// Who is around a party: a graph that stays readable with thousands, the same as a table, and why somebody is blocked.

import { h, put, name, download } from '../dom.js'
import * as api from '../api.js'
import { t } from '../i18n.js'
import { go, href, say } from '../app.js'
import { loading, empty, fault } from '../parts/state.js'
import { edgeTable, shapes, legend } from '../parts/neighbours.js'
import { entityHref, proofSteps } from '../parts/answer.js'
import { field } from '../parts/dialog.js'
import { ownNetwork, listedInExample } from '../parts/ownnetwork.js'

const kinds = ['ownership', 'votes', 'control', 'directorship', 'membership', 'family', 'associate', 'representation', 'employment', 'succession', 'debt', 'payment', 'repayment', 'link']
const firm = { official: ['official', 'registered', 'listed', ''], claimed: ['claimed', 'asserted', 'reported'], denied: ['denied', 'annulled'] }

export default async function (root, { params, signal }) {
  const ask = { id: params.get('id') ?? '', depth: params.get('depth') ?? '2', rule: params.get('rule') ?? 'eu', asOf: params.get('asOf') ?? '', evidence: params.get('evidence') ?? 'all', to: params.get('to') ?? '', own: params.get('own') ?? '' }
  const select = (of, at, text) => h('select', {}, of.map(x => h('option', { value: x, selected: x === at }, text(x))))
  const id = h('input', { type: 'search', value: ask.id, placeholder: t('network.placeholder') }), to = h('input', { value: ask.to, placeholder: t('network.toPlaceholder') })
  const depth = select(['1', '2', '3', '4', '5', '6'], ask.depth, x => x), rule = select(['eu', 'us-ofac', 'uk', 'ch', 'us-bis'], ask.rule, x => x.toUpperCase())
  const day = h('input', { type: 'date', value: ask.asOf }), evidence = select(['official', 'all'], ask.evidence, x => t('evidence.' + x))
  const own = await ownNetwork(ask.own), listed = h('input', { value: params.get('listed') ?? (ask.own === 'example' ? listedInExample.join(', ') : ''), placeholder: t('network.listedPlaceholder') })
  const out = h('section', {})
  put(root, h('h1', {}, t('nav.network')), h('form', { class: 'panel stack', onsubmit: e => { e.preventDefault(); submit() } },
    h('div', { class: 'form' }, [['network.party', id], ['network.to', to], ['network.depth', depth], ['rule', rule], ['asOf', day], ['evidenceLevel', evidence]].map(([k, v]) => field(t(k), v)), h('button', { class: 'primary' }, t('show'))),
    h('details', { open: ask.own === '1' && !own.text() }, h('summary', {}, t('network.own')), own.box, field(t('network.listedNames'), listed))), out)
  function submit() {
    const mine = own.text() && (root.querySelector('details').open || ask.own)
    go(href('network', { id: id.value.trim(), depth: depth.value, rule: rule.value, asOf: day.value, evidence: evidence.value, to: to.value.trim(), own: mine ? (ask.own || '1') : '', listed: mine ? listed.value : '' }))
  }
  if (!ask.id) return put(out, empty(t('network.emptyTitle'), t('network.emptyText'), h('p', {}, h('a', { class: 'button', href: href('network', { own: 'example', id: 'Mikhail Gutseriev', depth: '4' }) }, t('network.example')))))
  const mine = ask.own ? { network: own.text(), listed: listed.value.split(',').map(x => x.trim()).filter(Boolean) } : null
  const around = (party, steps, most) => mine ? api.post('/network', { ...mine, id: party, depth: Number(steps), rule: ask.rule, asOf: ask.asOf || undefined, evidence: ask.evidence, most }, { signal }) : api.get(`/network/${encodeURIComponent(party)}`, { depth: steps, rule: ask.rule, asOf: ask.asOf, evidence: ask.evidence, most }, signal)
  const blocked = party => mine ? api.post('/blocked', { ...mine, entities: [party], rule: ask.rule, asOf: ask.asOf || undefined, evidence: ask.evidence }) : api.get('/blocked', { rule: ask.rule, entity: party, asOf: ask.asOf, evidence: ask.evidence })

  put(out, loading())
  const g = await around(ask.id, ask.depth, 5000)
  if (!g.nodes?.length) return put(out, empty(t('network.none'), t('network.noneText')))
  const way = !ask.to ? null : mine ? wayWithin(g, ask.to) : await api.get('/path', { from: ask.id, to: ask.to, asOf: ask.asOf, evidence: ask.evidence }, signal).catch(e => ({ failed: e }))
  if (way?.shortest) for (const x of way.shortest.hops) { // a way may lead beyond what is around
    for (const [k, c] of [[x.from, x.fromCaption], [x.to, x.toCaption]]) if (!g.nodes.some(n => n.id === k)) g.nodes.push({ id: k, caption: c ?? k })
    if (!g.edges.some(e => e.from === x.from && e.to === x.to && e.kind === x.kind)) g.edges.push(x)
  }
  const hiddenKinds = new Set(params.getAll('without')), hiddenStances = new Set(params.getAll('unless'))
  const stanceOf = e => Object.keys(firm).find(k => firm[k].includes(e.stance ?? '')) ?? 'claimed'
  const shown = e => !hiddenKinds.has(e.kind) && !hiddenStances.has(stanceOf(e))
  const centre = g.nodes[0].id, box = h('div', { class: 'graph', tabindex: 0, role: 'application', 'aria-label': t('network.picture', { parties: g.nodes.length, edges: g.edges.length }), 'aria-describedby': 'graph-keys' }), side = h('aside', { class: 'beside', 'aria-live': 'polite' }, h('p', { class: 'soft' }, t('network.choose')))
  const toggle = (set, value, text) => h('button', { 'aria-pressed': String(!set.has(value)), onclick: e => { set.has(value) ? set.delete(value) : set.add(value); e.currentTarget.setAttribute('aria-pressed', String(!set.has(value))); filtered() } }, text)
  const have = kinds.filter(k => g.edges.some(e => e.kind === k)), stances = Object.keys(firm).filter(k => g.edges.some(e => stanceOf(e) === k))
  const found = h('datalist', { id: 'parties' }), size = h('p', { class: 'soft' }), table = h('div', {})
  const find = h('input', { list: 'parties', placeholder: t('network.find'), 'aria-label': t('network.find'), onchange: () => { const n = view?.nodes().find(x => x.caption === find.value || x.id === find.value); if (n) view.choose(n.id) } })
  let view = null
  const filtered = () => { view?.refresh(); drawTable(); go(href('network', { ...ask, listed: params.get('listed'), without: [...hiddenKinds], unless: [...hiddenStances] }), { replace: true, silent: true }) }
  const drawTable = () => { const nodes = view?.nodes() ?? g.nodes, edges = (view?.edges() ?? g.edges).filter(shown); put(size, t('network.size', { parties: nodes.length, edges: edges.length })); put(table, edgeTable({ nodes, edges })); put(found, nodes.slice(0, 3000).map(n => h('option', { value: n.caption }))) }
  const save = kind => async () => {
    const css = getComputedStyle(box)
    if (kind === 'graphml' || !view) return download('network.graphml', 'application/xml', (await import('../parts/graphfiles.js')).graphml(view?.nodes() ?? g.nodes, (view?.edges() ?? g.edges).filter(shown)))
    if (kind === 'png') return download('network.png', 'image/png', await view.picture())
    download('network.svg', 'image/svg+xml', (await import('../parts/graphfiles.js')).svg(view.places(), view.shownEdges(), { width: box.clientWidth, height: box.clientHeight, back: css.backgroundColor, ink: css.color }))
  }
  const tools = h('div', { class: 'tools' }, [['+', t('network.nearer'), () => view?.zoom(0.7)], ['−', t('network.farther'), () => view?.zoom(1.4)], ['⤢', t('network.all'), () => view?.whole()]].map(([sign, text, act]) => h('button', { 'aria-label': text, title: text, onclick: act }, sign)))
  put(out, way && wayBox(way), h('div', { class: 'row' }, size, h('span', { class: 'grow' }), find, found, ['png', 'svg', 'graphml'].map(k => h('button', { onclick: save(k) }, k.toUpperCase()))),
    h('div', { class: 'chips', role: 'group', 'aria-label': t('network.filter') }, have.map(k => toggle(hiddenKinds, k, t('kind.' + k))), h('span', { class: 'soft' }, '·'), stances.map(k => toggle(hiddenStances, k, t('firm.' + k)))),
    legend(), h('div', { class: 'graphbox' }, h('div', { class: 'graphpart' }, box, tools), side), h('p', { class: 'soft small', id: 'graph-keys' }, t('network.keys')), h('details', { open: g.edges.length < 12 }, h('summary', {}, t('network.asTable')), table))
  drawTable()
  box.addEventListener('keydown', e => {
    const move = { ArrowLeft: [-0.08, 0], ArrowRight: [0.08, 0], ArrowUp: [0, 0.08], ArrowDown: [0, -0.08] }[e.key]
    if (move) { e.preventDefault(); view?.pan(...move) }
    if (e.key === '+' || e.key === '=') view?.zoom(0.7)
    if (e.key === '-') view?.zoom(1.4)
    if (e.key === '0') view?.whole()
    if (e.key === 'n' || e.key === 'p') { // the next party among the neighbours of the one chosen
      const all = view?.nodes() ?? [], at = all.findIndex(n => n.id === box.dataset.at)
      if (all.length) view.choose(all[(at + (e.key === 'n' ? 1 : -1) + all.length) % all.length].id)
    }
    if (e.key === 'Escape') view?.choose(null)
  })

  function about(n) {
    box.dataset.at = n.id
    const proof = h('div', {}), steps = async () => {
      put(proof, loading())
      try { put(proof, standing((await blocked(n.id)).entities?.[0])) } catch (e) { if (e.name !== 'AbortError') put(proof, fault(e, steps)) }
    }
    put(side, h('h2', {}, shapes[n.status] ?? '●', ' ', name(n.caption)), h('p', {}, h('span', { class: 'badge' + (n.status === 'listed' ? ' alert' : n.status === 'blocked' || n.status === 'possible' ? ' warn' : '') }, t('status.' + (n.status || 'not_blocked'))), n.schema && ` ${t('schema.' + n.schema)}`, n.lists?.length ? ` · ${n.lists.join(', ')}` : ''),
      h('div', { class: 'row' }, h('button', { class: 'primary', onclick: () => expand(n.id) }, t('network.expand')), h('a', { class: 'button', href: href('network', { ...ask, id: n.id, to: '' }) }, t('network.centre')), n.id !== centre && h('a', { class: 'button', href: href('network', { ...ask, to: n.id }) }, t('network.wayTo')), !mine && h('a', { class: 'button', href: entityHref(n.id) }, t('open'))), proof)
    steps()
  }
  async function expand(party) {
    try {
      const more = await around(party, 1, 500), n = view?.extend(more, party) ?? 0
      drawTable()
      say(t('network.expanded', { n }))
      if (!n) put(side.appendChild(h('p', { class: 'soft', role: 'status' })), t('network.nothingMore'))
    } catch (e) { if (e.name !== 'AbortError') side.append(fault(e)) }
  }
  const edgeBox = e => put(side, h('h2', {}, t('kind.' + e.kind), ' ', e.share), h('p', {}, name(captionOf(e.from)), ' → ', name(captionOf(e.to))), h('dl', { class: 'facts' }, [['col.stance', t('stance.' + e.stance)], ['col.amount', e.amount], ['col.since', e.since ?? e.from_date ?? ''], ['col.source', e.source], ['col.note', e.note]].filter(([, v]) => v).map(([k, v]) => [h('dt', {}, t(k)), h('dd', {}, v)])))
  const captionOf = x => view.nodes().find(n => n.id === x)?.caption ?? x
  try {
    const { drawGraph } = await import('../parts/graph.js')
    if (signal.aborted) return
    view = await drawGraph(box, g, { centre, way, shown, onnode: about, onedge: edgeBox })
    signal.addEventListener('abort', () => view.stop())
    box.graph = view
  } catch (e) { put(box, empty(t('network.noWebGL'))) }
  say(t('network.size', { parties: g.nodes.length, edges: g.edges.length }))
}

// wayWithin looks for the shortest way inside what is around, where the network is the user's own.
function wayWithin(g, to) {
  const end = g.nodes.find(n => n.id === to || n.caption === to)?.id, start = g.nodes[0].id, from = new Map([[start, null]]), queue = [start]
  while (queue.length && !from.has(end)) {
    const at = queue.shift()
    for (const e of g.edges) for (const [a, b, against] of [[e.from, e.to, false], [e.to, e.from, true]]) if (a === at && !from.has(b)) { from.set(b, { ...e, against }); queue.push(b) }
  }
  const hops = []
  for (let at = end, e; (e = from.get(at)); at = e.against ? e.to : e.from) hops.unshift(e)
  const caption = Object.fromEntries(g.nodes.map(n => [n.id, n.caption]))
  return { shortest: hops.length ? { hops: hops.map(x => ({ ...x, fromCaption: caption[x.from], toCaption: caption[x.to] })) } : null }
}

function standing(r) {
  if (!r) return h('p', { class: 'soft' }, t('network.notBlocked'))
  const share = r.share?.exact ? `${r.share.exact} %` : r.share?.min !== undefined ? `${r.share.min}–${r.share.max} %` : ''
  return [h('h3', {}, t('network.proof')), h('p', {}, h('strong', {}, t('status.' + r.status)), ' · ', r.rule, share && ` · ${share}`), r.proof?.length ? proofSteps(r.proof) : h('p', { class: 'soft' }, t(r.status === 'listed' ? 'network.isListed' : 'network.noProof')), (r.missing ?? []).map(m => h('p', { class: 'note' }, m))]
}

const wayBox = w => h('div', { class: 'panel' }, h('h2', {}, t('network.way')), w.failed ? fault(w.failed) : w.shortest ? h('p', { class: 'way' }, w.shortest.hops.map((x, i) => { const [a, b] = x.against ? [x.toCaption || x.to, x.fromCaption || x.from] : [x.fromCaption || x.from, x.toCaption || x.to]; return [i === 0 && name(a), h('span', { class: 'soft small' }, x.against ? ' ← ' : ' → ', [t('kind.' + x.kind), x.share, x.amount].filter(Boolean).join(' '), x.against ? ' ← ' : ' → '), name(b)] })) : h('p', {}, t('network.noWay')))
