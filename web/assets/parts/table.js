// Long lists: only the lines in sight are drawn, so that ten thousand scroll smoothly.

import { h, put } from '../dom.js'

// longList shows items; columns are {label, width, cell(item), by(item)}: where by is given, the head sorts; class wide-only
// leaves one out on phones. onpick is called with an item,
// onmove whenever another line is the current one.
export function longList(items, columns, { onpick, onmove, label } = {}) {
  columns = columns.filter(c => c.class !== 'wide-only' || innerWidth > 600)
  const height = 44, grid = columns.map(c => c.width ?? 'minmax(0, 1fr)').join(' '), id = 'list' + Math.random().toString(36).slice(2, 8)
  const space = h('div', { style: { height: `${items.length * height}px`, position: 'relative' }, role: 'presentation' })
  const box = h('div', { class: 'long', style: { height: `min(34rem, ${Math.max(items.length, 2) * height + 2}px)` }, id, tabindex: 0, role: 'listbox', 'aria-label': label ?? '' }, space)
  const drawn = new Map()
  let at = -1, sorted = null
  function draw() {
    const from = Math.max(0, Math.floor(box.scrollTop / height) - 8), to = Math.min(items.length, from + Math.ceil((box.clientHeight || 500) / height) + 16)
    for (const [i, line] of drawn) if (i < from || i >= to) { line.remove(); drawn.delete(i) }
    for (let i = from; i < to; i++) {
      if (drawn.has(i)) continue
      const line = h('div', { class: 'line', role: 'option', id: `${id}-${i}`, 'aria-selected': String(i === at), 'aria-posinset': String(i + 1), 'aria-setsize': String(items.length), style: { top: `${i * height}px`, height: `${height}px`, 'grid-template-columns': grid },
        onclick: () => { select(i); onpick?.(items[i]) } }, columns.map(c => h('span', { class: c.class ?? '' }, c.cell(items[i]))))
      drawn.set(i, line)
      space.append(line)
    }
  }
  function redraw() {
    for (const line of drawn.values()) line.remove()
    drawn.clear()
    draw()
  }
  function select(i) {
    if (!items.length) return
    drawn.get(at)?.setAttribute('aria-selected', 'false')
    const before = at
    at = Math.min(Math.max(i, 0), items.length - 1)
    if (at * height < box.scrollTop) box.scrollTop = at * height
    if ((at + 1) * height > box.scrollTop + box.clientHeight) box.scrollTop = (at + 1) * height - box.clientHeight
    draw()
    drawn.get(at)?.setAttribute('aria-selected', 'true')
    box.setAttribute('aria-activedescendant', `${id}-${at}`)
    if (before !== at) onmove?.(items[at])
  }
  function sort(c, button) {
    const down = sorted?.column === c ? !sorted.down : false, value = c.by
    sorted = { column: c, down }
    items.sort((a, b) => { const x = value(a), y = value(b); return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1) })
    for (const b of button.parentNode.querySelectorAll('button')) b.querySelector('i').textContent = b === button ? (down ? ' ▼' : ' ▲') : ''
    at = -1
    box.scrollTop = 0
    redraw()
  }
  box.addEventListener('scroll', draw, { passive: true })
  box.addEventListener('keydown', e => {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 12, PageUp: -12 }[e.key]
    if (step) { e.preventDefault(); e.stopPropagation(); select(at + step) }
    if (e.key === 'Home') { e.preventDefault(); select(0) }
    if (e.key === 'End') { e.preventDefault(); select(items.length - 1) }
    if (e.key === 'Enter' && items[at]) onpick?.(items[at])
  })
  new ResizeObserver(draw).observe(box)
  const heads = columns.some(c => c.label) && h('div', { class: 'heads', style: { 'grid-template-columns': grid } }, columns.map(c => {
    if (!c.by) return h('span', { class: c.class ?? '' }, c.label ?? '')
    const b = h('button', { class: 'plain', onclick: () => sort(c, b) }, c.label, h('i', { 'aria-hidden': 'true' }))
    return b
  }))
  const all = h('div', { class: 'longbox' }, heads, box)
  return Object.assign(all, {
    box, select, selected: () => items[at], redraw, focus: () => box.focus(),
    // show takes other items.
    show(next) { items = next; at = -1; put(space); drawn.clear(); space.style.setProperty('height', `${items.length * height}px`); box.style.setProperty('height', `min(34rem, ${Math.max(items.length, 2) * height + 2}px)`); box.scrollTop = 0; draw() }
  })
}
