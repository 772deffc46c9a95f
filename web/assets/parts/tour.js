// The tour of the first start: from a spelling no list has to the listing, the network, the article and the targeting picture.

import { h, put } from '../dom.js'
import * as api from '../api.js'
import { t } from '../i18n.js'
import { go, href } from '../app.js'

const stops = [() => href('screen', { name: 'Michail S. Guzerijew' }), found, () => href('network', { own: 'example', id: 'Mikhail Gutseriev', depth: '4' }), () => href('reader', { example: '1' }), () => href('target', { example: '1' })]

// found is the entry that the first stop's search finds on the loaded lists.
async function found() {
  const a = await api.get('/screen', { name: 'Michail S. Guzerijew', limit: 1 })
  return a.results[0] ? `/ui/entity/${encodeURIComponent(a.results[0].id)}?tab=time` : href('screen', { name: 'Michail S. Guzerijew' })
}

export default function tour(n) {
  document.getElementById('tour')?.remove()
  localStorage.setItem('tour', 'seen')
  const box = h('aside', { id: 'tour', class: 'panel', role: 'region', 'aria-label': t('tour.title'), onkeydown: e => { if (e.key === 'Escape') box.remove() } })
  const to = k => async () => { go(await stops[k - 1]()); tour(k) }
  put(box, h('strong', {}, `${t('tour.title')} ${n}/${stops.length}`), h('p', {}, t('tour.' + n)), h('div', { class: 'row' }, n > 1 && h('button', { onclick: to(n - 1) }, t('tour.back')), n < stops.length && h('button', { class: 'primary', onclick: to(n + 1) }, t('tour.next')), h('button', { onclick: () => box.remove() }, t(n < stops.length ? 'close' : 'tour.end'))))
  document.body.append(box)
  box.querySelector('.primary, button').focus({ preventScroll: true })
}
