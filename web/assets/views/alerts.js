// A queue that can be worked by keys alone: j and k move, t f u decide, a r approve or turn down, c comments, with evidence and history beside it.

import { h, put, name } from '../dom.js'
import * as api from '../api.js'
import { t, day, number, percent } from '../i18n.js'
import { go, can, who, toast, say } from '../app.js'
import { loading, empty, fault } from '../parts/state.js'
import { longList } from '../parts/table.js'
import { bars, listBadges, facts, entityHref, meaning } from '../parts/answer.js'
import { alignment } from '../parts/align.js'
import { reason, ask, field } from '../parts/dialog.js'
import { columns } from '../parts/plot.js'

const opinions = { t: ['true-match', 'alerts.true'], f: ['false-positive', 'alerts.false'], u: ['undecided', 'alerts.undecided'] }
const tabs = { open: { status: ['open', 'decided'] }, mine: { status: ['open', 'decided'] }, waiting: { status: ['decided'] }, overdue: { overdue: true }, closed: { status: ['closed'] } }

export default async function (root, ctx) {
  const { params, rest, signal } = ctx, tab = params.get('tab') ?? (params.get('all') ? 'closed' : 'open')
  put(root, h('h1', {}, t('nav.alerts')), loading())
  const link = (k, text) => h('a', { class: 'button', href: `/ui/alerts?tab=${k}`, 'aria-current': k === tab ? 'page' : null }, text)
  const head = [h('h1', {}, t('nav.alerts')), h('nav', { class: 'tabs', 'aria-label': t('nav.alerts') }, Object.keys(tabs).map(k => link(k, t('alerts.tab.' + k))), link('exceptions', t('alerts.exceptions')), link('statistics', t('alerts.statistics')))]
  if (tab === 'statistics') return put(root, head, await statistics(signal))
  if (tab === 'exceptions') return put(root, head, await exceptions(signal))
  const me = who()?.who, query = { ...tabs[tab] ?? tabs.open, limit: 1000, portfolio: params.getAll('portfolio'), customer: params.get('customer'), assignee: tab === 'mine' ? me : '' }
  let page = await api.get('/cases', query, signal)
  const cases = page.cases
  while (page.next && cases.length < 20000) { page = await api.get('/cases', { ...query, after: page.next }, signal); cases.push(...page.cases) }
  const order = { open: 0, decided: 1, closed: 2 }
  cases.sort((a, b) => order[a.status] - order[b.status] || (a.due < b.due ? -1 : 1)) // what is to be done first
  const wanted = Number(rest[0]) || 0
  if (wanted && !cases.some(c => c.alert === wanted)) cases.unshift(await api.get(`/cases/${wanted}`, undefined, signal))
  if (!cases.length) return put(root, head, empty(t('alerts.none'), t('alerts.noneText'), h('p', {}, h('a', { class: 'button', href: '/ui/portfolios' }, t('nav.portfolios')))))
  const detail = h('section', { 'aria-live': 'polite', 'aria-label': t('alerts.evidence') })
  let turn = 0
  const list = longList(cases, [{ label: '#', width: '3rem', class: 'num', by: c => c.alert, cell: c => c.alert }, { label: t('col.customer'), by: c => c.name.toLowerCase(), cell: c => name(c.name) }, { label: t('col.party'), by: c => c.caption.toLowerCase(), cell: c => name(c.caption) }, { label: t('col.score'), width: '4rem', class: 'num', by: c => -c.score, cell: c => percent(c.score) }, { label: t('col.due'), width: '8.2rem', class: 'wide-only', by: c => c.due, cell: c => h('span', { class: c.overdue ? 'badge alert' : 'soft small' }, c.status === 'open' ? day(c.due) : t('caseStatus.short.' + c.status)) }], { label: t('nav.alerts'), onpick: c => show(c, true), onmove: c => show(c) })
  put(root, head, h('p', { class: 'soft small' }, t('alerts.intro')), h('div', { class: 'split queue' }, list, detail))
  list.box.addEventListener('keydown', e => {
    const c = list.selected()
    if (!c || e.ctrlKey || e.metaKey || e.altKey) return
    const act = { c: () => comment(c), g: null, a: () => c.status === 'decided' && can('approver') && approve(c, true), r: () => c.status === 'decided' && can('approver') ? approve(c, false) : c.status === 'closed' && can('analyst') && reopen(c), i: () => assign(c) }[e.key] ?? (opinions[e.key] && c.status === 'open' && can('analyst') ? () => decide(c, e.key) : null)
    if (act) { e.preventDefault(); e.stopPropagation(); act() }
  })
  const first = Math.max(0, cases.findIndex(c => c.alert === wanted))
  list.select(first)
  list.focus()

  async function show(c, focus) {
    const mine = ++turn
    go(`/ui/alerts/${c.alert}${tab === 'open' ? '' : '?tab=' + tab}`, { replace: true, silent: true })
    try {
      const f = await api.get(`/cases/${c.alert}`, undefined, signal)
      if (mine !== turn) return
      Object.assign(c, { status: f.status, outcome: f.outcome, evidence: f.evidence })
      put(detail, file(c, f))
      if (focus) detail.querySelector('button')?.focus()
    } catch (e) { if (e.name !== 'AbortError' && mine === turn) put(detail, fault(e, () => show(c))) }
  }

  const button = (key, text, act, cls) => h('button', { class: cls ?? '', 'aria-haspopup': 'dialog', onclick: act }, text, ' ', h('kbd', {}, key))

  function file(c, f) {
    const r = (f.answer?.results ?? []).find(x => x.id === c.entity || x.lists?.some(l => l.entityId === c.entity)) ?? (f.answer?.results ?? [])[0]
    const last = f.decisions?.at(-1), own = last?.who === me
    return h('div', { class: 'panel' }, h('div', { class: 'row' }, h('h2', { class: 'grow' }, name(c.name), ' ↔ ', h('a', { href: entityHref(c.entity) }, name(c.caption))), h('span', { class: 'badge' + (c.status === 'decided' ? ' warn' : c.status === 'closed' ? '' : ' alert') }, t('caseStatus.' + c.status), c.outcome && `: ${t('outcome.' + c.outcome)}`)),
      h('p', { class: 'soft small' }, [`#${c.alert}`, c.portfolio, c.customer, f.assignee && t('alerts.with', { who: f.assignee }), `${t('col.due')} ${day(c.due)}`, c.change].filter(Boolean).join(' · ')),
      h('div', { class: 'row' }, c.status === 'open' && can('analyst') && Object.keys(opinions).map(k => button(k, t(opinions[k][1]), () => decide(c, k))),
        c.status === 'decided' && (can('approver') && !own ? [button('a', t('alerts.approve'), () => approve(c, true), 'primary'), button('r', t('alerts.turnDown'), () => approve(c, false), 'danger')] : h('span', { class: 'note small' }, own ? t('alerts.ownDecision') : t('alerts.needsApprover'))),
        c.status === 'closed' && can('analyst') && button('r', t('alerts.reopen'), () => reopen(c)), can('analyst') && [button('c', t('alerts.comment'), () => comment(c)), button('i', t('alerts.assign'), () => assign(c))]),
      f.alike?.length > 0 && h('p', { class: 'note small' }, t('alerts.alike', { n: f.alike.length })),
      r && [alignment(r.evidence ?? [], r.matched), listBadges(r.lists ?? []), bars(r.evidence ?? []), h('p', { class: 'soft small' }, meaning(r)), h('div', { class: 'split tightsplit' }, h('div', {}, h('h3', {}, t('alerts.customerSays')), facts(asked(f.query)) ?? h('p', { class: 'soft' }, t('none'))), h('div', {}, h('h3', {}, t('alerts.listSays')), facts(r.merged ?? r.properties ?? {}) ?? h('p', { class: 'soft' }, t('none'))))],
      f.files?.length > 0 && [h('h3', {}, t('alerts.files')), h('ul', {}, f.files.map(x => h('li', {}, h('a', { href: `/v1/cases/${c.alert}/files/${x.id}/data`, download: x.name }, x.name), h('span', { class: 'soft small' }, ` ${x.who} · ${day(x.when)}`))))], can('analyst') && h('p', {}, attach(c)),
      h('h3', {}, t('alerts.history')), h('ol', { class: 'trail' }, (f.history ?? []).map(x => h('li', {}, h('strong', {}, t('action.' + x.action)), h('span', { class: 'soft small' }, ` ${x.who} · ${new Date(x.when).toLocaleString()} · ${t('alerts.row', { row: x.row })}`), said(x)))),
      h('p', { class: 'soft small' }, t('index'), ' ', h('code', {}, c.index.slice(0, 16)), ' · ', can('analyst') && h('button', { class: 'plain', onclick: e => replay(c, e.currentTarget) }, t('alerts.replay'))))
  }
  const said = x => { const words = { ...x.details, ...x.personal }, text = words.reason ?? words.why ?? words.text ?? words.comment; return [words.opinion && h('span', { class: 'badge' }, t('outcome.' + words.opinion)), text && h('blockquote', {}, String(text))] }
  const asked = q => Object.fromEntries(['birthDate', 'country', 'gender', 'address'].filter(k => q?.[k]).map(k => [k, [q[k]]]))

  async function after(c, text) {
    toast(text)
    await show(c)
    list.redraw()
    if (c.status !== 'open' && tab === 'open') { const i = cases.indexOf(c), next = cases.findIndex((x, k) => k > i && x.status === 'open'); if (next >= 0) list.select(next) }
    list.focus()
    say(text)
  }
  const decide = (c, k) => reason(t(opinions[k][1]), why => api.post('/decisions', { alerts: [c.alert], opinion: opinions[k][0], reason: why, evidence: c.evidence }), { text: `${c.name} ↔ ${c.caption}` }).then(ok => ok && after(c, t('alerts.decided')))
  const approve = (c, yes) => reason(t(yes ? 'alerts.approve' : 'alerts.turnDown'), why => api.post('/approvals', { alerts: [c.alert], approve: yes, why }), { danger: !yes, text: `${c.name} ↔ ${c.caption}` }).then(ok => ok && after(c, t('done')))
  const reopen = c => reason(t('alerts.reopen'), why => api.post(`/cases/${c.alert}/reopen`, { why })).then(ok => ok && after(c, t('done')))
  const comment = c => reason(t('alerts.comment'), text => api.post(`/cases/${c.alert}/comments`, { text }), { least: 1 }).then(ok => ok && after(c, t('done')))
  const assign = c => { const to = h('input', { value: me, maxlength: 200 }); return ask(t('alerts.assign'), field(t('alerts.assignee'), to), () => api.put(`/cases/${c.alert}/assignee`, { assignee: to.value.trim() }), { ok: t('alerts.assign') }).then(ok => ok && after(c, t('done'))) }
  const attach = c => h('label', { class: 'button' }, t('alerts.attach'), h('input', { type: 'file', class: 'visually-hidden', onchange: async e => { const f = e.target.files[0]; if (!f) return; try { await api.post(`/cases/${c.alert}/files`, f, { type: 'application/octet-stream', query: { name: f.name } }); after(c, t('done')) } catch (err) { toast(err.message) } } }))
  async function replay(c, at) {
    at.disabled = true
    try { const r = await api.get(`/alerts/${c.alert}/replay`, undefined, signal); at.replaceWith(h('span', { class: 'badge ' + (r.same ? 'good' : 'alert') }, r.same ? '✓ ' + t('alerts.same') : '⚠ ' + t('alerts.differs'))) } catch (e) { at.disabled = false; toast(e.message) }
  }
}

