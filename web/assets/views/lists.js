// Every list with its freshness, its calendar of publications, quarantined ones, and any two versions compared.

import { h, s, put, name } from '../dom.js'
import * as api from '../api.js'
import { t, day, number } from '../i18n.js'
import { href, go, can, toast, say } from '../app.js'
import { loading, empty, fault } from '../parts/state.js'
import { entityHref } from '../parts/answer.js'
import { reason, ask, field } from '../parts/dialog.js'
import { follow } from '../parts/jobs.js'
import { longList } from '../parts/table.js'

export default async function (root, ctx) {
  put(root, h('h1', {}, t('nav.lists')), loading())
  return ctx.rest[0] ? one(root, ctx) : all(root, ctx)
}

const state = l => !l.inForce ? h('span', { class: 'badge alert' }, '⚠ ', t('quarantined')) : l.inForce.stale ? h('span', { class: 'badge warn' }, '! ', t('stale')) : h('span', { class: 'badge good' }, '✓ ', t('fresh'))

async function all(root, { signal }) {
  const { lists } = await api.get('/lists', undefined, signal)
  if (!lists?.length) return put(root, h('h1', {}, t('nav.lists')), empty(t('lists.none'), t('lists.noneText'), h('p', {}, h('code', {}, 'linchpin update'))))
  put(root, h('h1', {}, t('nav.lists')), h('p', { class: 'soft' }, t('lists.intro')), h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, h('th', {}, t('col.list')), h('th', {}, t('col.publication')), h('th', { class: 'num' }, t('col.age')), h('th', { class: 'num' }, t('col.records')), h('th', { class: 'num' }, t('col.publications')), h('th', {}, t('col.state')))),
    h('tbody', {}, lists.map(l => h('tr', { class: 'pick', 'data-pick': '', onclick: e => e.target.closest('a') || go(`/ui/lists/${encodeURIComponent(l.list)}`) }, h('td', {}, h('a', { href: `/ui/lists/${encodeURIComponent(l.list)}` }, h('strong', {}, l.list)), h('div', { class: 'soft small' }, l.title)), h('td', {}, day(l.inForce?.publication)), h('td', { class: 'num' }, l.inForce ? t('days', { n: Math.round(l.inForce.ageDays) }) : ''), h('td', { class: 'num' }, l.inForce ? number(l.inForce.records) : ''), h('td', { class: 'num' }, number(l.publications)), h('td', {}, state(l), l.quarantined > 0 && [' ', h('span', { class: 'badge warn' }, t('inQuarantine', { n: l.quarantined }))])))))))
}

const key = p => p.published.slice(0, 10)

