// Where a fact comes from, shown beside it on pointing at it and on focus. Escape hides it, and it can itself be pointed at.

import { h } from '../dom.js'

let shown = null
let count = 0

function hide() { shown?.remove(); shown = null }

function show(on, lines) {
  hide()
  shown = h('div', { class: 'cite-box', role: 'tooltip', id: on.getAttribute('aria-describedby') }, lines.map(l => h('div', {}, l)))
  document.body.append(shown)
  const r = on.getBoundingClientRect(), w = shown.offsetWidth, below = r.bottom + shown.offsetHeight + 8 < innerHeight
  shown.style.setProperty('left', `${Math.max(8, Math.min(r.left, innerWidth - w - 8))}px`)
  shown.style.setProperty('top', `${below ? r.bottom + 2 : r.top - shown.offsetHeight - 2}px`)
  shown.addEventListener('pointerleave', hide)
}

// cite makes content that tells its sources; lines are texts or elements.
export function cite(content, lines) {
  const on = h('span', { class: 'cite', tabindex: 0, 'aria-describedby': `cite${++count}` }, content)
  on.addEventListener('pointerenter', () => show(on, lines))
  on.addEventListener('focus', () => show(on, lines))
  on.addEventListener('blur', hide)
  on.addEventListener('pointerleave', e => { if (!shown?.contains(e.relatedTarget)) hide() })
  on.addEventListener('keydown', e => { if (e.key === 'Escape') { e.stopPropagation(); hide() } })
  return on
}
addEventListener('scroll', hide, { passive: true, capture: true })
