// The frame: navigation, addresses, keys, signing in. Each view is a module that is fetched when it is first looked at.

import { h, put } from './dom.js'
import * as api from './api.js'
import { load, t, choose, language, languages } from './i18n.js'
import { fault } from './parts/state.js'
import { dialog } from './parts/dialog.js'

const views = ['screen', 'lists', 'network', 'target', 'reader', 'batch', 'portfolios', 'alerts', 'model', 'admin']
const keys = { s: 'screen', l: 'lists', n: 'network', t: 'target', r: 'reader', b: 'batch', p: 'portfolios', a: 'alerts', m: 'model' }

let stop = new AbortController()
let session = null
const main = h('main', { id: 'main', tabindex: -1 })
const side = h('nav', { class: 'side', 'aria-label': 'Linchpin' })

// go shows an address of the workbench; replace keeps the history short while typing.
export function go(path, { replace = false, silent = false } = {}) {
  if (location.pathname + location.search !== path) history[replace ? 'replaceState' : 'pushState'](null, '', path)
  if (!silent) show()
}

// href is the address of a view.
export function href(view, params = {}) {
  const q = new URLSearchParams(Object.entries(params).flatMap(([k, v]) => (Array.isArray(v) ? v : [v]).filter(x => x !== undefined && x !== '' && x !== null).map(x => [k, x])))
  return `/ui/${view}${q.size ? '?' + q : ''}`
}

// can tells whether the one signed in may do what needs a role.
const rank = ['viewer', 'screener', 'analyst', 'approver', 'admin']
export const can = role => rank.indexOf(session?.role) >= rank.indexOf(role)
export const who = () => session

async function show() {
  stop.abort()
  stop = new AbortController()
  const { signal } = stop
  const [, , view = 'screen', ...rest] = location.pathname.split('/')
  const known = views.includes(view) || view === 'entity' ? view : 'screen'
  for (const a of side.querySelectorAll('a.item')) a.getAttribute('data-view') === known ? a.setAttribute('aria-current', 'page') : a.removeAttribute('aria-current')
  side.classList.remove('open')
  side.querySelector('.menu')?.setAttribute('aria-expanded', 'false')
  const root = h('div', {})
  put(main, root)
  try {
    const module = await import(`./views/${known}.js`)
    if (signal.aborted) return
    document.title = `${t('nav.' + known)} · Linchpin`
    if (!performance.getEntriesByName('interactive').length) queueMicrotask(() => performance.mark('interactive'))
    await module.default(root, { params: new URLSearchParams(location.search), rest: rest.map(decodeURIComponent), signal, session })
  } catch (e) {
    if (e.name !== 'AbortError' && e.status !== 401) put(root, fault(e, show))
  }
}

