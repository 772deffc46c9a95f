// Drop a CSV, map its columns, see progress, sort and filter results, download.

import { h, put, name, download } from '../dom.js'
import * as api from '../api.js'
import { t, number } from '../i18n.js'
import { href } from '../app.js'
import { loading, fault } from '../parts/state.js'
import { longList } from '../parts/table.js'

const fields = ['name', 'schema', 'birthDate', 'country', 'gender', 'address', 'key']
const guesses = { name: /^(full_?)?name|firma|company|customer|kunde$/i, schema: /schema|type|kind|art$/i, birthDate: /birth|dob|geburt/i, country: /country|land|nation/i, gender: /gender|sex|geschlecht/i, address: /address|anschrift|adresse/i, key: /^(id|key|number|nr)/i }

// parseCSV reads quoted fields, and comma, semicolon or tab between them.
export function parseCSV(text) {
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

export default async function (root, { signal }) {
  const out = h('section', {})
  const file = h('input', { type: 'file', accept: '.csv,.tsv,.txt', 'aria-label': t('batch.choose'), onchange: e => e.target.files[0] && take(e.target.files[0]) })
  const drop = h('div', { class: 'drop' }, h('p', {}, t('batch.intro')), file)
  drop.addEventListener('dragover', e => { e.preventDefault(); drop.classList.add('over') })
  drop.addEventListener('dragleave', () => drop.classList.remove('over'))
  drop.addEventListener('drop', e => { e.preventDefault(); drop.classList.remove('over'); if (e.dataTransfer.files[0]) take(e.dataTransfer.files[0]) })
  put(root, h('h1', {}, t('nav.batch')), drop, out)

  async function take(f) {
    const rows = parseCSV(await f.text()), head = rows.shift() ?? []
    const pick = fields.map(k => { const at = head.findIndex(c => guesses[k].test(c.trim())); return h('select', { 'data-field': k }, h('option', { value: '-1' }, t('batch.ignore')), head.map((c, i) => h('option', { value: i, selected: i === at }, c))) })
    if (pick[0].value === '-1' && head.length) pick[0].value = '0'
    put(out, h('div', { class: 'panel' }, h('h2', {}, `${f.name}: ${number(rows.length)}`), h('div', { class: 'form' }, fields.map((k, i) => h('label', { class: 'field' }, t('col.' + k) === 'key' ? 'ID' : t('fact.' + k), pick[i])), h('button', { class: 'primary', onclick: () => run(rows, Object.fromEntries(pick.map(p => [p.dataset.field, Number(p.value)]))) }, t('batch.do'))),
      h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, head.map(c => h('th', {}, c)))), h('tbody', {}, rows.slice(0, 5).map(r => h('tr', {}, r.map(c => h('td', {}, name(c, '')))))))))) 
  }

  async function run(rows, map) {
    const parties = rows.map((r, i) => { const p = { key: String(i + 1) }; for (const [k, at] of Object.entries(map)) if (at >= 0 && r[at]?.trim()) p[k] = r[at].trim(); return p }).filter(p => p.name)
    const bar = h('progress', { max: parties.length, value: 0 }), said = h('p', { role: 'status' })
    put(out, h('div', { class: 'panel' }, said, bar))
    try {
      const lines = []
      for (let at = 0; at < parties.length; at += 50000) {
        let job = await api.post('/batches', { parties: parties.slice(at, at + 50000) }, { signal })
        while (!['done', 'failed', 'cancelled'].includes(job.status)) {
          await new Promise(r => setTimeout(r, 400))
          if (signal.aborted) return
          job = await api.get(`/jobs/${job.id}`, undefined, signal)
          bar.value = at + job.done; put(said, t('batch.running', { done: at + job.done, total: parties.length }))
        }
        if (job.status !== 'done') throw new Error(job.error || job.status)
        const text = await (await api.raw(`/jobs/${job.id}/result`, undefined, 'application/x-ndjson')).text()
        for (const l of text.split('\n')) if (l) lines.push(JSON.parse(l))
      }
      results(lines)
    } catch (e) { if (e.name !== 'AbortError') put(out, fault(e, () => run(rows, map))) }
  }

  function results(lines) {
    const items = lines.map(l => ({ ...l, best: (l.results ?? [])[0], alert: (l.results ?? []).some(r => r.alert) || (l.owned ?? []).some(o => o.alert) }))
    const alerts = items.filter(i => i.alert).length, box = h('div', {})
    let only = alerts > 0, by = 'score'
    const draw = () => {
      const shown = items.filter(i => !only || i.alert).sort((a, b) => by === 'score' ? (b.best?.score ?? 0) - (a.best?.score ?? 0) : a.row - b.row)
      put(box, longList(shown, [{ width: '4rem', cell: i => i.row }, { width: '1fr', cell: i => h('a', { href: href('screen', { name: i.query?.name ?? '' }) }, name(i.query?.name ?? '')) }, { width: '1fr', cell: i => i.error ? h('span', { class: 'badge warn' }, i.error) : name(i.best?.caption ?? '') }, { width: '5rem', cell: i => i.best ? `${number(100 * i.best.score)} %` : '' }, { width: '7rem', cell: i => i.alert ? h('span', { class: 'badge alert' }, t('alert')) : '' }], { label: t('nav.batch') }))
    }
    put(out, h('p', { class: 'verdict ' + (alerts ? 'alert' : 'clear') }, t('batch.done', { total: items.length, alerts })), h('div', { class: 'row' },
      h('button', { 'aria-pressed': String(only), onclick: e => { only = !only; e.currentTarget.setAttribute('aria-pressed', String(only)); draw() } }, t('batch.only')),
      h('select', { 'aria-label': 'sort', onchange: e => { by = e.target.value; draw() } }, h('option', { value: 'score' }, t('col.score')), h('option', { value: 'row' }, t('col.row'))),
      h('button', { onclick: () => download('results.jsonl', 'application/x-ndjson', lines.map(l => JSON.stringify(l)).join('\n')) }, t('batch.download'))), box)
    draw()
  }
}
