// The drawing of a network by WebGL, with what can be done to it: filter, point out, extend, export.

import { h } from '../dom.js'
import { t } from '../i18n.js'
import { shapeProgram } from './shapes.js'
import { shapes } from './neighbours.js'

const script = src => new Promise((done, failed) => {
  if (document.querySelector(`script[src="${src}"]`)) return done()
  document.head.append(h('script', { src, onload: done, onerror: () => failed(new Error(src)) }))
})

const most = 500 // parties, up to which the layout by forces is worth its time
const soft = e => e.stance === 'claimed' || e.stance === 'denied'

// drawGraph draws into a box. onnode and onedge are called with what was clicked; shown(edge) tells whether an edge is wanted.
export async function drawGraph(box, g, { centre, way, shown, onnode, onedge }) {
  for (const f of ['graphology.umd.min.js', 'graphology-library.min.js', 'sigma.min.js']) await script('/ui/assets/vendor/' + f)
  const graph = new graphology.MultiDirectedGraph()
  const onWay = new Set((way?.shortest?.hops ?? []).flatMap(x => [x.from, x.to]))
  const hops = new Set((way?.shortest?.hops ?? []).map(x => x.from + '\0' + x.to))
  let colours = palette(), chosen = null, near = null, worker = null, visible = new Set()

  function palette() {
    const css = getComputedStyle(document.documentElement), c = k => css.getPropertyValue(k).trim()
    return { listed: c('--alert'), blocked: c('--c2'), possible: c('--c5'), not_blocked: c('--c1'), edge: c('--edge'), claim: c('--edge-claim'), way: c('--ink'), faint: c('--line'), ink: c('--ink'), soft: c('--soft') }
  }

  function add(part, around) {
    const fresh = []
    part.nodes.forEach((n, i) => {
      if (graph.hasNode(n.id)) { graph.mergeNodeAttributes(n.id, { raw: { ...graph.getNodeAttribute(n.id, 'raw'), ...n } }); return }
      const a = i * 2.399963, at = around ? graph.getNodeAttributes(around) : { x: 0, y: 0 }
      graph.addNode(n.id, { label: n.caption, x: at.x + Math.cos(a), y: at.y + Math.sin(a), status: n.status, raw: n })
      fresh.push(n.id)
    })
    for (const e of part.edges) {
      const key = [e.from, e.to, e.kind, e.share, e.amount, e.source].join('\0')
      if (graph.hasNode(e.from) && graph.hasNode(e.to) && !graph.hasEdge(key)) graph.addEdgeWithKey(key, e.from, e.to, { raw: e })
    }
    style()
    return fresh
  }

  // style sets sizes by how many statements a party has, and colours by its status.
  function style() {
    const big = graph.order > 400
    graph.updateEachNodeAttributes((n, a) => ({ ...a, type: 'shape', status: a.raw.status, color: colours[a.raw.status] ?? colours.not_blocked, forceLabel: n === centre || onWay.has(n) || (!big && Boolean(a.raw.status) && a.raw.status !== 'not_blocked'),
      size: (n === centre ? 11 : Math.min((big ? 1.2 : 5) + (big ? 0.7 : 1.1) * Math.sqrt(graph.degree(n)), big ? 8 : 12)) + (a.raw.status && a.raw.status !== 'not_blocked' ? 2 : 0) }))
    // Lines between the same two lie on each other: the first bears the words of all.
    const words = new Map()
    graph.forEachEdge((e, a, from, to) => { const pair = [from, to].sort().join('\0'); if (!words.has(pair)) words.set(pair, { first: e, all: new Set() }); words.get(pair).all.add([a.raw.share, a.raw.amount].filter(Boolean).join(' · ') || t('kind.' + a.raw.kind)) })
    const labelOf = (e, from, to) => { const w = words.get([from, to].sort().join('\0')); return w.first === e ? [...w.all].join(', ') : '' }
    graph.updateEachEdgeAttributes((e, a, from, to) => ({ ...a, type: big ? 'line' : 'arrow', label: labelOf(e, from, to), size: hops.has(from + '\0' + to) ? 4 : big ? 0.7 : a.raw.kind === 'ownership' ? 2 : 1.3,
      color: hops.has(from + '\0' + to) ? colours.way : soft(a.raw) ? colours.claim : colours.edge, zIndex: hops.has(from + '\0' + to) ? 1 : 0 }))
  }

  // rings puts the centre in the middle and each step away on a ring of its own; every branch has a sector as wide as it has ends. Parties
  // that hang on nothing come last. It takes milliseconds for thousands.
  function rings() {
    const children = new Map(), depth = new Map(), order = []
    for (const start of [centre, ...graph.nodes()]) {
      if (depth.has(start)) continue
      depth.set(start, start === centre ? 0 : 1)
      if (start !== centre) children.get(centre).push(start)
      children.set(start, [])
      for (const queue = [start]; queue.length;) {
        const n = queue.shift()
        order.push(n)
        for (const m of graph.neighbors(n)) if (!depth.has(m)) { depth.set(m, depth.get(n) + 1); children.set(m, []); children.get(n).push(m); queue.push(m) }
      }
    }
    const ends = new Map(), on = []
    for (const n of order.toReversed()) ends.set(n, Math.max(1, children.get(n).reduce((x, m) => x + ends.get(m), 0)))
    for (const d of depth.values()) on[d] = (on[d] ?? 0) + 1
    const radius = [0]
    for (let d = 1; d < on.length; d++) radius[d] = Math.max(radius[d - 1] + 12, (on[d] ?? 0) / (2 * Math.PI))
    const from = new Map([[centre, 0]]), width = new Map([[centre, 2 * Math.PI]]), place = new Map(), seen = []
    for (const n of order) {
      const d = depth.get(n), a = from.get(n) + width.get(n) / 2, k = seen[d] = (seen[d] ?? -1) + 1, r = radius[d] + (on[d] > 60 ? (k % 9 - 4) * 0.09 * (radius[d] - radius[d - 1]) : 0)
      place.set(n, [r * Math.cos(a), r * Math.sin(a)])
      let at = from.get(n)
      for (const m of children.get(n)) { const w = width.get(n) * ends.get(m) / ends.get(n); from.set(m, at); width.set(m, w); at += w }
    }
    graph.updateEachNodeAttributes((n, a) => { const [x, y] = place.get(n); return { ...a, x, y } }, { attributes: ['x', 'y'] })
  }

  // see works out which parties still hang on an edge that is shown.
  function see() {
    visible = new Set([centre])
    graph.forEachEdge((e, a, from, to) => { if (shown(a.raw)) { visible.add(from); visible.add(to) } })
  }

  add(g)
  rings()
  see()
  const sigma = new Sigma(graph, box, {
    defaultNodeType: 'shape', nodeProgramClasses: { shape: shapeProgram(Sigma) }, defaultEdgeType: 'arrow', edgeProgramClasses: { arrow: Sigma.rendering.EdgeArrowProgram, line: Sigma.rendering.EdgeLineProgram }, labelFont: 'system-ui, sans-serif', labelSize: 13, labelColor: { color: colours.ink }, edgeLabelColor: { color: colours.soft }, edgeLabelSize: 11, labelRenderedSizeThreshold: graph.order > 400 ? 7 : 5, labelDensity: 0.6, labelGridCellSize: 120,
    renderEdgeLabels: true, allowInvalidContainer: true, zIndex: true, hideEdgesOnMove: graph.size > 2500, hideLabelsOnMove: graph.size > 2500, enableEdgeEvents: graph.size < 1500, minCameraRatio: 0.02, maxCameraRatio: 4,
    nodeReducer: (n, d) => !visible.has(n) ? { ...d, hidden: true } : near && !near.has(n) ? { ...d, color: colours.faint, label: '', forceLabel: false, zIndex: 0 } : n === chosen ? { ...d, highlighted: true, zIndex: 2 } : d,
    edgeReducer: (e, d) => !shown(d.raw) ? { ...d, hidden: true } : near && !(near.has(graph.source(e)) && near.has(graph.target(e))) ? { ...d, hidden: true } : d,
    defaultDrawNodeHover: hover
  })

  function hover(c, d, settings) {
    if (!d.label) return
    c.font = `600 ${settings.labelSize}px ${settings.labelFont}`
    const text = `${shapes[d.status] ?? '●'} ${d.label}`, w = c.measureText(text).width
    c.fillStyle = getComputedStyle(box).backgroundColor; c.strokeStyle = colours.way; c.lineWidth = 2
    c.beginPath(); c.arc(d.x, d.y, d.size + 4, 0, 2 * Math.PI); c.stroke()
    c.beginPath(); c.roundRect(d.x + d.size + 5, d.y - 13, w + 14, 26, 5); c.fill(); c.stroke()
    c.fillStyle = colours.ink; c.fillText(text, d.x + d.size + 12, d.y + 5)
  }

  // halt ends the layout at any moment: a worker that is stopped while its script loads must not count as a failure.
  function halt() {
    if (worker) { worker.onerror = null; worker.terminate(); worker = null }
  }

  // layout lets small networks settle further, where lines push and pull, beside the page's own work.
  function layout(rounds) {
    halt()
    if (graph.order > most) { box.dataset.settled = 'yes'; return }
    const ids = graph.nodes(), index = new Map(ids.map((x, i) => [x, i]))
    worker = new Worker('/ui/assets/parts/layout.worker.js')
    box.dataset.settled = 'no'
    worker.onmessage = ({ data: { at, last } }) => {
      graph.updateEachNodeAttributes((x, a) => index.has(x) ? { ...a, x: at[2 * index.get(x)], y: at[2 * index.get(x) + 1] } : a, { attributes: ['x', 'y'] })
      if (last) { box.dataset.settled = 'yes'; halt() }
    }
    worker.onerror = e => { box.dataset.settled = 'yes'; console.error('layout: ' + e.message) }
    worker.postMessage({ nodes: ids.map(n => [graph.getNodeAttribute(n, 'x'), graph.getNodeAttribute(n, 'y')]), edges: graph.mapEdges((e, a, from, to) => [index.get(from), index.get(to)]), rounds })
  }

  function choose(n) {
    chosen = n
    near = n ? new Set([n, ...graph.neighbors(n)]) : null
    sigma.refresh({ skipIndexation: true })
    if (n) onnode(graph.getNodeAttribute(n, 'raw'))
  }
  sigma.on('clickNode', ({ node }) => choose(node))
  sigma.on('clickStage', () => choose(null))
  sigma.on('clickEdge', ({ edge }) => onedge(graph.getEdgeAttribute(edge, 'raw')))
  const themed = () => { colours = palette(); sigma.setSetting('labelColor', { color: colours.ink }); sigma.setSetting('edgeLabelColor', { color: colours.soft }); style(); sigma.refresh() }
  addEventListener('theme', themed)
  addEventListener('pagehide', halt)
  layout(400)

  const camera = sigma.getCamera()
  return {
    refresh() { see(); sigma.refresh() },
    extend(part, around) { const fresh = add(part, around); see(); if (graph.order > most) rings(); layout(200); sigma.refresh(); return fresh.length },
    choose(n) { choose(n); if (n) camera.animate({ ...sigma.getNodeDisplayData(n), ratio: Math.min(camera.ratio, 0.5) }, { duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 300 }) },
    pan(dx, dy) { camera.setState({ x: camera.x + dx * camera.ratio, y: camera.y + dy * camera.ratio }) },
    zoom: f => camera.setState({ ratio: Math.min(Math.max(camera.ratio * f, 0.02), 4) }), whole: () => camera.setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 }),
    counts: () => ({ parties: graph.order, edges: graph.size }),
    nodes: () => graph.mapNodes((n, a) => a.raw), edges: () => graph.mapEdges((e, a) => a.raw),
    stop() { halt(); removeEventListener('theme', themed); removeEventListener('pagehide', halt); sigma.kill() },
    // picture is what is on the screen, as PNG.
    picture() {
      sigma.refresh()
      const all = [...box.querySelectorAll('canvas')], out = h('canvas', { width: all[0].width, height: all[0].height }), c = out.getContext('2d')
      c.fillStyle = getComputedStyle(box).backgroundColor; c.fillRect(0, 0, out.width, out.height)
      for (const layer of all) c.drawImage(layer, 0, 0)
      return new Promise(done => out.toBlob(done))
    },
    // places are what is on the screen, for a drawing of lines.
    places: () => graph.nodes().filter(n => visible.has(n)).map(n => { const d = sigma.getNodeDisplayData(n), p = sigma.framedGraphToViewport(d); return { ...graph.getNodeAttribute(n, 'raw'), x: p.x, y: p.y, size: sigma.scaleSize(d.size), color: d.color } }),
    shownEdges: () => graph.mapEdges((e, a) => a.raw).filter(shown)
  }
}
