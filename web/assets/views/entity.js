// One party: names, facts with sources, time on the lists, versions, neighbourhood, press, cases.

import { h, put, name } from '../dom.js'
import * as api from '../api.js'
import { t, day, country, number } from '../i18n.js'
import { href, go } from '../app.js'
import { loading, empty, fault } from '../parts/state.js'
import { listBadges, entityHref, places } from '../parts/answer.js'
import { timeline } from '../parts/timeline.js'
import { cite } from '../parts/cite.js'

const nameProps = ['name', 'alias', 'weakAlias', 'previousName', 'firstName', 'lastName', 'middleName', 'fatherName', 'secondName']

export default async function (root, { rest, params, signal }) {
  const id = rest.join('/')
  put(root, loading())
  const e = await api.get(`/entities/${encodeURIComponent(id)}`, { asOf: params.get('asOf') }, signal)
  document.title = `${e.caption} · Linchpin`
  // The records of one party on several lists: each value once, with the records that state it.
  const all = [e, ...(e.records ?? [])], merged = new Map()
  for (const r of all) for (const x of r.entities?.[0]?.statements ?? []) {
    const text = x.value || x.original, key = x.property + '\0' + text
    if (!text) continue
    if (!merged.has(key)) merged.set(key, { ...x, value: text, records: [] })
    merged.get(key).records.push({ id: r.id, source: r.source, original: x.original, note: x.note, lang: x.lang, stance: x.stance })
  }
  const by = Map.groupBy(merged.values(), x => x.property)
  const listings = all.map(r => r.listing).filter(Boolean)
  const events = all.flatMap(r => r.timeline ?? []).sort((a, b) => a.date < b.date ? -1 : 1)
  const ids = all.map(r => r.id)
  const tabs = { facts: () => factsTab(by, all), time: () => timeTab(events, listings, all), network: () => networkTab(e), press: () => pressTab(e, signal), cases: () => casesTab(ids, signal), source: () => sourceTab(all) }
  const body = h('div', { role: 'tabpanel', tabindex: 0, id: 'panel' })
  const bar = h('div', { class: 'tabs', role: 'tablist' }, Object.keys(tabs).map(k => h('button', { role: 'tab', id: 'tab-' + k, 'aria-selected': 'false', 'aria-controls': 'panel', tabindex: -1, onclick: () => pick(k) }, t('entity.' + k))))
  bar.addEventListener('keydown', ev => {
    const buttons = [...bar.children], at = buttons.indexOf(document.activeElement), step = { ArrowRight: 1, ArrowLeft: -1 }[ev.key]
    const next = step ? buttons[(at + step + buttons.length) % buttons.length] : { Home: buttons[0], End: buttons.at(-1) }[ev.key]
    if (next) { ev.preventDefault(); next.focus(); next.click() }
  })
  async function pick(k, first) {
    for (const b of bar.children) { const on = b.id === 'tab-' + k; b.setAttribute('aria-selected', String(on)); b.tabIndex = on ? 0 : -1 }
    body.setAttribute('aria-labelledby', 'tab-' + k)
    if (!first) go(entityHref(id, { ...Object.fromEntries(params), tab: k }), { replace: true, silent: true })
    put(body, loading())
    try { put(body, await tabs[k]()) } catch (err) { if (err.name !== 'AbortError') put(body, fault(err, () => pick(k, true))) }
  }
  const inForce = listings.filter(l => l.inForce)
  put(root, h('p', { class: 'soft small' }, t('schema.' + e.schema), ' · ', h('code', {}, e.id)), h('h1', {}, name(e.caption)),
    h('p', { class: 'verdict ' + (inForce.length ? 'alert' : 'unsure') }, inForce.length ? ['⚠ ', t('entity.listed', { n: inForce.length })] : t('entity.notListed', { day: day(e.asOf) }), ' ', params.get('asOf') && h('span', { class: 'badge warn' }, t('asOfDay', { day: day(e.asOf) }))),
    listBadges(listings),
    h('div', { class: 'row' }, h('a', { class: 'button', href: href('network', { id: e.id, evidence: 'all' }) }, t('nav.network')), h('a', { class: 'button', href: href('target', { to: e.id, stored: 1 }) }, t('nav.target')), h('a', { class: 'button', href: href('screen', { name: e.caption }) }, t('entity.screen')),
      h('a', { class: 'button', href: `/v1/entities/${encodeURIComponent(e.id)}`, target: '_blank', rel: 'noopener' }, 'JSON')),
    bar, body)
  await pick(params.get('tab') in tabs ? params.get('tab') : 'facts', true)
}