async function one(root, { rest: [id], params, signal }) {
  const at = `/lists/${encodeURIComponent(id)}`
  const [{ publications }, { lists }] = await Promise.all([api.get(at + '/publications', undefined, signal), api.get('/lists', undefined, signal)])
  const l = lists.find(x => x.list === id) ?? { title: id }
  document.title = `${id} · Linchpin`
  const pubs = publications.toSorted((a, b) => a.published < b.published ? 1 : -1), good = pubs.filter(p => p.status === 'accepted'), held = pubs.filter(p => p.status !== 'accepted')
  const days = [...new Set(good.map(key))], body = h('div', {})
  const pick = (chosen, fallback) => h('select', {}, days.map(d => h('option', { value: d, selected: d === (chosen ?? fallback) }, day(d))))
  const from = pick(params.get('from'), days[Math.min(1, days.length - 1)]), to = pick(params.get('to'), days[0])
  const compare = async () => {
    if (from.value > to.value) [from.value, to.value] = [to.value, from.value]
    go(`/ui/lists/${encodeURIComponent(id)}?` + new URLSearchParams({ from: from.value, to: to.value }), { replace: true, silent: true })
    put(body, loading())
    try {
      const events = [], first = await api.get(at + '/changes', { from: from.value, to: to.value, limit: 1000 }, signal)
      events.push(...first.events)
      while (events.length < first.total && events.length < 20000) events.push(...(await api.get(at + '/changes', { from: from.value, to: to.value, limit: 1000, offset: events.length }, signal)).events)
      put(body, changes(events, first))
      say(t('changesN', { n: events.length }))
    } catch (e) { if (e.name !== 'AbortError') put(body, fault(e, compare)) }
  }
  const decide = (p, accept) => reason(`${t(accept ? 'accept' : 'reject')}: ${id}, ${day(p.published)}`, async why => { await api.post(`${at}/publications/${encodeURIComponent(p.sha256)}/decision`, { accept, why }) }, { ok: t(accept ? 'accept' : 'reject'), danger: !accept, text: p.reason || t(accept ? 'lists.acceptText' : 'lists.rejectText') }).then(done => { if (done) { toast(t('done')); go(location.pathname) } })
  const bring = async () => {
    const file = h('input', { type: 'file', required: true }), on = h('input', { type: 'date' }), bar = h('div', { role: 'status' })
    const done = await ask(t('lists.import'), [field(t('file'), file), field(t('lists.published'), on), bar], async () => {
      const f = file.files[0], job = await api.post(at + '/imports', f, { type: 'application/octet-stream', query: { file: f.name, published: on.value } })
      put(bar, loading(t('lists.importing')))
      await follow(job, null, signal)
    }, { ok: t('lists.import'), text: t('lists.importText') })
    if (done) { toast(t('done')); go(location.pathname) }
  }
  put(root, h('p', { class: 'soft small' }, h('a', { href: href('lists') }, t('nav.lists')), ' / ', h('code', {}, id)), h('h1', {}, l.title),
    h('div', { class: 'row' }, state(l), h('span', { class: 'soft' }, [l.publisher, t('publicationsN', { n: pubs.length }), l.inForce && t('recordsN', { n: l.inForce.records })].filter(Boolean).join(' · ')), /^https?:/.test(l.page ?? '') && h('a', { href: l.page, target: '_blank', rel: 'noopener noreferrer' }, t('lists.page')), h('span', { class: 'grow' }), can('approver') && h('button', { 'aria-haspopup': 'dialog', onclick: bring }, t('lists.import'))),
    held.length > 0 && h('section', { class: 'panel' }, h('h2', {}, t('lists.held', { n: held.length })), held.slice(0, 50).map(p => h('div', { class: 'row heldrow' }, h('strong', { class: 'nowrap' }, day(p.published)), h('span', { class: 'badge' + (p.status === 'quarantined' ? ' warn' : ' gone') }, t('pub.' + p.status)), h('span', { class: 'grow small' }, p.reason), can('approver') && h('span', { class: 'row' }, h('button', { 'aria-haspopup': 'dialog', onclick: () => decide(p, true) }, t('accept')), p.status === 'quarantined' && h('button', { class: 'danger', 'aria-haspopup': 'dialog', onclick: () => decide(p, false) }, t('reject')))))),
    h('section', { class: 'panel' }, h('h2', {}, t('lists.calendar')), calendar(pubs, p => { to.value = key(p); const i = days.indexOf(key(p)); from.value = days[i + 1] ?? days[i]; compare() }), can('approver') && l.inForce && h('p', { class: 'small' }, t('lists.inForceIs', { day: day(l.inForce.publication) }), ' ', h('button', { class: 'plain', 'aria-haspopup': 'dialog', onclick: () => decide(pubs.find(p => p.inForce) ?? good[0], false) }, t('lists.rejectIt')))),
    h('section', { class: 'panel' }, h('h2', {}, t('lists.compare')), h('div', { class: 'row' }, field(t('lists.from'), from), h('span', { 'aria-hidden': 'true' }, '→'), field(t('lists.to'), to), h('button', { class: 'primary', onclick: compare }, t('compare'))), body))
  if (params.get('from')) await compare()
}

