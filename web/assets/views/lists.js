// Every list with its freshness, its calendar of publications, quarantined ones, and any two versions compared.

import { h, s, put, name } from '../dom.js'
import * as api from '../api.js'
import { t, day, number } from '../i18n.js'
import { href, go, can, toast } from '../app.js'
import { loading, empty, fault } from '../parts/state.js'
import { entityHref } from '../parts/answer.js'

export default async function (root, ctx) {
  put(root, h('h1', {}, t('nav.lists')), loading())
  return ctx.rest[0] ? one(root, ctx) : all(root, ctx)
}

const state = l => !l.inForce ? h('span', { class: 'badge alert' }, '⚠ ', t('quarantined')) : l.inForce.stale ? h('span', { class: 'badge warn' }, '⌛ ', t('stale')) : h('span', { class: 'badge good' }, '✓ ', t('fresh'))

async function all(root, { signal }) {
  const { lists } = await api.get('/lists', undefined, signal)
  if (!lists?.length) return put(root, h('h1', {}, t('nav.lists')), empty(t('lists.none'), t('lists.noneText'), h('p', {}, h('code', {}, 'linchpin update'))))
  put(root, h('h1', {}, t('nav.lists')), h('p', { class: 'soft' }, t('lists.intro')), h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, h('th', {}, t('col.list')), h('th', {}, t('col.publication')), h('th', { class: 'num' }, t('col.age')), h('th', { class: 'num' }, t('col.records')), h('th', {}, t('col.state')))),
    h('tbody', {}, lists.map(l => h('tr', { class: 'pick', 'data-pick': '', onclick: e => e.target.closest('a') || go(`/ui/lists/${l.list ?? l.id}`) }, h('td', {}, h('a', { href: `/ui/lists/${l.list ?? l.id}` }, h('strong', {}, l.list ?? l.id)), h('div', { class: 'soft small' }, l.title)), h('td', {}, day(l.inForce?.publication)), h('td', { class: 'num' }, l.inForce ? t('days', { n: Math.round(l.inForce.ageDays) }) : ''), h('td', { class: 'num' }, l.inForce ? number(l.inForce.records) : ''), h('td', {}, state(l), l.quarantined > 0 && [' ', h('span', { class: 'badge warn' }, t('inQuarantine', { n: l.quarantined }))])))))))
}

async function one(root, { rest: [id], params, signal }) {
  const [{ publications }, { lists }] = await Promise.all([api.get(`/lists/${encodeURIComponent(id)}/publications`, undefined, signal), api.get('/lists', undefined, signal)])
  const l = lists.find(x => (x.list ?? x.id) === id) ?? { title: id }
  const pubs = publications.toSorted((a, b) => a.published < b.published ? 1 : -1)
  const body = h('div', {})
  const from = h('select', { 'aria-label': t('lists.from') }), to = h('select', { 'aria-label': t('lists.to') })
  for (const [i, box] of [[1, from], [0, to]]) put(box, pubs.map((p, k) => h('option', { value: p.published.slice(0, 10), selected: params.get(i ? 'from' : 'to') ? params.get(i ? 'from' : 'to') === p.published.slice(0, 10) : k === Math.min(i, pubs.length - 1) }, day(p.published))))
  const compare = async () => {
    go(`/ui/lists/${id}?` + new URLSearchParams({ from: from.value, to: to.value }), { replace: true, silent: true })
    put(body, loading())
    try {
      const c = await api.get(`/lists/${encodeURIComponent(id)}/changes`, { from: from.value, to: to.value, limit: 1000 }, signal)
      put(body, changes(c))
    } catch (e) { if (e.name !== 'AbortError') put(body, fault(e, compare)) }
  }
  const held = pubs.filter(p => p.status === 'quarantined')
  put(root, h('p', { class: 'soft small' }, h('a', { href: href('lists') }, t('nav.lists')), ' / ', h('code', {}, id)), h('h1', {}, l.title), h('div', { class: 'row' }, state(l), h('span', { class: 'soft' }, t('publicationsN', { n: pubs.length }))),
    h('section', { class: 'panel' }, h('h2', {}, t('lists.calendar')), calendar(pubs)),
    held.length > 0 && h('section', { class: 'panel' }, h('h2', {}, t('lists.held', { n: held.length })), held.slice(0, 50).map(p => h('div', { class: 'row' }, h('strong', {}, day(p.published)), h('span', { class: 'grow' }, p.reason), can('approver') && [['accept', 'primary'], ['reject', 'danger']].map(([what, cls]) => h('button', { class: cls, onclick: () => decide(id, p, what) }, t(what)))))),
    h('section', { class: 'panel' }, h('h2', {}, t('lists.compare')), h('div', { class: 'row' }, from, '→', to, h('button', { class: 'primary', onclick: compare }, t('compare'))), body))
  if (params.get('from')) await compare()
}

