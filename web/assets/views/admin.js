// Keys, health and the audit trail.

import { h, put } from '../dom.js'
import * as api from '../api.js'
import { t, day } from '../i18n.js'
import { toast } from '../app.js'
import { loading, fault } from '../parts/state.js'

export default async function (root, { signal }) {
  put(root, h('h1', {}, t('nav.admin')), loading())
  const { keys } = await api.get('/keys', undefined, signal)
  const who = h('input', { required: true, maxlength: 100 }), role = h('select', {}, ['viewer', 'screener', 'analyst', 'approver', 'admin'].map(r => h('option', { value: r }, t('role.' + r)))), days = h('input', { type: 'number', min: 1, max: 3650, value: 365 }), made = h('div', { role: 'status' })
  const health = h('div', {}, loading())
  put(root, h('h1', {}, t('nav.admin')), h('section', { class: 'panel' }, h('h2', {}, t('admin.new')), h('form', { class: 'form', onsubmit: async e => {
    e.preventDefault()
    try { const k = await api.post('/keys', { name: who.value, role: role.value, days: Number(days.value) }); put(made, h('p', { class: 'verdict clear' }, t('admin.once'), ' ', h('code', {}, k.secret))) } catch (err) { put(made, fault(err)) }
  } }, h('label', { class: 'field' }, t('admin.name'), who), h('label', { class: 'field' }, t('col.role'), role), h('label', { class: 'field' }, t('days', { n: 2 }).replace(/^2 /, ''), days), h('button', { class: 'primary' }, t('add'))), made),
    h('section', { class: 'panel' }, h('h2', {}, t('admin.keys')), h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, ['name', 'role', 'created', 'expires'].map(c => h('th', {}, t('col.' + c))), h('th', {}, h('span', { class: 'visually-hidden' }, t('admin.revoke'))))), h('tbody', {}, keys.map(k => h('tr', {}, h('td', {}, k.name, ' ', h('code', {}, k.hint)), h('td', {}, t('role.' + k.role)), h('td', {}, day(k.created)), h('td', {}, day(k.expires)), h('td', {}, k.inForce ? h('button', { class: 'danger', onclick: async e => { try { await api.del(`/keys/${k.id}`); e.target.closest('tr').remove(); toast(t('done')) } catch (err) { toast(err.message) } } }, t('admin.revoke')) : h('span', { class: 'badge gone' }, t('removed'))))))))),
    h('section', { class: 'panel' }, h('h2', {}, t('admin.health')), health))
  const r = await fetch('/readyz', { signal })
  put(health, h('p', {}, h('span', { class: 'badge ' + (r.ok ? 'good' : 'alert') }, r.ok ? '✓' : '⚠', ` ${r.status}`)), h('pre', { class: 'mono small' }, JSON.stringify(await r.json().catch(() => ''), null, 1)))
}
