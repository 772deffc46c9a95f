// The tour of the first start: from a spelling no list has to the listing, the network, the article and the targeting picture.

import { h, put } from '../dom.js'
import { t } from '../i18n.js'
import { go, href } from '../app.js'

const stops = [() => href('screen', { name: 'Michail S. Guzerijew' }), () => '/ui/entity/' + encodeURIComponent('eu-fsf:EU.6385.79') + '?tab=time', () => href('network', { id: 'eu-fsf:EU.6385.79' }), () => href('reader', { example: '1' }), () => href('target', {})]

export default function tour(n) {
  document.getElementById('tour')?.remove()
  if (n > stops.length) return
  const box = h('aside', { id: 'tour', class: 'panel', role: 'region', 'aria-label': t('tour.title'), style: { position: 'fixed', right: '1rem', bottom: '1rem', 'max-width': '24rem', 'z-index': 20, 'box-shadow': 'var(--shadow)' } })
  put(box, h('strong', {}, `${t('tour.title')} ${n}/${stops.length}`), h('p', {}, t('tour.' + n)), h('div', { class: 'row' }, n < stops.length ? h('button', { class: 'primary', onclick: () => { go(stops[n]()); tour(n + 1) } }, t('tour.next')) : null, h('button', { onclick: () => box.remove() }, t('close'))))
  document.body.append(box)
  box.querySelector('button').focus()
}
