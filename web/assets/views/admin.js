// Keys, users and roles, webhooks, settings, health, the trail.

import { h, put } from '../dom.js'
import * as api from '../api.js'
import { t, day, number } from '../i18n.js'
import { go, href, can, who, toast } from '../app.js'
import { loading, empty, fault } from '../parts/state.js'
import { ask, reason, field, dialog } from '../parts/dialog.js'
import { longList } from '../parts/table.js'

const roles = ['viewer', 'screener', 'analyst', 'approver', 'admin']
const sections = { keys, users, webhooks, settings, health, audit }
const table = (heads, rows) => h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': heads.filter(Boolean).join(', ') }, h('table', {}, h('thead', {}, h('tr', {}, heads.map(x => x ? h('th', {}, x) : h('th', {}, h('span', { class: 'visually-hidden' }, t('col.actions')))))), h('tbody', {}, rows)))
const time = x => x ? new Date(x).toLocaleString() : ''

export default async function (root, { params, signal }) {
  const tab = params.get('tab') in sections ? params.get('tab') : 'keys', body = h('section', {}, loading())
  put(root, h('h1', {}, t('nav.admin')), h('nav', { class: 'tabs', 'aria-label': t('nav.admin') }, Object.keys(sections).map(k => h('a', { class: 'button', href: href('admin', { tab: k }), 'aria-current': k === tab ? 'page' : null }, t('admin.' + k)))), body)
  if (!can('admin')) return put(body, empty(t('forbidden'), t('admin.forbidden', { role: t('role.' + who()?.role) })))
  const again = () => go(href('admin', { tab }))
  try { put(body, await sections[tab](signal, again)) } catch (e) { if (e.name === 'AbortError') throw e; put(body, fault(e, again)) }
}

// secret shows what is shown once, until it is put away.
const secret = (title, text) => dialog(title, close => { const code = h('code', { class: 'secret' }, text); return h('div', { class: 'stack' }, h('p', { class: 'verdict unsure' }, t('admin.once')), code, h('div', { class: 'row end' }, h('button', { onclick: async e => { try { await navigator.clipboard.writeText(text); e.target.textContent = t('admin.copied') } catch { getSelection().selectAllChildren(code) } } }, t('admin.copy')), h('button', { class: 'primary', onclick: () => close() }, t('close')))) })

async function keys(signal, again) {
  const { keys } = await api.get('/keys', undefined, signal)
  const make = async () => {
    const name = h('input', { required: true, maxlength: 100 }), role = h('select', {}, roles.map(r => h('option', { value: r }, t('role.' + r)))), days = h('input', { type: 'number', min: 1, max: 3650, value: 365 })
    let made
    if (!await ask(t('admin.new'), [field(t('admin.name'), name), field(t('col.role'), role), field(t('admin.days'), days)], async () => { made = await api.post('/keys', { name: name.value, role: role.value, days: Number(days.value) }) }, { ok: t('add') })) return
    await secret(t('admin.new'), made.secret)
    again()
  }
  const revoke = k => ask(t('admin.revoke'), null, () => api.del(`/keys/${k.id}`), { ok: t('admin.revoke'), danger: true, text: t('admin.revokeText', { name: k.name }) }).then(ok => { if (ok) { toast(t('done')); again() } })
  return [h('div', { class: 'row end' }, h('button', { class: 'primary', 'aria-haspopup': 'dialog', onclick: make }, '+ ', t('admin.new'))), table([t('col.name'), t('col.role'), t('col.created'), t('col.expires'), t('col.used'), t('col.state'), ''], keys.map(k => h('tr', {}, h('td', {}, k.name, ' ', h('code', { class: 'soft' }, k.hint)), h('td', {}, t('role.' + k.role)), h('td', {}, day(k.created)), h('td', {}, day(k.expires)), h('td', {}, day(k.used)), h('td', {}, k.inForce ? h('span', { class: 'badge good' }, '✓ ', t('alerts.inForce')) : h('span', { class: 'badge gone' }, t('admin.revoked'))), h('td', {}, k.inForce && h('button', { class: 'danger', 'aria-haspopup': 'dialog', onclick: () => revoke(k) }, t('admin.revoke'))))))]
}

