// A queue that can be worked by keys alone: j and k move, t f u decide, with the evidence and the history beside it.

import { h, put, name } from '../dom.js'
import * as api from '../api.js'
import { t, day, number } from '../i18n.js'
import { can, toast } from '../app.js'
import { loading, empty, fault } from '../parts/state.js'
import { longList } from '../parts/table.js'
import { alignment, bars, listBadges, entityHref } from '../parts/answer.js'

const opinions = { t: ['true-match', 'alerts.true'], f: ['false-positive', 'alerts.false'], u: ['undecided', 'alerts.undecided'] }

export default async function (root, { params, signal }) {
  const open = params.get('all') !== '1'
  const detail = h('section', { 'aria-live': 'polite' }, h('p', { class: 'soft' }, t('alerts.choose')))
  put(root, h('h1', {}, t('nav.alerts')), loading())
  const [page, stats] = await Promise.all([api.get('/alerts', { limit: 500 }, signal), api.get('/statistics', undefined, signal).catch(() => null)])
  const all = page.alerts ?? page.cases ?? [], cases = open ? all.filter(c => c.status !== 'closed') : all
  const list = cases.length ? longList(cases, [{ width: '1fr', cell: c => name(c.name) }, { width: '1fr', cell: c => name(c.caption) }, { width: '4.5rem', cell: c => `${number(100 * c.score)} %` }, { width: '7rem', cell: c => h('span', { class: 'badge' + (c.overdue ? ' warn' : '') }, t('caseStatus.' + c.status)) }], { label: t('nav.alerts'), onpick: c => show(c) }) : empty(t('alerts.none'), t('alerts.noneText'))
  put(root, h('h1', {}, t('nav.alerts')), h('p', { class: 'soft' }, t('alerts.intro')), stats && numbers(stats),
    h('div', { class: 'tabs' }, h('a', { class: 'button', href: '/ui/alerts', 'aria-current': open ? 'page' : null }, t('alerts.open')), h('a', { class: 'button', href: '/ui/alerts?all=1', 'aria-current': open ? null : 'page' }, t('alerts.all'))), h('div', { class: 'split' }, list, detail))
  if (!cases.length) return
  list.addEventListener('keydown', e => { const o = opinions[e.key]; const c = list.selected(); if (o && c) { e.preventDefault(); decide(c, o[0]) } })
  list.focus(); list.select(0); show(cases[0])

  async function show(c) {
    put(detail, loading())
    try {
      const f = await api.get(`/cases/${c.alert}`, undefined, signal)
      const r = (f.answer?.results ?? []).find(x => x.id === c.entity || x.entity?.records?.includes(c.entity)) ?? (f.answer?.results ?? [])[0]
      put(detail, h('div', { class: 'panel' }, h('h2', {}, name(c.name), ' ↔ ', h('a', { href: entityHref(c.entity) }, name(c.caption))), h('p', { class: 'soft small' }, [c.portfolio, c.customer, `${t('col.due')} ${day(c.due)}`, c.change].filter(Boolean).join(' · ')),
        r && [alignment(r.evidence ?? []), bars(r.evidence ?? []), listBadges(r.lists ?? [])],
        c.status !== 'closed' && can('analyst') && h('div', { class: 'row' }, Object.entries(opinions).map(([k, [o, text]]) => h('button', { onclick: () => decide(c, o) }, t(text), ' ', h('kbd', {}, k)))),
        c.status === 'decided' && can('approver') && h('div', { class: 'row' }, h('button', { class: 'primary', onclick: () => approve(c, true) }, t('alerts.approve')), h('button', { class: 'danger', onclick: () => approve(c, false) }, t('reject'))),
        h('h3', {}, t('alerts.history')), h('ol', {}, (f.verdicts ?? []).map(v => h('li', {}, `${day(v.when)} ${v.who}: ${v.opinion} – ${v.reason}`, v.second && ` (${v.status}, ${v.second})`)), (f.history ?? f.steps ?? []).map(x => h('li', { class: 'soft small' }, `${day(x.when)} ${x.who} ${x.action}`)))))
    } catch (e) { if (e.name !== 'AbortError') put(detail, fault(e, () => show(c))) }
  }
  function ask(title, done) {
    const why = h('textarea', { required: true, minlength: 3 }), d = h('dialog', { 'aria-label': title }, h('form', { method: 'dialog', class: 'stack' }, h('h1', {}, title), h('label', { class: 'field' }, t('alerts.reason'), why), h('div', { class: 'row' }, h('button', { class: 'primary', value: 'ok' }, title), h('button', { value: '', formnovalidate: true }, t('cancel')))))
    d.addEventListener('close', () => { if (d.returnValue === 'ok') done(why.value); d.remove(); list.focus() })
    document.body.append(d); d.showModal()
  }
  const decide = (c, opinion) => ask(t(Object.values(opinions).find(o => o[0] === opinion)[1]), async reason => {
    try { await api.post('/decisions', { alerts: [c.alert], opinion, reason, evidence: c.evidence }); toast(t('done')); c.status = 'decided'; show(c) } catch (e) { toast(e.message) }
  })
  const approve = (c, yes) => ask(t(yes ? 'alerts.approve' : 'reject'), async why => {
    try { await api.post('/approvals', { alerts: [c.alert], approve: yes, why }); toast(t('done')); c.status = 'closed'; show(c) } catch (e) { toast(e.message) }
  })
}

const numbers = s => h('div', { class: 'cards' }, Object.entries(s).filter(([, v]) => typeof v === 'number').slice(0, 6).map(([k, v]) => h('div', { class: 'panel' }, h('div', { class: 'big' }, number(v, Number.isInteger(v) ? 0 : 1)), h('div', { class: 'soft small' }, t('stat.' + k)))))
