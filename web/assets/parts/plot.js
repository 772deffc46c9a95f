// Small drawings of numbers: lines and bars.

import { s } from '../dom.js'
import { number } from '../i18n.js'

// lines draws curves of [x, y]; x can be logarithmic.
export function lines(curves, { across, up, log, format = x => number(x, 2), height = 300 } = {}) {
  const w = 640, left = 58, bottom = 44, all = curves.flatMap(c => c.points).filter(p => p.every(Number.isFinite) && (!log || p[0] > 0))
  if (!all.length) return s('svg', { viewBox: '0 0 1 1' })
  const fx = log ? Math.log10 : x => x
  const [x0, x1] = [Math.min(...all.map(p => fx(p[0]))), Math.max(...all.map(p => fx(p[0])))], [y0, y1] = [Math.min(0, ...all.map(p => p[1])), Math.max(...all.map(p => p[1]), 1e-9)]
  const px = x => left + (fx(x) - x0) / (x1 - x0 || 1) * (w - left - 12), py = y => height - bottom - (y - y0) / (y1 - y0 || 1) * (height - bottom - 12)
  const ticks = [0, 1, 2, 3, 4].map(i => y0 + i * (y1 - y0) / 4)
  const xs = log ? Array.from({ length: Math.floor(x1) - Math.ceil(x0) + 1 }, (_, i) => 10 ** (Math.ceil(x0) + i)) : [0, 1, 2, 3, 4].map(i => x0 + i * (x1 - x0) / 4)
  return s('svg', { viewBox: `0 0 ${w} ${height}`, role: 'img', 'aria-label': `${up} / ${across}` },
    ticks.map(y => [s('line', { class: 'grid', x1: left, x2: w, y1: py(y), y2: py(y) }), s('text', { class: 'faint', x: left - 6, y: py(y) + 4, 'text-anchor': 'end' }, format(y))]),
    xs.map(x => s('text', { class: 'faint', x: px(x), y: height - bottom + 18, 'text-anchor': 'middle' }, log ? `1/${number(1 / x)}` : number(x, 2))),
    s('text', { x: (w + left) / 2, y: height - 4, 'text-anchor': 'middle' }, across), s('text', { transform: `translate(12 ${(height - bottom) / 2}) rotate(-90)`, 'text-anchor': 'middle' }, up),
    curves.map((c, i) => [s('polyline', { class: `plot k${i % 5 + 1}`, points: c.points.filter(p => !log || p[0] > 0).map(p => `${px(p[0]).toFixed(1)},${py(p[1]).toFixed(1)}`).join(' ') }, s('title', {}, c.name)), s('text', { x: w - 8, y: 18 + 16 * i, 'text-anchor': 'end', class: `f${i % 4 + 1}` }, c.name)]))
}