const sources = x => x.records.map(r => [h('strong', {}, r.source), ` · ${r.id}`, r.original && r.original !== x.value ? ` · ${t('entity.printed')} “${r.original}”` : '', r.lang ? ` · ${r.lang}` : '', r.note ? ` · ${r.note}` : ''])
const value = (p, x) => places.includes(p) ? country(x.value) : /^https?:\/\//.test(x.value) ? h('a', { href: x.value, rel: 'noopener noreferrer', target: '_blank' }, x.value) : name(x.value, '')
const said = x => [cite(value(x.property, x), sources(x)), x.stance && x.stance !== 'listed' && [' ', h('span', { class: 'badge warn' }, t('stance.' + x.stance))], h('span', { class: 'soft small' }, ' ', [...new Set(x.records.map(r => r.id.split(':')[0]))].join(', '))]
const scripts = { Cyrillic: /\p{Script=Cyrillic}/u, Arabic: /\p{Script=Arabic}/u, Han: /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u, Hangul: /\p{Script=Hangul}/u, Hebrew: /\p{Script=Hebrew}/u, Greek: /\p{Script=Greek}/u, Latin: /\p{Script=Latin}/u }

function factsTab(by, all) {
  const script = x => Object.keys(scripts).find(k => scripts[k].test(x)) ?? 'other'
  const names = ['name', 'alias', 'previousName', 'weakAlias'].flatMap(p => by.get(p) ?? [])
  const rest = [...by].filter(([p]) => !nameProps.includes(p) && p !== 'topics').sort(([a], [b]) => t('prop.' + a).localeCompare(t('prop.' + b)))
  const links = [...new Set(all.map(r => r.listing?.url).filter(u => /^https?:/.test(u ?? '')))]
  return [h('p', { class: 'soft small' }, t('entity.citeHint')), h('div', { class: 'split' }, h('section', { class: 'panel' }, h('h2', {}, t('entity.names')), h('dl', { class: 'facts' }, [...Map.groupBy(names, x => script(x.value))].map(([k, v]) => [h('dt', {}, t('script.' + k)), h('dd', {}, v.map(x => h('div', {}, said(x), h('span', { class: 'soft small' }, ` · ${t('prop.' + x.property)}`))))]))),
    h('section', { class: 'panel' }, h('h2', {}, t('entity.facts')), rest.length ? h('dl', { class: 'facts' }, rest.map(([p, v]) => [h('dt', {}, t('prop.' + p)), h('dd', {}, v.map(x => h('div', {}, said(x))))])) : h('p', { class: 'soft' }, t('none')),
      links.length > 0 && [h('h2', {}, t('entity.links')), h('ul', {}, links.map(u => h('li', {}, h('a', { href: u, target: '_blank', rel: 'noopener noreferrer' }, u))))]))]
}

const change = c => h('tr', {}, h('td', {}, t('prop.' + c.property)), h('td', {}, (c.before ?? []).map(v => h('div', {}, h('del', {}, name(v, ''))))), h('td', {}, (c.after ?? []).map(v => h('div', {}, h('ins', {}, name(v, ''))))))

function timeTab(events, listings, all) {
  const versions = all.flatMap(r => (r.versions ?? []).map(v => ({ ...v, list: r.id.split(':')[0] }))).reduce((out, v) => { const last = out.at(-1); last?.hash === v.hash && last.list === v.list ? last.lastPublication = v.lastPublication : out.push({ ...v }); return out }, [])
  return [timeline(listings, events), h('h2', {}, t('entity.versions')), events.length === 0 && h('p', { class: 'soft' }, t('none')),
    events.toReversed().map((x, i) => h('details', { class: 'panel', open: i < 2 && x.changes?.length > 0 }, h('summary', {}, h('strong', {}, t('event.' + x.event)), ` · ${x.list} · ${day(x.date)} `, x.changes?.length ? h('span', { class: 'soft small' }, t('changesN', { n: x.changes.length })) : '', x.formatChange && h('span', { class: 'badge' }, t('formatChange'))),
      x.changes?.length ? h('div', { class: 'scroll' }, h('table', { class: 'diff' }, h('thead', {}, h('tr', {}, ['property', 'before', 'after'].map(c => h('th', {}, t('col.' + c))))), h('tbody', {}, x.changes.map(change)))) : h('p', { class: 'soft small' }, t('entity.noDiff')))),
    h('h2', {}, t('entity.stood')), h('ul', {}, versions.map(v => h('li', {}, h('strong', {}, v.list), ` ${day(v.firstPublication)} – ${day(v.lastPublication)} `, h('code', { class: 'soft' }, v.hash.slice(0, 10)))))]
}

