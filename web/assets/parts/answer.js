// How a result of screening is shown: who, why, on which lists, and what such a score means.

import { h, name } from '../dom.js'
import { t, number, day, country } from '../i18n.js'
import { href } from '../app.js'
import { alignment, signed } from './align.js'

export const entityHref = (id, params) => `/ui/entity/${encodeURIComponent(id)}${params ? '?' + new URLSearchParams(params) : ''}`

// meter shows a score as a bar and a number.
export const meter = r => h('span', { class: 'nowrap' },
  h('span', { class: 'meter' + (r.alert ? ' alert' : ''), 'aria-hidden': 'true' }, h('i', { style: { width: `${Math.round(100 * r.score)}%` } })), ' ',
  h('span', { class: 'score' }, number(100 * r.score, r.score > 0.995 ? 1 : 0) + ' %'), ' ', r.alert ? h('span', { class: 'badge alert' }, '⚠ ', t('alert')) : h('span', { class: 'badge' }, t('noAlert')))

const isWhole = e => e.feature === 'name' && /^the names as a whole/.test(e.why)

// bars show what each piece of evidence is worth: to the right for, to the left against.
export function bars(evidence) {
  const most = Math.max(...evidence.map(e => Math.abs(e.bits)), 1)
  return h('div', { class: 'bars', role: 'group', 'aria-label': t('evidence') }, evidence.map(e => {
    const share = Math.abs(e.bits) / most / 2
    return [h('span', {}, label(e), h('span', { class: 'soft' }, ' · ', isWhole(e) ? e.why.replace(/^the names as a whole: /, '') : e.why)), h('span', { class: 'num' }, signed(e.bits)),
      h('span', { class: 'bar', 'aria-hidden': 'true' }, h('i', { class: e.bits < 0 ? 'minus' : '', style: { width: `${100 * share}%`, left: e.bits < 0 ? `${50 - 100 * share}%` : '50%' } }))]
  }))
}

export const label = e => isWhole(e) ? t('whole') : e.feature === 'name' ? [e.query || '–', ' = ', e.target || '–'] : `${t('feature.' + e.feature)}: ${[e.query, e.target].filter(Boolean).join(' / ')}`

// listBadges show each list, with the day of the listing and that of its end.
export const listBadges = lists => h('div', { class: 'row tight' }, lists.map(l => h('span', { class: 'badge' + (l.inForce ? ' alert' : ' gone'), title: [l.programmes, l.measures].flat().filter(Boolean).join(' · ') },
  h('strong', {}, l.list), ' ', h('span', {}, l.inForce ? `${t('since')} ${day(l.listed || l.firstSeen)}` : `${day(l.listed || l.firstSeen)} – ${day(l.delisted || l.lastSeen)} · ${t('event.delisted')}`))))

export const shown = ['birthDate', 'nationality', 'country', 'birthPlace', 'position', 'gender', 'passportNumber', 'registrationNumber', 'imoNumber', 'leiCode', 'flag', 'address']
export const places = ['nationality', 'country', 'flag', 'birthCountry', 'jurisdiction', 'citizenship']

// values are the values of a property as people read them.
export const values = (props, p, limit = 4) => [props[p].slice(0, limit).map((v, i) => [i ? ', ' : '', places.includes(p) ? country(v) : name(v, '')]), props[p].length > limit ? ` +${props[p].length - limit}` : '']

// facts lists the properties an analyst looks at first.
export function facts(props, all = shown, limit = 4) {
  const rows = all.filter(p => props[p]?.length)
  return rows.length ? h('dl', { class: 'facts' }, rows.map(p => [h('dt', {}, t('prop.' + p)), h('dd', {}, values(props, p, limit))])) : null
}

// owned is a party on no list that rules of ownership block, with the proof of the first.
export const owned = o => h('div', { class: 'verdict ' + (o.alert ? 'alert' : 'unsure') }, '⚠ ', h('strong', {}, name(o.caption)), ` ${t('ownedBy')} `, o.rules.map(r => h('span', { class: 'badge' }, `${r.rule}: ${t('status.' + r.status)}`)),
  proofSteps(o.rules[0]?.proof))

