// The neighbourhood of a party as a small picture and as a table that says the same.

import { h, s, name } from '../dom.js'
import * as api from '../api.js'
import { t } from '../i18n.js'
import { href } from '../app.js'
import { empty } from './state.js'
import { entityHref } from './answer.js'

export const shapes = { listed: '◆', blocked: '■', possible: '▲', not_blocked: '●' }

export default async function (id) {
  const g = await api.get(`/network/${encodeURIComponent(id)}`, { depth: 1, most: 60 })
  if (!g.edges?.length) return empty(t('network.none'), t('network.noneText'))
  return [h('p', {}, h('a', { class: 'button', href: href('network', { id }) }, t('network.open'))), edgeTable(g)]
}

export function edgeTable(g) {
  const caption = Object.fromEntries(g.nodes.map(n => [n.id, n.caption]))
  const mark = Object.fromEntries(g.nodes.map(n => [n.id, n.status]))
  const end = id => [mark[id] && h('span', { title: t('status.' + mark[id]) }, shapes[mark[id]] ?? '', ' '), h('a', { href: entityHref(id) }, name(caption[id] ?? id))]
  return h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, ['from', 'what', 'to', 'stance', 'source'].map(c => h('th', {}, t('col.' + c))))), h('tbody', {}, g.edges.slice(0, 400).map(e => h('tr', {}, h('td', {}, end(e.from)), h('td', {}, t('kind.' + e.kind), ' ', e.share, ' ', e.amount), h('td', {}, end(e.to)), h('td', {}, t('stance.' + e.stance)), h('td', { class: 'small soft' }, e.source))))))
}
