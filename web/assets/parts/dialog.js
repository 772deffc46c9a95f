// Questions to the user. The browser keeps the focus inside and gives it back to where it was.

import { h, put } from '../dom.js'
import { t } from '../i18n.js'
import { fault } from './state.js'

let count = 0

// dialog shows what is made by body(close) until it is closed, and resolves to what it was closed with.
export function dialog(title, body, { wide } = {}) {
  const before = document.activeElement, id = `dialog${++count}`
  return new Promise(done => {
    let answer
    const close = x => { answer = x; d.close() }
    const d = h('dialog', { 'aria-labelledby': id, class: wide ? 'wide' : '' }, h('h1', { id }, title), body(close))
    d.addEventListener('close', () => {
      d.remove()
      if (before?.isConnected) before.focus()
      done(answer)
    })
    d.addEventListener('click', e => { if (e.target === d) d.close() })
    document.body.append(d)
    d.showModal()
    d.querySelector('[autofocus], input, select, textarea, button')?.focus()
  })
}

// ask shows fields (elements with a label) and resolves to true once act() went well, to undefined when it is cancelled. act may throw what the
// server refused, which is shown beside the fields.
export const ask = (title, fields, act, { ok = t('ok'), danger, text } = {}) => dialog(title, close => {
  const trouble = h('div', {}), send = h('button', { class: danger ? 'primary danger' : 'primary' }, ok)
  return h('form', {
    class: 'stack', onsubmit: async e => {
      e.preventDefault()
      send.disabled = true
      try {
        await act()
        close(true)
      } catch (err) {
        send.disabled = false
        put(trouble, fault(err))
      }
    }
  }, text && h('p', { class: 'soft' }, text), fields, trouble, h('div', { class: 'row end' }, h('button', { type: 'button', onclick: () => close() }, t('cancel')), send))
})

export const field = (label, ...control) => h('label', { class: 'field' }, h('span', {}, label), control)

// reason asks why something is done, and does it.
export function reason(title, act, { danger, text, least = 3, ok = title } = {}) {
  const why = h('textarea', { required: true, minlength: least, maxlength: 2000, rows: 4, autofocus: true, onkeydown: e => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) e.target.form.requestSubmit() } })
  return ask(title, field(t('alerts.reason'), why), () => act(why.value.trim()), { ok, danger, text })
}
