// Portfolios: whose names are watched, what changed since yesterday, and adding customers from a file.

import { h, put, name } from '../dom.js'
import * as api from '../api.js'
import { t, day, number, percent } from '../i18n.js'
import { go, href, can, toast } from '../app.js'
import { loading, empty, fault } from '../parts/state.js'
import { reason, ask, field } from '../parts/dialog.js'
import { longList } from '../parts/table.js'
import { fileBox, mapper, asCSV } from '../parts/mapping.js'
import { follow } from '../parts/jobs.js'

const at = n => `/portfolios/${encodeURIComponent(n)}`

export default async function (root, ctx) {
  put(root, h('h1', {}, t('nav.portfolios')), loading())
  return ctx.rest[0] ? one(root, ctx) : all(root, ctx)
}

async function all(root, { signal }) {
  const { portfolios = [] } = await api.get('/portfolios', undefined, signal)
  const make = async () => {
    const n = h('input', { required: true, maxlength: 200, pattern: '\\S.*' })
    let made
    if (await ask(t('portfolios.new'), field(t('col.name'), n), async () => { made = await api.post('/portfolios', { name: n.value.trim() }) }, { ok: t('add') })) go('/ui/portfolios/' + encodeURIComponent(made.name))
  }
  const add = can('analyst') && h('button', { class: 'primary', 'aria-haspopup': 'dialog', onclick: make }, '+ ', t('portfolios.new'))
  if (!portfolios.length) return put(root, h('h1', {}, t('nav.portfolios')), empty(t('portfolios.none'), t('portfolios.intro'), h('p', {}, add || t('forbidden'))))
  put(root, h('div', { class: 'row' }, h('h1', { class: 'grow' }, t('nav.portfolios')), add), h('p', { class: 'soft' }, t('portfolios.intro')),
    h('div', { class: 'cards' }, portfolios.map(p => h('a', { class: 'panel card', href: '/ui/portfolios/' + encodeURIComponent(p.name), 'data-pick': '' }, h('h2', {}, p.name), h('p', { class: 'big' }, number(p.customers)), h('p', { class: 'soft small' }, t('portfolios.customers', { n: p.customers })), h('p', {}, p.openAlerts > 0 ? h('span', { class: 'badge alert' }, '⚠ ', t('portfolios.open', { n: p.openAlerts })) : h('span', { class: 'badge good' }, '✓ ', t('portfolios.quiet')), p.pending > 0 && [' ', h('span', { class: 'badge warn' }, t('portfolios.pending', { n: p.pending }))]), h('p', { class: 'soft small' }, p.screened ? t('portfolios.screened', { day: new Date(p.screened).toLocaleString() }) : t('portfolios.never'))))),
    await changed(portfolios.map(p => p.name), signal))
}

// changed tells what came up, changed or was settled since yesterday.
async function changed(names, signal) {
  const since = new Date(Date.now() - 864e5), opened = [], closed = []
  for (const portfolio of names) {
    const { cases } = await api.get('/cases', { portfolio, limit: 1000 }, signal)
    opened.push(...cases.filter(c => Date.parse(c.opened) > since))
    closed.push(...cases.filter(c => c.closed && Date.parse(c.closed) > since))
  }
  const row = (c, what) => h('li', {}, h('a', { href: `/ui/alerts/${c.alert}${c.status === 'closed' ? '?tab=closed' : ''}` }, name(c.name), ' ↔ ', name(c.caption)), ' ', h('span', { class: 'badge' + (what === 'new' ? ' alert' : '') }, what === 'new' ? percent(c.score) : t('outcome.' + (c.outcome || 'closed'))), h('span', { class: 'soft small' }, ` ${c.portfolio} · ${c.change}`))
  return h('section', { class: 'panel' }, h('h2', {}, t('portfolios.sinceYesterday')), opened.length + closed.length ? [opened.length > 0 && [h('h3', {}, t('portfolios.newAlerts', { n: opened.length })), h('ul', {}, opened.slice(0, 50).map(c => row(c, 'new')))], closed.length > 0 && [h('h3', {}, t('portfolios.settled', { n: closed.length })), h('ul', {}, closed.slice(0, 50).map(c => row(c, 'closed')))]] : h('p', { class: 'soft' }, t('portfolios.noChange')))
}

