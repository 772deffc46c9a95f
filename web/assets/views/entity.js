// One party: names, facts with sources, time on the lists, versions, links, press.

import { h, s, put, name } from '../dom.js'
import * as api from '../api.js'
import { t, day, country } from '../i18n.js'
import { href, go } from '../app.js'
import { loading, fault } from '../parts/state.js'
import { listBadges, entityHref } from '../parts/answer.js'
import { timeline } from '../parts/timeline.js'

const nameProps = ['name', 'alias', 'weakAlias', 'previousName', 'firstName', 'lastName', 'middleName', 'fatherName', 'secondName']
const places = ['nationality', 'country', 'flag', 'birthCountry', 'jurisdiction', 'citizenship']

export default async function (root, { rest, params, signal }) {
  const id = rest.join('/')
  put(root, loading())
  const e = await api.get(`/entities/${encodeURIComponent(id)}`, { asOf: params.get('asOf') }, signal)
  // The records of one party on several lists: each value once, with the records that state it.
  const all = [e, ...(e.records ?? [])], merged = new Map()
  for (const r of all) for (const x of r.entities?.[0]?.statements ?? []) {
    const text = x.value || x.original, key = x.property + '\0' + text
    if (!text) continue
    if (merged.has(key)) merged.get(key).records.push(r.id)
    else merged.set(key, { ...x, value: text, source: r.source, records: [r.id] })
  }
  const by = Map.groupBy(merged.values(), x => x.property)
  const listings = all.map(r => r.listing).filter(Boolean)
  e.timeline = all.flatMap(r => r.timeline ?? []).sort((a, b) => a.date < b.date ? -1 : 1)
  const tabs = { facts: () => factsTab(by), time: () => timeTab(e, listings), network: () => networkTab(e), press: () => pressTab(e), source: () => sourceTab(e) }
  const body = h('div', { role: 'tabpanel', tabindex: 0 })
  const bar = h('div', { class: 'tabs', role: 'tablist' }, Object.keys(tabs).map(k => h('button', { role: 'tab', id: 'tab-' + k, 'aria-selected': 'false', onclick: () => pick(k) }, t('entity.' + k))))
  bar.addEventListener('keydown', ev => {
    const all = [...bar.children], at = all.indexOf(document.activeElement)
    const next = ev.key === 'ArrowRight' ? at + 1 : ev.key === 'ArrowLeft' ? at - 1 : -1
    if (all[next]) { all[next].focus(); all[next].click() }
  })
  async function pick(k, first) {
    for (const b of bar.children) b.setAttribute('aria-selected', String(b.id === 'tab-' + k))
    body.setAttribute('aria-labelledby', 'tab-' + k)
    if (!first) go(entityHref(id, { ...Object.fromEntries(params), tab: k }), { replace: true, silent: true })
    put(body, loading())
    try { put(body, await tabs[k]()) } catch (err) { if (err.name !== 'AbortError') put(body, fault(err, () => pick(k))) }
  }
  const inForce = listings.some(l => l.inForce)
  put(root, h('p', { class: 'soft small' }, t('schema.' + e.schema), ' · ', h('code', {}, e.id)), h('h1', {}, name(e.caption)),
    h('p', { class: 'verdict ' + (inForce ? 'alert' : 'unsure') }, inForce ? t('entity.listed', { n: listings.filter(l => l.inForce).length }) : t('entity.notListed', { day: day(e.asOf) })),
    listBadges(listings),
    h('div', { class: 'row' }, h('a', { class: 'button', href: href('network', { id: e.id }) }, t('nav.network')), h('a', { class: 'button', href: href('target', { to: e.id }) }, t('nav.target')), h('a', { class: 'button', href: href('screen', { name: e.caption }) }, t('entity.screen')),
      h('a', { class: 'button', href: `/v1/entities/${encodeURIComponent(e.id)}`, target: '_blank', rel: 'noopener' }, 'JSON')),
    bar, body)
  await pick(params.get('tab') in tabs ? params.get('tab') : 'facts', true)
}

const source = x => [x.source, ...(x.records ?? []), x.note].filter(Boolean).join(' · ')
const value = (p, x) => places.includes(p) ? country(x.value) : /^https?:\/\//.test(x.value) ? h('a', { href: x.value, rel: 'noopener noreferrer', target: '_blank' }, x.value) : name(x.value, '')

