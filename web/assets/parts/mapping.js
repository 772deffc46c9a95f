// Customers from a file: reading CSV, guessing which column holds what, and letting people change it.

import { h, put, name } from '../dom.js'
import { t, number } from '../i18n.js'
import { field } from './dialog.js'

export const fields = ['key', 'name', 'schema', 'birthDate', 'country', 'gender', 'address']
const heads = { name: /^(full|legal|customer|company|kunden|firmen|voll)?[ _-]?name$|^firma$|^company$|^customer$|^kunde$|фио|наименование/i, schema: /schema|^type$|^kind$|^art$|^typ$/i, birthDate: /birth|^dob$|geburt|founded|рожд/i, country: /country|^land$|nation|staat|residen|стран/i, gender: /gender|^sex$|geschlecht/i, address: /addres|anschrift|street|strasse|straße/i, key: /^((kunden?|customer|client|supplier|lieferanten?|account)[ _-]?)?(id|key|no|nr|number|nummer)\.?$/i }
const looks = { birthDate: /^\d{4}(-\d\d){0,2}$|^\d{1,2}[./]\d{1,2}[./]\d{4}$/, country: /^[a-z]{2}$/i, gender: /^(m|f|male|female|männlich|weiblich|d)$/i, key: /^[\w-]*\d[\w-]*$/ }

// parseCSV reads quoted fields, and comma, semicolon or tab between them.
export function parseCSV(text) {
  text = text.replace(/^\ufeff/, '')
  const first = text.slice(0, text.indexOf('\n') + 1 || text.length), sep = [',', ';', '\t'].sort((a, b) => first.split(b).length - first.split(a).length)[0]
  const rows = [[]]
  let cell = '', quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (quoted) { if (c !== '"') cell += c; else if (text[i + 1] === '"') { cell += '"'; i++ } else quoted = false }
    else if (c === '"' && !cell) quoted = true
    else if (c === sep) { rows.at(-1).push(cell); cell = '' }
    else if (c === '\n') { rows.at(-1).push(cell.replace(/\r$/, '')); cell = ''; rows.push([]) }
    else cell += c
  }
  if (cell || rows.at(-1).length) rows.at(-1).push(cell)
  return rows.filter(r => r.some(c => c.trim()))
}

// guess says which column holds a field: by its head, or else by what its cells look like; -1 if none.
export function guess(head, rows) {
  const taken = new Set(), out = {}
  const take = (k, at) => { if (at >= 0 && !taken.has(at)) { taken.add(at); out[k] = at } }
  for (const k of fields) take(k, head.findIndex((c, i) => !taken.has(i) && heads[k].test(c.trim())))
  const some = rows.slice(0, 50)
  for (const k of Object.keys(looks)) if (!(k in out)) take(k, head.findIndex((_, i) => { const cells = some.map(r => r[i]?.trim()).filter(Boolean); return !taken.has(i) && cells.length > 0 && cells.every(c => looks[k].test(c)) && (k !== 'key' || new Set(cells).size === cells.length) }))
  if (!('name' in out)) take('name', head.map((_, i) => [i, some.reduce((n, r) => n + (/\p{L}.*\s.*\p{L}/u.test(r[i] ?? '') ? 1 : 0), 0)]).filter(([i]) => !taken.has(i)).sort((a, b) => b[1] - a[1])[0]?.[0] ?? -1)
  return Object.fromEntries(fields.map(k => [k, out[k] ?? -1]))
}

// asCSV writes rows with the fields as heads, which the server reads whatever the file looked like.
export function asCSV(rows, map) {
  const used = fields.filter(k => map[k] >= 0), cell = x => /[",\n\r]/.test(x) ? `"${x.replaceAll('"', '""')}"` : x
  return [used.join(','), ...rows.map(r => used.map(k => cell((r[map[k]] ?? '').trim())).join(','))].join('\n') + '\n'
}

// fileBox is where a file is dropped or chosen.
export function fileBox(text, onfile, accept = '.csv,.tsv,.txt') {
  const file = h('input', { type: 'file', accept, 'aria-label': t('batch.choose'), onchange: e => e.target.files[0] && onfile(e.target.files[0]) })
  const drop = h('div', { class: 'drop' }, h('p', {}, text), file)
  drop.addEventListener('dragover', e => { e.preventDefault(); drop.classList.add('over') })
  drop.addEventListener('dragleave', () => drop.classList.remove('over'))
  drop.addEventListener('drop', e => { e.preventDefault(); drop.classList.remove('over'); if (e.dataTransfer.files[0]) onfile(e.dataTransfer.files[0]) })
  return drop
}

// mapper shows the first rows and the columns guessed; send is called with the chosen ones: field to number of column.
export async function mapper(out, f, label, send) {
  const rows = parseCSV(await f.text()), head = rows.shift() ?? []
  if (!rows.length) return put(out, h('div', { class: 'fault', role: 'alert' }, t('batch.noRows')))
  const guessed = guess(head, rows), table = h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': t('batch.first') })
  const pick = Object.fromEntries(fields.map(k => [k, h('select', { 'data-field': k, onchange: () => draw() }, h('option', { value: '-1' }, t('batch.ignore')), head.map((c, i) => h('option', { value: i, selected: i === guessed[k] }, c || `${i + 1}`)))]))
  const chosen = () => Object.fromEntries(fields.map(k => [k, Number(pick[k].value)]))
  const draw = () => { const by = Object.entries(chosen()); put(table, h('table', {}, h('thead', {}, h('tr', {}, head.map((c, i) => { const as = by.filter(([, at]) => at === i); return h('th', { class: as.length ? 'used' : '' }, c, h('div', { class: 'small' }, as.length ? '→ ' + as.map(([k]) => t('field.' + k)).join(', ') : h('span', { class: 'soft' }, t('batch.ignore')))) }))), h('tbody', {}, rows.slice(0, 5).map(r => h('tr', {}, head.map((_, i) => h('td', {}, name(r[i] ?? '', ''))))))) ) }
  draw()
  put(out, h('form', { class: 'panel', onsubmit: e => { e.preventDefault(); if (chosen().name < 0) return pick.name.focus(); send(rows, head, chosen()) } }, h('h2', {}, `${f.name}: ${t('batch.rows', { n: rows.length })}`), h('p', { class: 'soft small' }, t('batch.guessed')), h('div', { class: 'form narrow' }, fields.map(k => field(t('field.' + k), pick[k]))), table, h('div', { class: 'row end' }, h('button', { class: 'primary' }, label))))
  out.querySelector('button.primary').focus()
}
