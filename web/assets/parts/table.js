// Long lists: only the lines in sight are drawn, so that ten thousand scroll smoothly.

import { h } from '../dom.js'

// longList shows items; columns are {label, width, cell(item)}; onpick is called with an item.
export function longList(items, columns, { onpick, label } = {}) {
  const height = 40, grid = columns.map(c => c.width ?? '1fr').join(' ')
  const space = h('div', { style: { height: `${items.length * height}px`, position: 'relative' } })
  const box = h('div', { class: 'long', tabindex: 0, role: 'listbox', 'aria-label': label ?? '' }, space)
  const drawn = new Map()
  let at = -1
  function draw() {
    const from = Math.max(0, Math.floor(box.scrollTop / height) - 8), to = Math.min(items.length, from + Math.ceil((box.clientHeight || 500) / height) + 16)
    for (const [i, line] of drawn) if (i < from || i >= to) { line.remove(); drawn.delete(i) }
    for (let i = from; i < to; i++) {
      if (drawn.has(i)) continue
      const line = h('div', { class: 'line', role: 'option', id: `${box.id}-${i}`, 'aria-selected': String(i === at), 'aria-posinset': String(i + 1), 'aria-setsize': String(items.length), style: { top: `${i * height}px`, height: `${height}px`, 'grid-template-columns': grid },
        onclick: () => { select(i); onpick?.(items[i]) } }, columns.map(c => h('span', {}, c.cell(items[i]))))
      drawn.set(i, line)
      space.append(line)
    }
  }
  function select(i) {
    drawn.get(at)?.setAttribute('aria-selected', 'false')
    at = Math.min(Math.max(i, 0), items.length - 1)
    if (at * height < box.scrollTop) box.scrollTop = at * height
    if ((at + 1) * height > box.scrollTop + box.clientHeight) box.scrollTop = (at + 1) * height - box.clientHeight
    draw()
    drawn.get(at)?.setAttribute('aria-selected', 'true')
    box.setAttribute('aria-activedescendant', `${box.id}-${at}`)
  }
  box.id = 'list' + Math.random().toString(36).slice(2, 8)
  box.addEventListener('scroll', draw, { passive: true })
  box.addEventListener('keydown', e => {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 12, PageUp: -12 }[e.key]
    if (step) { e.preventDefault(); e.stopPropagation(); select(at + step) }
    if (e.key === 'Home') select(0)
    if (e.key === 'End') select(items.length - 1)
    if (e.key === 'Enter' && items[at]) onpick?.(items[at])
  })
  new ResizeObserver(draw).observe(box)
  box.selected = () => items[at]
  box.select = select
  return box
}