function factsTab(by) {
  const script = x => /\p{Script=Cyrillic}/u.test(x) ? 'Cyrillic' : /\p{Script=Arabic}/u.test(x) ? 'Arabic' : /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(x) ? 'Han' : /\p{Script=Latin}/u.test(x) ? 'Latin' : 'other'
  const names = [...by].filter(([p]) => ['name', 'alias', 'weakAlias', 'previousName'].includes(p)).flatMap(([, v]) => v)
  const rest = [...by].filter(([p]) => !nameProps.includes(p) && p !== 'topics').sort(([a], [b]) => t('prop.' + a).localeCompare(t('prop.' + b)))
  return [h('h2', {}, t('entity.names')), h('dl', { class: 'facts' }, [...Map.groupBy(names, x => script(x.value))].map(([k, v]) => [h('dt', {}, t('script.' + k)), h('dd', {}, v.map(x => h('div', { title: source(x) }, name(x.value), h('span', { class: 'soft small' }, ` ${t('prop.' + x.property)} · ${(x.records ?? []).map(r => r.split(':')[0]).join(', ')}`))))])),
    h('h2', {}, t('entity.facts')), h('dl', { class: 'facts' }, rest.map(([p, v]) => [h('dt', {}, t('prop.' + p)), h('dd', {}, v.map(x => h('div', { title: source(x) }, value(p, x), x.stance && x.stance !== 'listed' && h('span', { class: 'badge warn' }, x.stance), h('span', { class: 'soft small' }, ' ', [...new Set((x.records ?? []).map(r => r.split(':')[0]))].join(', ')))))]))]
}

function timeTab(e, listings) {
  const events = e.timeline ?? []
  return [timeline(listings, events), h('h2', {}, t('entity.versions')), events.length === 0 && h('p', { class: 'soft' }, t('none')),
    events.toReversed().map(x => h('details', { class: 'panel' }, h('summary', {}, h('strong', {}, t('event.' + x.event)), ` · ${x.list} · ${day(x.date)}`, x.formatChange && h('span', { class: 'badge' }, t('formatChange'))),
      h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, ['property', 'before', 'after'].map(c => h('th', {}, t('col.' + c))))),
        h('tbody', {}, (x.changes ?? []).map(c => h('tr', {}, h('td', {}, t('prop.' + c.property)), h('td', {}, (c.before ?? []).map(v => h('div', {}, h('del', {}, name(v, ''))))), h('td', {}, (c.after ?? []).map(v => h('div', {}, h('ins', {}, name(v, '')))))))))))) ]
}

async function networkTab(e) {
  const { default: mini } = await import('../parts/neighbours.js')
  return mini(e.id)
}

async function pressTab(e) {
  const { claims } = await api.get(`/entities/${encodeURIComponent(e.id)}/press`)
  if (!claims.length) return h('div', { class: 'empty' }, h('strong', {}, t('entity.noPress')), h('p', {}, t('entity.noPressText')), h('a', { class: 'button', href: href('reader') }, t('nav.reader')))
  return claims.map(c => h('div', { class: 'panel' }, h('p', {}, '“', c.claim.span.text, '”'), h('p', { class: 'soft small' }, [c.source, t('claimStance.' + c.claim.stance), c.claim.firmness, c.title, day(c.date)].filter(Boolean).join(' · ')), (c.claim.check?.findings ?? []).map(f => h('p', { class: 'note' }, '⚖ ', f)), (c.contradicted ?? []).map(w => h('p', { class: 'fault small' }, t('reader.contradicted'), ' ', w))))
}

function sourceTab(e) {
  const records = [e, ...(e.records ?? [])]
  const links = [...new Set(records.map(r => r.listing?.url).filter(u => /^https?:/.test(u ?? '')))]
  return [links.length > 0 && h('ul', {}, links.map(u => h('li', {}, h('a', { href: u, target: '_blank', rel: 'noopener noreferrer' }, u)))),
    records.map(r => h('details', { class: 'panel' }, h('summary', {}, h('code', {}, r.id), ' ', name(r.caption)), (r.entities ?? []).map(x => h('div', { class: 'scroll' }, h('h3', {}, x.schema, ' ', h('code', {}, x.id)), h('table', {}, h('tbody', {}, (x.statements ?? []).map(st => h('tr', {}, h('td', {}, st.property), h('td', {}, name(st.value, ''), st.original && st.original !== st.value && h('span', { class: 'soft small' }, ` (${st.original})`)), h('td', { class: 'soft small' }, [st.lang, st.stance, r.source].filter(Boolean).join(' · ')))))))))) ]
}