// calendar draws what each publication added and took away; a click or Enter on one compares it with the one before.
function calendar(pubs, onpick) {
  const list = pubs.toReversed().slice(-150)
  if (!list.length) return null
  const start = Date.parse(key(list[0])), end = Math.max(Date.parse(key(list.at(-1))), start + 864e5), most = Math.max(1, ...list.flatMap(p => [p.listed ?? 0, p.delisted ?? 0]))
  const w = 940, tall = 210, mid = 108, left = 74, x = p => left + 6 + (Date.parse(key(p)) - start) / (end - start) * (w - left - 24), bw = Math.min(14, Math.max(3, (w - left) / list.length * 0.6))
  const scale = v => v ? Math.max(Math.sqrt(v / most) * 84, 2) : 0, words = p => `${day(p.published)}: +${number(p.listed ?? 0)} −${number(p.delisted ?? 0)} ~${number(p.amended ?? 0)}, ${t('recordsN', { n: p.records })}${p.status === 'accepted' ? '' : ' · ' + t('pub.' + p.status)}`
  const said = h('p', { class: 'small', role: 'status' }, t('lists.calendarText'))
  const years = []
  for (let y = new Date(start).getUTCFullYear() + 1; Date.UTC(y, 0, 1) <= end; y++) years.push(y)
  const step = Math.ceil(years.length / 9)
  const bars = list.map(p => {
    const ok = p.status === 'accepted', act = () => ok && onpick(p)
    return s('g', { class: 'pub', tabindex: ok ? 0 : null, role: ok ? 'button' : 'img', 'aria-label': words(p), onclick: act, onkeydown: e => { if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); act() } }, onpointerenter: () => put(said, words(p)), onfocus: () => put(said, words(p)) },
      s('rect', { class: 'hit', x: x(p) - bw / 2 - 2, y: 14, width: bw + 4, height: 188 }), ok ? [s('rect', { class: 'f3', x: x(p) - bw / 2, y: mid - scale(p.listed), width: bw, height: scale(p.listed) }), s('rect', { class: 'f2', x: x(p) - bw / 2, y: mid, width: bw, height: scale(p.delisted) })] : s('path', { class: 'heldmark', d: `M${x(p) - 5} ${mid - 5}l10 10m0 -10l-10 10` }), s('title', {}, words(p)))
  })
  return [h('div', { class: 'timeline' }, s('svg', { viewBox: `0 0 ${w} ${tall + 14}`, role: 'group', 'aria-label': t('lists.calendar') }, years.filter((_, i) => i % step === 0).map(y => [s('line', { class: 'axis', x1: left + 6 + (Date.UTC(y, 0, 1) - start) / (end - start) * (w - left - 24), x2: left + 6 + (Date.UTC(y, 0, 1) - start) / (end - start) * (w - left - 24), y1: 14, y2: 200 }), s('text', { class: 'faint', x: left + 6 + (Date.UTC(y, 0, 1) - start) / (end - start) * (w - left - 24), y: tall + 8, 'text-anchor': 'middle' }, String(y))]),
    s('line', { class: 'axis strongaxis', x1: left, x2: w, y1: mid, y2: mid }), s('text', { x: 0, y: 40 }, '+ ' + t('added')), s('text', { x: 0, y: 180 }, '− ' + t('removed')), bars)), said]
}

// changes are the records that differ, and the properties of the one chosen.
function changes(events, page) {
  if (!events.length) return empty(t('lists.noChanges'))
  const by = Map.groupBy(events, e => e.event), detail = h('div', { class: 'panel', 'aria-live': 'polite' }, h('p', { class: 'soft' }, t('lists.chooseRecord')))
  let only = ''
  const show = e => put(detail, h('h3', {}, h('a', { href: entityHref(`${e.list}:${e.recordId}`) }, name(e.caption))), h('p', { class: 'soft small' }, t('schema.' + e.schema), ' · ', h('code', {}, e.recordId), ' · ', t('event.' + e.event), ' · ', day(e.date)),
    e.changes?.length ? h('div', { class: 'scroll' }, h('table', { class: 'diff' }, h('thead', {}, h('tr', {}, ['property', 'before', 'after'].map(c => h('th', {}, t('col.' + c))))), h('tbody', {}, e.changes.map(c => h('tr', {}, h('td', {}, t('prop.' + c.property)), h('td', {}, (c.before ?? []).map(v => h('div', {}, h('del', {}, name(v, ''))))), h('td', {}, (c.after ?? []).map(v => h('div', {}, h('ins', {}, name(v, ''))))))))) ) : h('p', { class: 'soft' }, t(e.event === 'listed' ? 'lists.cameWhole' : 'lists.wentWhole')))
  const sign = { listed: '+', amended: '~', delisted: '−' }, colour = { listed: 'good', amended: 'warn', delisted: 'alert' }
  const list = longList(events, [{ label: t('col.what'), width: '7.5rem', by: e => e.event, cell: e => h('span', { class: 'badge ' + colour[e.event] }, sign[e.event], ' ', t('event.' + e.event)) }, { label: t('col.name'), by: e => e.caption.toLowerCase(), cell: e => name(e.caption) }, { label: t('col.changes'), width: '6rem', class: 'num', by: e => e.changes?.length ?? 0, cell: e => e.changes?.length || '' }], { label: t('lists.compare'), onpick: show, onmove: show })
  const chips = h('div', { class: 'chips' }, ['', ...by.keys()].map(k => h('button', { 'aria-pressed': String(k === only), onclick: b => { only = k; for (const x of chips.children) x.setAttribute('aria-pressed', String(x === b.currentTarget)); list.show(k ? by.get(k) : events) } }, k ? `${t('event.' + k)} ${number(by.get(k).length)}` : `${t('alerts.all')} ${number(events.length)}`)))
  return [chips, page.leftOut?.length > 0 && h('p', { class: 'note small' }, t('lists.leftOut', { n: page.leftOut.length })), h('div', { class: 'split' }, list, detail)]
}