async function users(signal) {
  const { users } = await api.get('/users', undefined, signal), may = { viewer: 'admin.may.viewer', screener: 'admin.may.screener', analyst: 'admin.may.analyst', approver: 'admin.may.approver', admin: 'admin.may.admin' }
  return [table([t('admin.who'), t('col.role'), t('admin.keys'), t('admin.sessions'), t('col.used')], users.map(u => h('tr', {}, h('td', {}, u.who), h('td', {}, u.role ? t('role.' + u.role) : h('span', { class: 'badge gone' }, t('admin.revoked'))), h('td', {}, u.keys.map(k => `#${k}`).join(' ')), h('td', {}, number(u.sessions)), h('td', {}, time(u.used))))),
    h('h2', {}, t('admin.roles')), h('dl', { class: 'facts' }, roles.map(r => [h('dt', {}, t('role.' + r)), h('dd', {}, t(may[r]))])), h('p', { class: 'soft small' }, t('admin.oidc'))]
}

async function webhooks(signal, again) {
  const { webhooks } = await api.get('/webhooks', undefined, signal), actions = ['alert.raise', 'alert.reopen', 'alert.update', 'alert.close']
  const make = async () => {
    const url = h('input', { type: 'url', required: true, placeholder: 'https://' }), on = actions.map(a => h('input', { type: 'checkbox', value: a, checked: true }))
    let made
    if (!await ask(t('admin.newWebhook'), [field(t('admin.url'), url), h('fieldset', {}, h('legend', {}, t('admin.actions')), actions.map((a, i) => h('label', { class: 'row' }, on[i], t('action.' + a))))], async () => { made = await api.post('/webhooks', { url: url.value, actions: on.every(x => x.checked) ? undefined : on.filter(x => x.checked).map(x => x.value) }) }, { ok: t('add') })) return
    await secret(t('admin.newWebhook'), made.secret)
    again()
  }
  const test = async (w, e) => { e.target.disabled = true; try { const r = await api.post(`/webhooks/${w.id}/test`); toast(r.delivered ? t('admin.delivered') : r.error || `HTTP ${r.status}`) } catch (err) { toast(err.message) } e.target.disabled = false }
  const sent = async w => { const { deliveries } = await api.get(`/webhooks/${w.id}/deliveries`); dialog(t('admin.deliveries'), close => h('div', { class: 'stack' }, deliveries.length ? table([t('col.created'), t('admin.tries'), t('col.state')], deliveries.map(d => h('tr', {}, h('td', {}, time(d.created)), h('td', {}, d.attempts), h('td', {}, d.done ? h('span', { class: 'badge good' }, `✓ ${d.status ?? ''}`) : h('span', { class: 'badge warn' }, d.error || d.status || t('portfolios.waits')))))) : h('p', {}, t('none')), h('div', { class: 'row end' }, h('button', { class: 'primary', onclick: () => close() }, t('close')))), { wide: true }) }
  const remove = w => ask(t('portfolios.remove'), null, () => api.del(`/webhooks/${w.id}`), { ok: t('portfolios.remove'), danger: true, text: w.url }).then(ok => ok && again())
  const add = h('button', { class: 'primary', 'aria-haspopup': 'dialog', onclick: make }, '+ ', t('admin.newWebhook'))
  if (!webhooks.length) return empty(t('admin.noWebhooks'), t('admin.noWebhooksText'), h('p', {}, add))
  return [h('div', { class: 'row end' }, add), table([t('admin.url'), t('admin.actions'), t('nav.portfolios'), t('col.state'), ''], webhooks.map(w => h('tr', {}, h('td', {}, w.url), h('td', {}, w.actions.length ? w.actions.map(a => t('action.' + a)).join(', ') : t('alerts.all')), h('td', {}, w.portfolios.length ? w.portfolios.join(', ') : t('alerts.all')), h('td', {}, w.lastError ? h('span', { class: 'badge alert' }, '⚠ ', w.lastError) : w.waiting ? h('span', { class: 'badge warn' }, t('admin.waiting', { n: w.waiting })) : h('span', { class: 'badge good' }, '✓')), h('td', {}, h('span', { class: 'row' }, h('button', { onclick: e => test(w, e) }, t('admin.test')), h('button', { 'aria-haspopup': 'dialog', onclick: () => sent(w) }, t('admin.deliveries')), h('button', { class: 'danger', 'aria-haspopup': 'dialog', onclick: () => remove(w) }, t('portfolios.remove')))))))]
}

