// A network of the user's own, kept for the session and shared by the views: a file, pasted text, or the example.

import { h } from '../dom.js'
import { t } from '../i18n.js'
import { toast } from '../app.js'
import { field } from './dialog.js'

const store = 'network'

export const example = () => fetch('/ui/assets/examples/belarus.csv').then(r => r.text())
export const listedInExample = ['Mikhail Gutseriev', 'Aliaksei Aleksin', 'Mikalai Varabei', 'Aliaksandr Zaitsau', 'Energo-Oil', 'Bremino Group LLC']

// ownNetwork is the box for it; text() is what it holds.
export async function ownNetwork(kind) {
  const area = h('textarea', { spellcheck: false, class: 'mono', rows: 6, placeholder: 'from,to,kind,share,amount,currency,stance,source', onchange: () => sessionStorage.setItem(store, area.value) })
  area.value = kind === 'example' ? await example() : sessionStorage.getItem(store) ?? ''
  const take = async f => { area.value = await f.text(); sessionStorage.setItem(store, area.value); toast(t('loaded')) }
  const file = h('input', { type: 'file', accept: '.csv,.json,.jsonl', onchange: e => e.target.files[0] && take(e.target.files[0]) })
  const box = h('div', { class: 'stack' }, field(t('target.network'), area), h('div', { class: 'row' }, field(t('file'), file), h('button', { type: 'button', onclick: async () => { area.value = await example(); sessionStorage.setItem(store, area.value) } }, t('reader.example'))))
  box.addEventListener('dragover', e => { e.preventDefault(); box.classList.add('over') })
  box.addEventListener('dragleave', () => box.classList.remove('over'))
  box.addEventListener('drop', e => { if (e.dataTransfer.files[0]) { e.preventDefault(); take(e.dataTransfer.files[0]) } })
  return { box, text: () => area.value.trim(), focus: () => area.focus() }
}