async function one(root, { rest: [id], signal }) {
  const p = await api.get(at(id), undefined, signal), out = h('section', { 'aria-live': 'polite' }), table = h('div', {}, loading())
  document.title = `${id} · Linchpin`
  const refresh = () => go(location.pathname)
  const run = async full => {
    put(out, h('div', { class: 'panel' }, loading(t('portfolios.running'))))
    try { await follow(await api.post(`${at(id)}/runs`, undefined, { query: { full: full || undefined } }), null, signal); toast(t('done')); refresh() } catch (e) { if (e.name !== 'AbortError') put(out, fault(e, () => run(full))) }
  }
  const send = async (rows, head, map) => {
    put(out, loading(t('portfolios.sending')))
    try {
      const r = await api.post(`${at(id)}/customers`, asCSV(rows, map), { type: 'text/csv', query: { map: Object.keys(map).filter(k => map[k] >= 0).map(k => `${k}=${k}`) } })
      put(out, loading(t('portfolios.running')))
      if (r.job) await follow(r.job, null, signal)
      toast(t('portfolios.added', { n: r.added, changed: r.changed }))
      refresh()
    } catch (e) { if (e.name !== 'AbortError') put(out, fault(e)) }
  }
  const remove = () => reason(t('portfolios.remove'), () => api.del(at(id)), { danger: true, text: t('portfolios.removeText', { n: p.customers }) }).then(ok => ok && go('/ui/portfolios'))
  put(root, h('p', { class: 'soft small' }, h('a', { href: '/ui/portfolios' }, t('nav.portfolios'))), h('div', { class: 'row' }, h('h1', { class: 'grow' }, id), can('analyst') && [h('button', { onclick: () => run(false) }, t('portfolios.run')), h('button', { class: 'danger', 'aria-haspopup': 'dialog', onclick: remove }, t('portfolios.remove'))]),
    h('p', {}, h('strong', {}, t('portfolios.customers', { n: p.customers })), ' · ', h('a', { href: `/ui/alerts?portfolio=${encodeURIComponent(id)}` }, t('portfolios.open', { n: p.openAlerts })), p.pending > 0 && ` · ${t('portfolios.pending', { n: p.pending })}`, h('span', { class: 'soft small' }, ' · ', p.screened ? t('portfolios.screened', { day: new Date(p.screened).toLocaleString() }) : t('portfolios.never'))),
    can('analyst') && fileBox(t('portfolios.drop'), f => mapper(out, f, t('portfolios.add'), send).catch(e => put(out, fault(e)))), out, await changed([id], signal), h('h2', {}, t('portfolios.all')), table)
  const customers = []
  let page = { next: '' }
  do { page = await api.get(`${at(id)}/customers`, { limit: 1000, after: page.next }, signal); customers.push(...page.customers) } while (page.next && customers.length < 100000)
  put(table, customers.length ? longList(customers, [{ label: 'ID', width: '5.5rem', by: c => c.id, cell: c => c.id }, { label: t('col.name'), by: c => (c.name ?? '').toLowerCase(), cell: c => name(c.name ?? '') }, { label: t('prop.country'), width: '6rem', class: 'wide-only', cell: c => c.country ?? '' }, { label: t('prop.birthDate'), width: '8rem', class: 'wide-only', cell: c => c.birthDate ?? '' }, { label: t('col.state'), width: '5rem', cell: c => c.pending ? h('span', { class: 'badge warn' }, t('portfolios.waits')) : h('span', { class: 'soft' }, '✓') }], { label: t('portfolios.all'), onpick: c => go(href('alerts', { customer: c.id, portfolio: id })) }) : empty(t('portfolios.nobody'), t('portfolios.drop')))
}
