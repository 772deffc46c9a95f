// How a result of screening is shown: who, why, on which lists, and what such a score means.

import { h, name } from '../dom.js'
import { t, number, day, country } from '../i18n.js'
import { href } from '../app.js'

export const entityHref = (id, params) => `/ui/entity/${encodeURIComponent(id)}${params ? '?' + new URLSearchParams(params) : ''}`

// meter shows a score as a bar and a number.
export const meter = r => h('span', { class: 'nowrap' },
  h('span', { class: 'meter' + (r.alert ? ' alert' : ''), 'aria-hidden': 'true' }, h('i', { style: { width: `${Math.round(100 * r.score)}%` } })), ' ',
  h('span', { class: 'score' }, number(100 * r.score, r.score > 0.995 ? 1 : 0) + ' %'), ' ', r.alert ? h('span', { class: 'badge alert' }, t('alert')) : h('span', { class: 'badge' }, t('noAlert')))

const isPair = e => e.feature === 'name' && !/whole/.test(e.why) && ((e.query ?? '').split(' ').length === 1 || !e.target)
const kindOf = e => e.query && e.target ? (/same spelling/.test(e.why) ? 'same' : 'like') : 'none'

// alignment lays the words of both names above each other.
export function alignment(evidence) {
  const pairs = evidence.filter(isPair)
  if (!pairs.length) return null
  return h('div', { class: 'align', role: 'group', 'aria-label': t('whyNames') }, pairs.map(e => h('div', { class: 'pair', title: e.why },
    h('span', { class: 'asked ' + kindOf(e) }, e.query ? name(e.query) : h('span', { class: 'soft' }, '–')),
    h('span', { class: 'listed ' + kindOf(e) }, e.target ? name(e.target) : h('span', { class: 'soft' }, '–')),
    h('span', { class: 'bits' }, signed(e.bits)))))
}

export const signed = x => (x > 0 ? '+' : x < 0 ? '−' : '') + number(Math.abs(x), 1)

// bars show what each piece of evidence is worth.
export function bars(evidence) {
  const most = Math.max(...evidence.map(e => Math.abs(e.bits)), 1)
  return h('div', { class: 'bars', role: 'group', 'aria-label': t('evidence') }, evidence.map(e => {
    const share = Math.abs(e.bits) / most / 2
    return [h('span', { title: e.why }, label(e)), h('span', { class: 'num' }, signed(e.bits)),
      h('span', { class: 'bar', 'aria-hidden': 'true' }, h('i', { class: e.bits < 0 ? 'minus' : '', style: { width: `${100 * share}%`, left: e.bits < 0 ? `${50 - 100 * share}%` : '50%' } }))]
  }))
}

function label(e) {
  if (e.feature === 'name' && !isPair(e)) return t('whole')
  const what = e.feature === 'name' ? [e.query, e.target].filter(Boolean).join(' = ') : `${t('feature.' + e.feature)}: ${[e.query, e.target].filter(Boolean).join(' / ')}`
  return [what, h('span', { class: 'soft' }, ` · ${e.why}`)]
}

// listBadges show each list, with the day of the listing and that of its end.
export const listBadges = lists => h('div', { class: 'row' }, lists.map(l => h('span', { class: 'badge' + (l.inForce ? ' alert' : ' gone'), title: [l.programmes, l.measures].flat().filter(Boolean).join(' · ') },
  l.list, ' ', h('span', {}, l.inForce ? `${t('since')} ${day(l.listed || l.firstSeen)}` : `${day(l.listed || l.firstSeen)} – ${day(l.delisted || l.lastSeen)}`))))

const shown = ['birthDate', 'nationality', 'country', 'birthPlace', 'position', 'gender', 'passportNumber', 'registrationNumber', 'imoNumber', 'leiCode', 'flag', 'address']
const places = ['nationality', 'country', 'flag', 'birthCountry', 'jurisdiction']

// facts lists the properties an analyst looks at first.
export function facts(props, all = shown, limit = 4) {
  const rows = all.filter(p => props[p]?.length)
  return rows.length ? h('dl', { class: 'facts' }, rows.map(p => [h('dt', {}, t('prop.' + p)), h('dd', {}, props[p].slice(0, limit).map((v, i) => [i ? ', ' : '', places.includes(p) ? country(v) : name(v, '')]), props[p].length > limit ? ` +${props[p].length - limit}` : '')])) : null
}

// owned is a party on no list that rules of ownership block, with the proof of the first.
export const owned = o => h('div', { class: 'verdict ' + (o.alert ? 'alert' : 'unsure') }, '⚠ ', h('strong', {}, name(o.caption)), ` ${t('ownedBy')} `, o.rules.map(r => h('span', { class: 'badge' }, `${r.rule}: ${t('status.' + r.status)}`)),
  h('ol', {}, (o.rules[0]?.proof ?? []).map(p => h('li', {}, name(p.ownerCaption || p.owner), ` ${t('kind.' + p.kind)} ${p.share ?? ''} → `, name(p.ofCaption || p.of), h('span', { class: 'soft small' }, ` ${p.why} · ${p.source ?? ''}`)))))

// result is one answer. With pick it can be chosen for comparison.
export function result(r, { asOf, picked, onpick } = {}) {
  const props = r.merged ?? r.properties
  return h('article', { class: 'result', 'data-pick': '', 'aria-label': r.caption },
    h('div', { class: 'head' }, h('a', { href: entityHref(r.id, asOf ? { asOf } : undefined) }, name(r.caption)), h('span', { class: 'soft' }, t('schema.' + r.schema)), h('span', { class: 'grow' }), meter(r)),
    h('p', { class: 'soft small' }, t('matchedBy', { spelling: '' }), name(r.matched?.target ?? ''), r.matched?.kind ? ` (${t('prop.' + r.matched.kind)})` : '', ' · ',
      r.falseAlertsPer10000 !== undefined && r.falseAlertsPer10000 !== null ? t('falseAlerts', { rate: r.falseAlertsPer10000 < 0.1 ? `< ${number(0.1, 1)}` : number(r.falseAlertsPer10000, 1) }) : ''),
    alignment(r.evidence ?? []), listBadges(r.lists ?? []), facts(props ?? {}, shown.slice(0, 5)),
    h('details', {}, h('summary', {}, t('evidence')), bars(r.evidence ?? [])),
    h('div', { class: 'row' }, h('a', { class: 'button', href: entityHref(r.id) }, t('open')), h('a', { class: 'button', href: href('network', { id: r.id }) }, t('nav.network')),
      onpick && h('button', { 'aria-pressed': String(Boolean(picked)), onclick: () => onpick(r) }, t('compare'))))
}