async function exceptions(signal) {
  const page = await api.get('/exceptions', { ended: true, limit: 1000 }, signal)
  if (!page.exceptions.length) return empty(t('alerts.noExceptions'), t('alerts.noExceptionsText'))
  return [h('p', { class: 'soft' }, t('alerts.noExceptionsText')), longList(page.exceptions, [{ label: t('col.customer'), by: x => x.customer, cell: x => `${x.portfolio} · ${x.customer}` }, { label: t('col.party'), by: x => x.entity, cell: x => x.entity }, { label: t('col.case'), width: '5rem', by: x => x.alert, cell: x => `#${x.alert}` }, { label: t('since'), width: '8rem', class: 'wide-only', by: x => x.made, cell: x => day(x.made) }, { label: t('col.state'), cell: x => x.ended ? h('span', { class: 'badge gone' }, `${day(x.ended)} ${x.why ?? ''}`) : h('span', { class: 'badge good' }, '✓ ', t('alerts.inForce')) }], { label: t('alerts.exceptions'), onpick: x => go(`/ui/alerts/${x.alert}?tab=closed`) })]
}

async function statistics(signal) {
  const s = await api.get('/statistics', undefined, signal), card = (v, text, cls) => h('div', { class: 'panel' }, h('div', { class: 'big ' + (cls ?? '') }, v), h('div', { class: 'soft small' }, text))
  // Alerts by week, from what was opened; the server counts the rest.
  const recent = (await api.get('/cases', { limit: 1000, urgent: false }, signal)).cases, week = d => Math.floor((Date.now() - Date.parse(d)) / (7 * 864e5))
  const weeks = Array.from({ length: 8 }, (_, i) => 7 - i).map(w => ({ label: w === 0 ? t('alerts.thisWeek') : `−${w}`, value: recent.filter(c => week(c.opened) === w).length, class: 'f1' }))
  const of = o => Object.entries(o ?? {}), spread = s.hours
  return [h('p', { class: 'soft' }, t('alerts.period', { from: day(s.since), to: day(s.before) })), h('div', { class: 'cards' }, card(number(s.open), t('stat.open')), card(number(s.waiting), t('stat.waiting')), card(number(s.overdue), t('stat.overdue'), s.overdue ? 'bad' : ''), card(number(s.exceptions), t('stat.exceptions')), card(number(s.raised), t('stat.raised')), card(number(s.reopened), t('stat.reopened')), card(number(s.lapsed), t('stat.lapsed')), card(number(s.overturned), t('stat.overturned'))),
    h('div', { class: 'split' }, plot(t('alerts.byWeek'), weeks), plot(t('alerts.byOpinion'), Object.values(opinions).map(([o, text], i) => ({ label: t(text), value: s.settled?.[o] ?? s.decided?.[o] ?? 0, class: `f${i + 1}` }))), plot(t('alerts.byPerson'), of(s.people).slice(0, 6).map(([k, v]) => ({ label: k, value: v, class: 'f4' }))), spread ? plot(t('alerts.hours'), [['median', spread.median], ['p90', spread.p90], ['longest', spread.longest]].map(([k, v]) => ({ label: t('stat.' + k), value: v, class: 'f5' }))) : h('div', {}))]
}
const plot = (title, items) => h('section', { class: 'panel' }, h('h2', {}, title), items.some(x => x.value) ? columns(items, { label: title }) : h('p', { class: 'soft' }, t('none')))