async function settings(signal, again) {
  const s = await api.get('/settings', undefined, signal), has = new Set(s.fourEyes.split(',')), box = (v, text) => { const i = h('input', { type: 'checkbox', value: v, checked: has.has(v) }); return [i, h('label', { class: 'row' }, i, text)] }
  const [a, la] = box('false-positive', t('admin.fourEyes.false')), [b, lb] = box('true-match', t('admin.fourEyes.true')), hours = h('input', { type: 'number', min: 1, max: 87600, value: s.dueHours }), trouble = h('div', {})
  return h('form', { class: 'panel stack', onsubmit: async e => { e.preventDefault(); try { await api.patch('/settings', { fourEyes: [a, b].filter(x => x.checked).map(x => x.value).join(',') || 'none', dueHours: Number(hours.value) }); toast(t('done')); again() } catch (err) { put(trouble, fault(err)) } } }, h('fieldset', {}, h('legend', {}, t('admin.fourEyes')), la, lb), h('div', { class: 'form narrow' }, field(t('admin.due'), hours)), trouble, h('button', { class: 'primary' }, t('admin.save')))
}

async function health(signal) {
  const [r, lists, model] = await Promise.all([fetch('/readyz', { signal }), api.get('/lists', undefined, signal).catch(() => null), api.get('/model', undefined, signal).catch(() => null)]), state = await r.json().catch(() => ({}))
  return [h('p', { class: 'verdict ' + (r.ok ? 'clear' : 'alert') }, r.ok ? '✓ ' : '⚠ ', t(r.ok ? 'admin.ready' : 'admin.notReady')), (state.reasons ?? []).length > 0 && h('ul', {}, state.reasons.map(x => h('li', {}, x))),
    h('dl', { class: 'facts' }, [[t('index'), h('code', {}, lists?.index ?? '–')], [t('nav.lists'), (lists?.lists ?? []).map(l => h('div', {}, h('a', { href: `/ui/lists/${encodeURIComponent(l.list)}` }, l.list), ` ${day(l.inForce?.publication)} · `, l.inForce ? t('days', { n: Math.round(l.inForce.ageDays) }) : t('quarantined')))], [t('nav.model'), t(model?.rates?.length ? 'admin.measured' : 'model.notMeasured')]].map(([k, v]) => [h('dt', {}, k), h('dd', {}, v)])), (lists?.warnings ?? []).length > 0 && h('div', { class: 'note' }, h('ul', {}, lists.warnings.map(w => h('li', {}, w)))), h('p', {}, h('a', { href: '/metrics', target: '_blank', rel: 'noopener' }, '/metrics'), ' · ', h('a', { href: '/docs', target: '_blank', rel: 'noopener' }, '/docs'))]
}

async function audit(signal) {
  const { rows } = await api.get('/audit', { newest: true, limit: 1000 }, signal), proof = h('span', { role: 'status' })
  const verify = async e => { e.target.disabled = true; try { const v = await api.get('/audit/verification', undefined, signal); put(proof, h('span', { class: 'badge ' + (v.whole ? 'good' : 'alert') }, v.whole ? '✓ ' + t('admin.whole') : '⚠ ' + t('admin.broken'))) } catch (err) { put(proof, err.message) } e.target.disabled = false }
  const more = h('div', { class: 'panel', 'aria-live': 'polite' }, h('p', { class: 'soft' }, t('admin.chooseRow')))
  const show = r => put(more, h('h2', {}, `${r.row} · ${t('action.' + r.action)}`), h('p', {}, `${r.who} · ${time(r.when)} · ${r.subject}`), h('pre', { class: 'mono small wrap' }, JSON.stringify({ ...r.details, ...r.personal }, null, 1)), h('p', { class: 'soft small' }, h('code', {}, r.hash)))
  return [h('div', { class: 'row' }, h('button', { class: 'primary', onclick: verify }, t('admin.verify')), proof), h('div', { class: 'split' }, longList(rows, [{ label: '#', width: '3.5rem', class: 'num', by: r => -r.row, cell: r => r.row }, { label: t('col.what'), by: r => r.action, cell: r => t('action.' + r.action) }, { label: t('admin.who'), by: r => r.who, cell: r => r.who }, { label: t('admin.subject'), class: 'wide-only', by: r => r.subject, cell: r => r.subject }, { label: t('col.created'), width: '7.5rem', class: 'wide-only', by: r => r.when, cell: r => day(r.when) }], { label: t('admin.audit'), onpick: show, onmove: show }), more)]
}