export const proofSteps = proof => h('ol', { class: 'proof' }, (proof ?? []).map(p => h('li', {}, name(p.ownerCaption || p.owner), ' ', h('strong', {}, `${t('kind.' + p.kind)} ${p.share ?? ''}`), ' → ', name(p.ofCaption || p.of), h('div', { class: 'soft small' }, [p.why, p.source].filter(Boolean).join(' · ')))))

// meaning says how many ordinary names come as near.
export const meaning = r => r.falseAlertsPer10000 === undefined || r.falseAlertsPer10000 === null ? '' : t('falseAlerts', { rate: r.falseAlertsPer10000 < 0.1 ? `< ${number(0.1, 1)}` : number(r.falseAlertsPer10000, 1) })

// result is one answer. With onpick it can be chosen for comparison.
export function result(r, { asOf, picked, onpick, open } = {}) {
  const props = r.merged ?? r.properties
  return h('article', { class: 'result', 'data-pick': '', 'aria-label': r.caption },
    h('div', { class: 'head' }, h('a', { href: entityHref(r.id, asOf ? { asOf } : undefined) }, name(r.caption)), h('span', { class: 'soft' }, t('schema.' + r.schema)), h('span', { class: 'grow' }), meter(r)),
    h('div', { class: 'inside' }, h('div', {}, alignment(r.evidence ?? [], r.matched), listBadges(r.lists ?? []), facts(props ?? {}, shown.slice(0, 5))),
      h('div', {}, bars(r.evidence ?? []), h('p', { class: 'soft small' }, meaning(r)))),
    h('div', { class: 'row' }, h('a', { class: 'button', href: entityHref(r.id) }, t('open')), h('a', { class: 'button', href: href('network', { id: r.id }) }, t('nav.network')),
      onpick && h('button', { 'aria-pressed': String(Boolean(picked)), onclick: () => onpick(r) }, t('compare'))))
}

// versus sets two candidates side by side, row by row; rows that differ are marked.
export function versus(a, b) {
  const both = [a, b], props = both.map(r => r.merged ?? r.properties ?? {})
  const features = [...new Set(both.flatMap(r => (r.evidence ?? []).filter(e => e.feature !== 'name').map(e => e.feature)))]
  const bitsOf = (r, f) => (r.evidence ?? []).filter(f).reduce((x, e) => x + e.bits, 0)
  const row = (title, cells, differ) => h('tr', { class: differ ? 'differs' : '' }, h('th', { scope: 'row' }, title, differ && h('span', { class: 'visually-hidden' }, ` (${t('differs')})`)), cells.map(c => h('td', {}, c)))
  const kinds = shown.filter(p => props.some(x => x[p]?.length))
  return h('section', { class: 'panel versus', 'aria-label': t('compare') }, h('h2', {}, t('compare')), h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': t('compare') }, h('table', {}, h('thead', {}, h('tr', {}, h('td', {}), both.map(r => h('th', { scope: 'col' }, h('a', { href: entityHref(r.id) }, name(r.caption)))))),
    h('tbody', {}, row(t('col.score'), both.map(meter)), row(t('whyNames'), both.map(r => alignment(r.evidence ?? [], r.matched) ?? '–')), row(t('col.lists'), both.map(r => listBadges(r.lists ?? []))),
      row(t('feature.name'), both.map(r => signed(bitsOf(r, e => e.feature === 'name')) + ' ' + t('bits'))), features.map(f => row(t('feature.' + f), both.map(r => signed(bitsOf(r, e => e.feature === f)) + ' ' + t('bits')))),
      kinds.map(p => row(t('prop.' + p), props.map(x => x[p]?.length ? values(x, p, 6) : '–'), String(props[0][p]) !== String(props[1][p])))))))
}
