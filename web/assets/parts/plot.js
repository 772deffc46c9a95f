// Small drawings of numbers: curves and bars.

import { s } from '../dom.js'
import { number } from '../i18n.js'

// nice are about n round values from a to b.
function nice(a, b, n = 5) {
  const raw = (b - a) / n || 1, base = 10 ** Math.floor(Math.log10(raw)), step = [1, 2, 2.5, 5, 10].map(x => x * base).find(x => x >= raw)
  const out = []
  for (let x = Math.ceil(a / step - 1e-9) * step; x <= b + step * 1e-6; x += step) out.push(Math.abs(x) < step * 1e-9 ? 0 : x)
  return out
}

const plain = x => number(x, x !== 0 && Math.abs(x) < 1 ? 2 : Math.abs(x) < 10 && x % 1 ? 1 : 0)

// lines draws curves {name, points: [x, y]}. Axes are linear or, with logX and logY, logarithmic; at is an x to point out;
// legend 'low' puts the names of the curves below.
export function lines(curves, { across, up, logX, logY, formatX = plain, formatY = plain, height = 280, at, legend } = {}) {
  const w = 680, left = 64, bottom = 46, top = 14, all = curves.flatMap(c => c.points).filter(p => p.every(Number.isFinite) && (!logX || p[0] > 0) && (!logY || p[1] > 0))
  if (!all.length) return s('svg', { viewBox: '0 0 1 1', class: 'plotbox' })
  const fx = logX ? Math.log10 : x => x, fy = logY ? Math.log10 : y => y
  const xs = all.map(p => fx(p[0])), ys = all.map(p => fy(p[1])), x0 = Math.min(...xs), x1 = Math.max(...xs), y0 = logY ? Math.floor(Math.min(...ys)) : Math.min(0, ...ys), y1 = logY ? Math.ceil(Math.max(...ys)) : Math.max(...ys, 1e-9)
  const px = x => left + (fx(x) - x0) / (x1 - x0 || 1) * (w - left - 14), py = y => height - bottom - (fy(y) - y0) / (y1 - y0 || 1) * (height - bottom - top)
  const decades = (a, b) => Array.from({ length: Math.floor(b) - Math.ceil(a) + 1 }, (_, i) => 10 ** (Math.ceil(a) + i))
  const [lx, ly] = legend === 'low' ? [w - 200, height - bottom - 18 * curves.length] : [w - 200, 22]
  const inside = p => p.every(Number.isFinite) && (!logX || p[0] > 0) && (!logY || p[1] > 0)
  return s('svg', { viewBox: `0 0 ${w} ${height}`, class: 'plotbox', role: 'img', 'aria-label': `${up} / ${across}: ${curves.map(c => c.name).join(', ')}` },
    (logY ? decades(y0, y1) : nice(y0, y1)).map(y => [s('line', { class: 'grid', x1: left, x2: w - 14, y1: py(y), y2: py(y) }), s('text', { class: 'faint', x: left - 6, y: py(y) + 4, 'text-anchor': 'end' }, formatY(y))]),
    (logX ? decades(x0, x1) : nice(x0, x1, 6)).map(x => s('text', { class: 'faint', x: px(x), y: height - bottom + 17, 'text-anchor': 'middle' }, formatX(x))),
    s('text', { x: (w + left) / 2, y: height - 6, 'text-anchor': 'middle' }, across), s('text', { transform: `translate(13 ${(height - bottom + top) / 2}) rotate(-90)`, 'text-anchor': 'middle' }, up),
    at !== undefined && fx(at) >= x0 && fx(at) <= x1 && s('line', { class: 'at', x1: px(at), x2: px(at), y1: top, y2: height - bottom }),
    curves.map((c, i) => [s('polyline', { class: `plot k${i % 5 + 1}`, 'stroke-dasharray': ['', '7 4', '2 4'][i % 3], points: c.points.filter(inside).map(p => `${px(p[0]).toFixed(1)},${py(p[1]).toFixed(1)}`).join(' ') }, s('title', {}, c.name)),
      s('line', { class: `plot k${i % 5 + 1}`, 'stroke-dasharray': ['', '7 4', '2 4'][i % 3], x1: lx, x2: lx + 30, y1: ly + 18 * i, y2: ly + 18 * i }), s('text', { x: lx + 36, y: ly + 4 + 18 * i }, c.name)]))
}

// columns draws one bar for each item {label, value, class}.
export function columns(items, { height = 150, label } = {}) {
  const most = Math.max(...items.map(x => x.value), 1), w = 420, bw = w / Math.max(items.length, 1)
  return s('svg', { viewBox: `0 0 ${w} ${height}`, class: 'plotbox', role: 'img', 'aria-label': `${label}: ${items.map(x => `${x.label} ${plain(x.value)}`).join(', ')}` }, items.map((x, i) => {
    const tall = x.value / most * (height - 48)
    return [s('rect', { class: x.class ?? `f${i % 4 + 1}`, x: (i + 0.5) * bw - Math.min(bw * 0.64, 48) / 2, y: height - 24 - tall, width: Math.min(bw * 0.64, 48), height: Math.max(tall, x.value ? 2 : 0), rx: 2 }),
      s('text', { x: (i + 0.5) * bw, y: height - 29 - tall, 'text-anchor': 'middle' }, plain(x.value)), s('text', { class: 'faint', x: (i + 0.5) * bw, y: height - 8, 'text-anchor': 'middle' }, x.label)]
  }))
}
