// The neighbourhood of a party as a picture and as a table that says the same.

import { h, s, name } from '../dom.js'
import * as api from '../api.js'
import { t } from '../i18n.js'
import { href } from '../app.js'
import { empty } from './state.js'
import { entityHref } from './answer.js'

export const shapes = { listed: '◆', blocked: '■', possible: '▲', not_blocked: '●' }
const classes = { listed: 'st-listed', blocked: 'st-blocked', possible: 'st-possible', not_blocked: 'st-free' }

// mark draws the shape of a status around a point.
export function mark(status, x, y, r = 8) {
  const cls = classes[status] ?? 'st-free'
  if (status === 'listed') return s('path', { class: cls, d: `M${x} ${y - r * 1.3}L${x + r * 1.3} ${y}L${x} ${y + r * 1.3}L${x - r * 1.3} ${y}Z` })
  if (status === 'blocked') return s('rect', { class: cls, x: x - r, y: y - r, width: 2 * r, height: 2 * r })
  if (status === 'possible') return s('path', { class: cls, d: `M${x} ${y - r * 1.2}L${x + r * 1.2} ${y + r}L${x - r * 1.2} ${y + r}Z` })
  return s('circle', { class: cls, cx: x, cy: y, r })
}

export default async function (id) {
  const g = await api.get(`/network/${encodeURIComponent(id)}`, { depth: 1, most: 60, evidence: 'all', rule: 'eu' })
  if (!g.edges?.length) return empty(t('network.none'), t('network.noneText'), h('a', { class: 'button', href: href('network', { id }) }, t('network.open')))
  return [picture(g), legend(), h('p', {}, h('a', { class: 'button', href: href('network', { id, evidence: 'all' }) }, t('network.open'))), edgeTable(g)]
}

export const legend = () => h('ul', { class: 'legend' }, Object.keys(classes).map(k => h('li', {}, s('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' }, mark(k, 10, 10, 6)), ' ', t('status.' + k))), h('li', {}, s('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' }, s('line', { class: 'edge claim', x1: 0, y1: 10, x2: 20, y2: 10 })), ' ', t('network.dashed')))

const short = (x, n = 26) => x.length > n ? x.slice(0, n - 1) + '…' : x

// picture puts owners and payers above the party and what it owns or pays below: at most nine of each.
function picture(g) {
  const centre = g.nodes[0], by = new Map(g.nodes.map(n => [n.id, n])), near = g.edges.filter(e => e.from === centre.id || e.to === centre.id)
  const group = keep => [...Map.groupBy(near.filter(keep), e => e.from === centre.id ? e.to : e.from)].slice(0, 9)
  const above = group(e => e.to === centre.id), below = group(e => e.from === centre.id).filter(([id]) => !above.some(([x]) => x === id))
  const w = 960, rowY = [52, 190, 328], place = (list, y) => list.map(([id, edges], i) => ({ id, edges, x: w * (i + 0.5) / list.length, y }))
  const nodes = [...place(above, above.length ? rowY[0] : 0), ...place(below, rowY[2])]
  const top = above.length ? 0 : 130, tall = (below.length ? 372 : 240) - top
  return h('div', { class: 'timeline', tabindex: 0, role: 'group', 'aria-label': t('entity.network') }, s('svg', { viewBox: `0 ${top} ${w} ${tall}`, role: 'img', 'aria-label': t('network.size', { parties: g.nodes.length, edges: g.edges.length }) },
    nodes.map(n => {
      const e = n.edges[0], soft = ['claimed', 'denied'].includes(e.stance)
      return [s('line', { class: 'edge' + (soft ? ' claim' : ''), x1: n.x, y1: n.y, x2: w / 2, y2: rowY[1] }, s('title', {}, `${t('kind.' + e.kind)} ${e.share ?? ''} ${e.amount ?? ''} · ${t('stance.' + e.stance)} · ${e.source ?? ''}`)),
        s('text', { class: 'onedge', x: n.x + (w / 2 - n.x) * 0.38, y: n.y + (rowY[1] - n.y) * 0.38, 'text-anchor': 'middle' }, [t('kind.' + e.kind), e.share || e.amount].filter(Boolean).join(' '))]
    }),
    nodes.map((n, i) => { const up = n.y < rowY[1], stagger = nodes.length > 6 && i % 2 ? (up ? -16 : 16) : 0; return s('a', { href: entityHref(n.id) }, s('title', {}, by.get(n.id)?.caption ?? n.id), mark(by.get(n.id)?.status, n.x, n.y), s('text', { x: n.x, y: n.y + (up ? -16 : 26) + stagger, 'text-anchor': 'middle' }, short(by.get(n.id)?.caption ?? n.id, nodes.length > 6 ? 18 : 26))) }),
    mark(centre.status, w / 2, rowY[1], 12), s('text', { class: 'strong', x: w / 2 + 22, y: rowY[1] + 5 }, centre.caption)))
}

export function edgeTable(g, most = 200) {
  const caption = Object.fromEntries(g.nodes.map(n => [n.id, n.caption])), status = Object.fromEntries(g.nodes.map(n => [n.id, n.status]))
  const end = id => [status[id] && h('span', { title: t('status.' + status[id]) }, shapes[status[id]] ?? '', ' '), h('a', { href: entityHref(id) }, name(caption[id] ?? id))]
  return h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, ['from', 'what', 'to', 'stance', 'source'].map(c => h('th', {}, t('col.' + c))))), h('tbody', {}, g.edges.slice(0, most).map(e => h('tr', {}, h('td', {}, end(e.from)), h('td', {}, [t('kind.' + e.kind), e.share, e.amount].filter(Boolean).join(' ')), h('td', {}, end(e.to)), h('td', {}, t('stance.' + e.stance)), h('td', { class: 'small soft' }, e.source))))),
    g.edges.length > most && h('p', { class: 'soft small' }, t('network.more', { n: g.edges.length - most })))
}