async function networkTab(e) {
  const { default: mini } = await import('../parts/neighbours.js')
  return mini(e.id)
}

const firm = ['certain', 'probable', 'possible', 'rumour', 'contested', 'refuted', 'none']

// pressTab shows claims by firmness; what denies a claim stands beside it.
async function pressTab(e, signal) {
  const { claims } = await api.get(`/entities/${encodeURIComponent(e.id)}/press`, undefined, signal)
  if (!claims?.length) return empty(t('entity.noPress'), t('entity.noPressText'), h('a', { class: 'button', href: href('reader') }, t('nav.reader')))
  const by = Map.groupBy(claims, c => c.claim.stance === 'denied' || c.claim.polarity === 'negative' ? 'denied' : c.claim.firmness ?? 'none')
  const card = c => h('article', { class: 'panel claimcard' }, h('blockquote', {}, c.claim.span.text), h('p', { class: 'soft small' }, h('strong', {}, c.source || t('source.' + c.claim.source?.kind)), ' · ', t('claimStance.' + c.claim.stance), ' · ', [c.title, day(c.date)].filter(Boolean).join(' · ')), (c.claim.check?.findings ?? []).map(f => h('p', { class: 'note' }, '⚖ ', f)), (c.contradicted ?? []).map(w => h('p', { class: 'fault small' }, t('reader.contradicted'), ' ', w)))
  const denied = by.get('denied') ?? []
  return h('div', { class: denied.length ? 'split' : '' }, h('div', {}, firm.filter(k => by.get(k)).map(k => [h('h2', {}, t('firmness.' + k), ` (${number(by.get(k).length)})`), by.get(k).map(card)])), denied.length > 0 && h('div', {}, h('h2', {}, t('entity.denied'), ` (${number(denied.length)})`), denied.map(card)))
}

async function casesTab(ids, signal) {
  const pages = await Promise.all(ids.slice(0, 20).map(entity => api.get('/cases', { entity, limit: 100 }, signal)))
  const cases = pages.flatMap(p => p.cases)
  if (!cases.length) return empty(t('entity.noCases'), t('entity.noCasesText'))
  return h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, ['case', 'customer', 'score', 'state', 'due'].map(c => h('th', {}, t('col.' + c))))), h('tbody', {}, cases.map(c => h('tr', {}, h('td', {}, h('a', { href: `/ui/alerts/${c.alert}${c.status === 'closed' ? '?all=1' : ''}` }, `#${c.alert}`)), h('td', {}, name(c.name), h('div', { class: 'soft small' }, `${c.portfolio} · ${c.customer}`)), h('td', {}, `${number(100 * c.score)} %`), h('td', {}, h('span', { class: 'badge' + (c.overdue ? ' warn' : '') }, t('caseStatus.' + c.status)), c.outcome && ` ${t('outcome.' + c.outcome)}`), h('td', {}, day(c.due)))))))
}

function sourceTab(records) {
  return records.map(r => h('details', { class: 'panel', open: records.length === 1 }, h('summary', {}, h('code', {}, r.id), ' ', name(r.caption), ' ', h('span', { class: 'soft small' }, r.source)), (r.entities ?? []).map(x => h('div', { class: 'scroll' }, h('h3', {}, t('schema.' + x.schema), ' ', h('code', {}, x.id)), h('table', {}, h('tbody', {}, (x.statements ?? []).map(st => h('tr', {}, h('td', {}, t('prop.' + st.property)), h('td', {}, name(st.value, ''), st.original && st.original !== st.value && h('span', { class: 'soft small' }, ' (', name(st.original, ''), ')')), h('td', { class: 'soft small' }, [st.lang, t('stance.' + st.stance)].filter(Boolean).join(' · ')))))))) ))
}
