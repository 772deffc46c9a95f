// Money drawn from left to right, as wide as it is much.

import { s, h } from '../dom.js'
import { t, number } from '../i18n.js'

// flows draws what flows now on the places of what flowed before, so that the two pictures can be laid over each other in the mind.
export function flows(before, now, { chosen, blocked, target, label, unit }) {
  if (!before.length) return h('p', { class: 'soft' }, t('target.noPicture'))
  const ends = [...new Set(before.flatMap(f => [f.from, f.to]))], depth = new Map(ends.map(x => [x, 0]))
  // Columns count from the target backwards, so that the money arrives on the right.
  for (let i = 0; i < ends.length; i++) for (const f of before) if (f.from !== target) depth.set(f.from, Math.min(Math.max(depth.get(f.from), depth.get(f.to) + 1), 12))
  const most = Math.max(...depth.values()), w = 680, tall = 340, pad = 26
  const sum = (list, end, id) => list.reduce((x, f) => x + (f[end] === id ? f.amount : 0), 0)
  const size = new Map(ends.map(x => [x, Math.max(sum(before, 'from', x), sum(before, 'to', x))]))
  const rows = Array.from({ length: most + 1 }, (_, c) => ends.filter(x => depth.get(x) === c).sort((a, b) => size.get(b) - size.get(a)))
  const scale = Math.min(...rows.filter(r => r.length).map(r => (tall - pad * r.length - 10) / Math.max(r.reduce((x, id) => x + size.get(id), 0), 1e-9)))
  const y = new Map(), height = id => Math.max(size.get(id) * scale, 6)
  for (const r of rows) { let at = 16 + (tall - r.reduce((x, id) => x + height(id) + pad, 0)) / 2; for (const id of r) { y.set(id, at); at += height(id) + pad } }
  const x = id => 8 + (most - depth.get(id)) * (w - 26) / Math.max(most, 1), amount = new Map(now.map(f => [f.from + '\0' + f.to, f.amount])), outOf = new Map(), into = new Map()
  const short = id => id.length > 26 ? id.slice(0, 25) + '…' : id
  const total = sum(now, 'to', target)
  return s('svg', { viewBox: `0 0 ${w} ${tall + 30}`, class: 'flows', role: 'img', 'aria-label': `${label}: ${number(total)} ${unit ?? ''} → ${target}` },
    before.toSorted((a, b) => y.get(a.to) - y.get(b.to)).map(f => {
      const moved = amount.get(f.from + '\0' + f.to) ?? 0, wide = f.amount * scale, y1 = y.get(f.from) + (outOf.get(f.from) ?? 0) + wide / 2, y2 = y.get(f.to) + (into.get(f.to) ?? 0) + wide / 2
      outOf.set(f.from, (outOf.get(f.from) ?? 0) + wide); into.set(f.to, (into.get(f.to) ?? 0) + wide)
      const x1 = x(f.from) + 10, x2 = x(f.to), m = (x1 + x2) / 2
      return s('path', { d: `M${x1} ${y1}C${m} ${y1} ${m} ${y2} ${x2} ${y2}`, class: moved ? 'flow' : 'flow cut', 'stroke-width': moved ? Math.max(moved * scale, 1.5) : 1.5 }, s('title', {}, `${f.from} → ${f.to}: ${number(moved)} ${unit ?? ''}`))
    }), ends.map(id => {
      const hit = chosen.has(id), own = blocked.has(id), last = x(id) > w - 40, middle = !last && depth.get(id) < most
      return [s('rect', { x: x(id), y: y.get(id), width: 10, height: height(id), rx: 2, class: hit || own ? 'f2' : id === target ? 'st-listed' : 'f1' }, s('title', {}, `${id}: ${number(size.get(id))} ${unit ?? ''}`)),
        s('text', { class: 'onflow', x: last ? x(id) + 10 : middle ? x(id) + 5 : x(id), y: (most - depth.get(id)) % 2 ? y.get(id) + height(id) + 13 : y.get(id) - 5, 'text-anchor': last ? 'end' : middle ? 'middle' : 'start' }, (hit ? '✕ ' : own ? '■ ' : '') + short(id))]
    }))
}
