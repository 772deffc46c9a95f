// Drop a CSV, map its columns, see progress, sort and filter results, download.

import { h, put, name, download } from '../dom.js'
import * as api from '../api.js'
import { t, day, number, percent } from '../i18n.js'
import { go, href, say } from '../app.js'
import { loading, fault } from '../parts/state.js'
import { longList } from '../parts/table.js'
import { fileBox, mapper } from '../parts/mapping.js'
import { follow } from '../parts/jobs.js'

export default async function (root, { params, signal }) {
  const out = h('section', { 'aria-live': 'polite' }), before = h('section', {})
  put(root, h('h1', {}, t('nav.batch')), fileBox(t('batch.intro'), f => mapper(out, f, t('batch.do'), run).catch(e => put(out, fault(e)))), out, before)
  if (params.get('jobs')) return show(params.get('jobs').split(',').map(Number))
  const { jobs } = await api.get('/jobs', { limit: 20 }, signal)
  const old = jobs.filter(j => j.kind === 'screen.batch' && j.status === 'done')
  if (old.length && !out.childElementCount) put(before, h('h2', {}, t('batch.before')), h('ul', {}, old.slice(0, 8).map(j => h('li', {}, h('a', { href: href('batch', { jobs: j.id }) }, `${new Date(j.created).toLocaleString()} · ${t('batch.rows', { n: j.total })}`)))))

  async function run(rows, head, map) {
    const parties = rows.map((r, i) => { const p = { key: String(i + 1) }; for (const [k, at] of Object.entries(map)) if (at >= 0 && r[at]?.trim()) p[k] = r[at].trim(); return p }).filter(p => p.name)
    const bar = h('progress', { max: parties.length, value: 0, 'aria-label': t('nav.batch') }), said = h('p', { role: 'status' }), stop = h('button', {}, t('cancel')), ids = []
    let cancelled = false
    put(before)
    put(out, h('div', { class: 'panel stack' }, said, bar, stop))
    stop.addEventListener('click', () => { cancelled = true; if (ids.length) api.del(`/jobs/${ids.at(-1)}`).catch(() => {}) })
    try {
      for (let at = 0; at < parties.length && !cancelled; at += 50000) {
        const job = await api.post('/batches', { parties: parties.slice(at, at + 50000) }, { signal })
        ids.push(job.id)
        await follow(job, j => { bar.value = at + j.done; put(said, t('batch.running', { done: at + j.done, total: parties.length })) }, signal)
      }
      go(href('batch', { jobs: ids.join(',') }), { silent: true })
      await show(ids)
    } catch (e) { if (e.name !== 'AbortError') put(out, cancelled ? h('p', { class: 'note' }, t('batch.cancelled')) : fault(e, () => run(rows, head, map))) }
  }

  async function show(ids) {
    put(out, loading())
    const lines = []
    try {
      for (const id of ids) for (const l of (await (await api.raw(`/jobs/${id}/result`, undefined, 'application/x-ndjson')).text()).split('\n')) if (l) lines.push(JSON.parse(l))
    } catch (e) { return put(out, fault(e, () => show(ids))) }
    results(lines)
  }

  function results(lines) {
    const items = lines.map((l, i) => ({ ...l, at: i + 1, best: (l.results ?? [])[0], alert: (l.results ?? []).some(r => r.alert) || (l.owned ?? []).some(o => o.alert) }))
    const alerts = items.filter(i => i.alert).length, bad = items.filter(i => i.error).length
    let only = alerts > 0, words = ''
    const shown = () => items.filter(i => (!only || i.alert) && (!words || `${i.query?.name} ${i.best?.caption ?? ''}`.toLowerCase().includes(words)))
    const score = i => i.best?.score ?? 0
    const list = longList(shown().sort((a, b) => score(b) - score(a)), [{ label: t('col.row'), width: '4rem', class: 'num', by: i => i.at, cell: i => i.key || i.at }, { label: t('col.customer'), by: i => (i.query?.name ?? '').toLowerCase(), cell: i => name(i.query?.name ?? '') }, { label: t('col.party'), by: i => (i.best?.caption ?? '').toLowerCase(), cell: i => i.error ? h('span', { class: 'badge warn' }, i.error) : i.best ? [name(i.best.caption), h('span', { class: 'soft small' }, ' ', (i.best.lists ?? []).filter(l => l.inForce).map(l => l.list).join(', '))] : h('span', { class: 'soft' }, '–') }, { label: t('col.score'), width: '4.5rem', class: 'num', by: i => -score(i), cell: i => i.best ? percent(score(i)) : '' }, { label: t('col.state'), width: '6.5rem', by: i => i.alert ? 0 : 1, cell: i => i.alert ? h('span', { class: 'badge alert' }, '⚠ ', t('alert')) : '' }], { label: t('nav.batch'), onpick: i => go(href('screen', { name: i.query?.name, birthDate: i.query?.birthDate, country: i.query?.country })) })
    const csv = () => 'row,key,name,alert,score,party,lists,error\n' + items.map(i => [i.at, i.key, i.query?.name, i.alert, i.best?.score ?? '', i.best?.caption ?? '', (i.best?.lists ?? []).map(l => l.list).join(' '), i.error ?? ''].map(cell).join(',')).join('\n') + '\n'
    put(before)
    put(out, h('p', { class: 'verdict ' + (alerts ? 'alert' : 'clear') }, alerts ? '⚠ ' : '✓ ', t('batch.done', { total: items.length, alerts }), bad > 0 && ` ${t('batch.bad', { n: bad })}`), h('div', { class: 'row' },
      h('button', { 'aria-pressed': String(only), onclick: e => { only = !only; e.currentTarget.setAttribute('aria-pressed', String(only)); list.show(shown()) } }, t('batch.only')),
      h('input', { type: 'search', placeholder: t('batch.filter'), 'aria-label': t('batch.filter'), oninput: e => { words = e.target.value.toLowerCase(); list.show(shown()) } }), h('span', { class: 'grow' }),
      h('button', { onclick: () => download('results.csv', 'text/csv', csv()) }, 'CSV'), h('button', { onclick: () => download('results.jsonl', 'application/x-ndjson', lines.map(l => JSON.stringify(l)).join('\n') + '\n') }, 'JSON')), list,
      h('p', { class: 'soft small' }, t('index'), ' ', h('code', {}, (lines[0]?.index ?? '').slice(0, 16)), ' · ', day(lines[0]?.asOf)))
    say(t('batch.done', { total: items.length, alerts }))
    out.scrollIntoView({ block: 'nearest' })
  }
}

// cell quotes what needs it, and keeps spreadsheets from reading a name as a formula.
const cell = x => { const s = String(x ?? '').replace(/^([=+\-@\t])(?!\d)/, "'$1"); return /[",\n]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s }
