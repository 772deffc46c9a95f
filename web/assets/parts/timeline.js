// Time on the lists, drawn: a row for each list, a bar for each time on it, a dot for each change.

import { h, s } from '../dom.js'
import { t, day } from '../i18n.js'

const at = d => Date.parse((d ?? '').slice(0, 10).padEnd(10, '-01').replace(/^(\d{4})-01$/, '$1-01-01'))

export function timeline(listings, events) {
  const today = Date.now()
  const days = [...listings.flatMap(l => [l.listed, l.firstSeen]), ...events.map(e => e.date)].map(at).filter(Number.isFinite)
  if (!days.length) return h('p', { class: 'soft' }, t('none'))
  const from = Math.min(...days), width = 900, left = 110, rowHeight = 30, height = listings.length * rowHeight + 34
  const x = d => left + (d - from) / Math.max(today - from, 1) * (width - left - 20)
  const years = []
  const first = new Date(from).getUTCFullYear(), last = new Date(today).getUTCFullYear(), step = Math.ceil((last - first + 1) / 10)
  for (let y = first + 1; y <= last; y += step) years.push(y)
  return h('div', { class: 'timeline', tabindex: 0, role: 'group', 'aria-label': t('entity.time') }, s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': listings.map(l => `${l.list}: ${day(l.listed || l.firstSeen)} – ${l.inForce ? t('today') : day(l.delisted || l.lastSeen)}`).join('; ') },
    years.map(y => { const px = x(Date.UTC(y, 0, 1)); return [s('line', { class: 'axis', x1: px, x2: px, y1: 0, y2: height - 20 }), s('text', { class: 'faint', x: px, y: height - 5, 'text-anchor': 'middle' }, String(y))] }),
    listings.map((l, i) => {
      const y = i * rowHeight + 8, a = x(at(l.listed || l.firstSeen)), b = l.inForce ? x(today) : x(at(l.delisted || l.lastSeen))
      return [s('text', { x: 0, y: y + 12 }, l.list), s('rect', { class: l.inForce ? 'span' : 'out', x: a, y, width: Math.max(b - a, 3), height: 14, rx: 3 }, s('title', {}, `${l.caption ?? ''} ${day(l.listed || l.firstSeen)} – ${l.inForce ? t('today') : day(l.delisted || l.lastSeen)}`)),
        events.filter(e => e.list === l.list && (!e.recordId || e.recordId === l.recordId)).map(e => s('circle', { class: 'dot', cx: x(at(e.date)), cy: y + 7, r: 4 }, s('title', {}, `${t('event.' + e.event)} ${day(e.date)}`)))]
    })))
}