function frame() {
  const link = v => h('a', { class: 'item', href: href(v), 'data-view': v }, t('nav.' + v))
  const shown = views.filter(v => v !== 'admin' || can('admin'))
  const theme = h('button', { class: 'plain', onclick: () => setTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark') }, t('theme'))
  const lang = h('select', { 'aria-label': t('language'), onchange: e => choose(e.target.value) }, Object.entries(languages).map(([k, v]) => h('option', { value: k, selected: k === language }, v)))
  put(side,
    h('a', { class: 'brand', href: '/ui/screen' }, h('img', { src: '/ui/assets/icon.svg', alt: '' }), 'Linchpin'),
    h('button', { class: 'menu plain', 'aria-expanded': 'false', onclick: e => e.currentTarget.setAttribute('aria-expanded', String(side.classList.toggle('open'))) }, t('menu')),
    h('div', { class: 'links' }, shown.map(link)),
    h('div', { class: 'foot' },
      h('div', { class: 'row' }, lang, theme),
      h('div', {}, session?.who, session ? ` · ${t('role.' + session.role)}` : ''),
      h('div', { class: 'row' }, h('button', { class: 'plain', onclick: help }, t('keys.title'), ' ', h('kbd', {}, '?')), h('button', { class: 'plain', onclick: signOut }, t('signOut')))))
  put(document.body, h('a', { class: 'skip', href: '#main' }, t('skip')), h('div', { class: 'frame' }, side, main), h('div', { id: 'say', class: 'visually-hidden', 'aria-live': 'polite' }))
}

function setTheme(theme) {
  if (theme) localStorage.setItem('theme', theme)
  document.documentElement.dataset.theme = theme ?? localStorage.getItem('theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
  dispatchEvent(new CustomEvent('theme'))
}

// say tells screen readers what changed.
export const say = text => { const box = document.getElementById('say'); if (box) box.textContent = text }

// toast shows a sentence for a moment.
export function toast(text) {
  const box = h('div', { class: 'toast', role: 'status' }, text)
  document.body.append(box)
  setTimeout(() => box.remove(), 4000)
}

function help() {
  const rows = [['/', t('keys.search')], ['j k', t('keys.move')], ['Enter', t('keys.open')], ...Object.entries(keys).map(([k, v]) => [`g ${k}`, t('nav.' + v)]), ['?', t('keys.title')], ['Esc', t('keys.close')]]
  dialog(t('keys.title'), close => [h('div', { class: 'help' }, rows.map(([k, v]) => [h('span', {}, k.split(' ').map(x => [h('kbd', {}, x), ' '])), h('span', {}, v)])), h('div', { class: 'row end' }, h('button', { class: 'primary', autofocus: true, onclick: () => close() }, t('close')))])
}

let pending = false
addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey || !session) return
  const typing = e.target.matches?.('input, textarea, select, [contenteditable]')
  if (e.key === 'Escape' && typing) return e.target.blur()
  if (typing || document.querySelector('dialog[open]')) return
  if (pending) {
    pending = false
    if (keys[e.key]) { e.preventDefault(); go(href(keys[e.key])) }
    return
  }
  if (e.key === 'g') { pending = true; setTimeout(() => { pending = false }, 1200) }
  else if (e.key === '?') help()
  else if (e.key === '/') {
    e.preventDefault()
    const box = main.querySelector('input[type="search"]')
    box ? box.focus() : go(href('screen'))
  } else if (e.key === 'j' || e.key === 'k') move(e.key === 'j' ? 1 : -1)
})

// move goes from one thing that can be opened to the next.
function move(step) {
  const all = [...main.querySelectorAll('[data-pick]')]
  const at = all.findIndex(x => x.contains(document.activeElement))
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)]
  if (next) (next.matches('a, button, [tabindex]') ? next : next.querySelector('a, button'))?.focus()
}

addEventListener('click', e => {
  const a = e.target.closest?.('a[href^="/ui/"]')
  if (!a || e.ctrlKey || e.metaKey || e.shiftKey || e.button || a.target || a.hasAttribute('download')) return
  e.preventDefault()
  go(a.getAttribute('href'))
  main.focus({ preventScroll: true })
  scrollTo(0, 0)
})
addEventListener('popstate', show)
addEventListener('signed-out', () => { if (session) { session = null; signIn(t('signedOut')) } })

function signIn(message) {
  const key = h('input', { type: 'password', name: 'key', autocomplete: 'current-password', required: true, autofocus: true, placeholder: 'lp_…' })
  const trouble = h('div', { role: 'alert' }, message && h('p', { class: 'note' }, message))
  const form = h('form', {
    class: 'panel stack', onsubmit: async e => {
      e.preventDefault()
      try {
        start(await api.post('/session', { key: key.value.trim() }))
      } catch (err) {
        put(trouble, h('p', { class: 'fault' }, err.status === 401 ? t('keyWrong') : err.message))
        key.select()
      }
    }
  }, h('h1', {}, 'Linchpin'), h('p', {}, t('signInWhy')), trouble, h('label', { class: 'field' }, t('key'), key), h('button', { class: 'primary' }, t('signIn')), h('p', { class: 'soft small' }, t('signInHow')))
  put(document.body, h('main', { class: 'sign' }, form))
  document.title = `${t('signIn')} · Linchpin`
  key.focus()
}

async function signOut() {
  session = null
  try { await api.del('/session') } finally { signIn() }
}

function start(s) {
  session = s
  frame()
  if (location.pathname === '/' || location.pathname === '/ui' || location.pathname === '/ui/') history.replaceState(null, '', '/ui/screen' + location.search)
  show()
}

setTheme()
await load()
try {
  start(await api.get('/session'))
} catch (e) {
  signIn(e.status && e.status !== 401 ? e.message : '')
}
