// What is shown while there is nothing to show: loading, empty, error, no permission.

import { h } from '../dom.js'
import { t } from '../i18n.js'

export const loading = text => h('p', { class: 'loading', role: 'status' }, text ?? t('loading'))

export const empty = (title, text, ...more) => h('div', { class: 'empty' }, h('strong', {}, title), text && h('p', {}, text), more)

// fault tells what went wrong and what can be done.
export function fault(e, again) {
  const title = e.status === 403 ? t('forbidden') : e.status === 404 ? t('notFound') : e.status === 0 ? t('offline') : e.status === 429 ? t('tooMany') : t('failed')
  return h('div', { class: 'fault', role: 'alert' }, h('strong', {}, title), h('p', {}, e.status === 0 ? t('offlineWhy') : e.message),
    e.fields?.length ? h('ul', {}, e.fields.map(f => h('li', {}, h('code', {}, f.where), ': ', f.what))) : null,
    again && e.status !== 403 && h('button', { onclick: again }, t('again')))
}
