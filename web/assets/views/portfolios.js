// Portfolios: whose names are watched, and what changed since.

import { h, put, name } from '../dom.js'
import * as api from '../api.js'
import { t, day, number } from '../i18n.js'
import { loading, empty } from '../parts/state.js'

export default async function (root, { signal }) {
  put(root, h('h1', {}, t('nav.portfolios')), loading())
  const { portfolios = [] } = await api.get('/portfolios', undefined, signal)
  const { alerts = [] } = await api.get('/alerts', { limit: 100 }, signal).catch(() => ({}))
  const recent = alerts.filter(a => Date.now() - Date.parse(a.opened) < 2 * 864e5)
  put(root, h('h1', {}, t('nav.portfolios')), h('p', { class: 'soft' }, t('portfolios.intro')), portfolios.length ? h('div', { class: 'cards' }, portfolios.map(p => h('div', { class: 'panel' }, h('h2', {}, p.name), h('p', { class: 'big' }, number(p.customers ?? 0)), h('p', { class: 'soft small' }, t('portfolios.customers', { n: p.customers ?? 0 }))))) : empty(t('portfolios.none'), null, h('p', {}, h('code', {}, 'linchpin watch add customers customers.csv'))),
    recent.length > 0 && [h('h2', {}, t('portfolios.recent')), h('ul', {}, recent.map(a => h('li', {}, name(a.name), ' ↔ ', name(a.caption), ` · ${day(a.opened)} · ${a.change}`)))])
}