async function decide(id, p, what) {
  const why = prompt(t('why'))
  if (!why) return
  try { await api.post(`/lists/${encodeURIComponent(id)}/publications/${encodeURIComponent(p.sha256)}/decision`, { accept: what === 'accept', why }); toast(t('done')); go(location.pathname) } catch (e) { toast(e.message) }
}

// calendar draws what each publication added and took away.
function calendar(pubs) {
  const list = pubs.toReversed().slice(-120)
  const most = Math.max(1, ...list.flatMap(p => [p.listed ?? 0, p.delisted ?? 0]))
  const w = 900, h2 = 180, mid = 100, bw = (w - 60) / list.length
  const scale = v => Math.sqrt(v / most) * 80
  return [s('svg', { viewBox: `0 0 ${w} ${h2}`, role: 'img', 'aria-label': t('lists.calendarText') }, s('line', { class: 'axis', x1: 50, x2: w, y1: mid, y2: mid }), s('text', { x: 0, y: 40 }, '+ ' + t('added')), s('text', { x: 0, y: 160 }, '− ' + t('removed')),
    list.map((p, i) => { const x = 56 + i * bw, plus = scale(p.listed ?? 0), minus = scale(p.delisted ?? 0); return s('g', { class: p.status === 'quarantined' ? 'held' : '' }, s('rect', { class: 'f3', x, y: mid - plus, width: Math.max(bw - 1, 1), height: plus }), s('rect', { class: 'f2', x, y: mid, width: Math.max(bw - 1, 1), height: minus }), s('rect', { x, y: 10, width: bw, height: 160, fill: 'transparent' }, s('title', {}, `${day(p.published)}: +${p.listed ?? 0} −${p.delisted ?? 0}, ${number(p.records ?? 0)}`))) }),
    list.length > 1 && [s('text', { class: 'faint', x: 56, y: h2 - 2 }, day(list[0].published)), s('text', { class: 'faint', x: w, y: h2 - 2, 'text-anchor': 'end' }, day(list.at(-1).published))]), h('p', { class: 'soft small' }, t('lists.calendarText'))]
}

function changes(c) {
  const events = c.events ?? c.changes ?? c
  if (!events.length) return empty(t('lists.noChanges'))
  const by = Map.groupBy(events, e => e.event)
  return [...by].map(([kind, v]) => h('div', {}, h('h3', {}, t('event.' + kind), ` (${number(v.length)})`), v.map(e => h('details', { class: 'result' }, h('summary', {}, h('a', { href: entityHref(`${e.list}:${e.recordId}`) }, name(e.caption)), h('span', { class: 'soft small' }, ` ${t('schema.' + e.schema)} · ${e.recordId}`, e.changes?.length ? ` · ${t('changesN', { n: e.changes.length })}` : '')), (e.changes ?? []).map(x => h('div', { class: 'small' }, h('strong', {}, t('prop.' + x.property)), ' ', (x.before ?? []).map(y => [h('del', {}, name(y, '')), ' ']), (x.after ?? []).map(y => [h('ins', {}, name(y, '')), ' '])))))))
}
