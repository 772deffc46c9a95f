// An article read: clean text with debris greyed, names coloured by status, claims in the margin with speaker, stance and what the lists say.

import { h, put, name } from '../dom.js'
import * as api from '../api.js'
import { t, day } from '../i18n.js'
import { toast } from '../app.js'
import { loading, fault } from '../parts/state.js'
import { entityHref } from '../parts/answer.js'

const example = 'Meeting with Lukashenko: Putin’s victory in Belarus\n\nLukashenko took home a $ 1.5 billion loan from his meeting with Putin last September.\n\nMeanwhile, it was said in Brussels that Germany and Latvia had ensured that two important oligarchs were removed from the EU sanctions list at the last minute. These were Aliaksei I. Aleksin and Michail S. Guzerijew; Both are close to Lukashenko and are largely responsible for raising money to finance his regime. Guzerijew is said to have connections to an important German company. Latushka did not want to comment on this.'

export default async function (root, { params, signal }) {
  const text = h('textarea', { 'aria-label': t('reader.text'), placeholder: t('reader.placeholder'), dir: 'auto' })
  if (params.get('example')) text.value = example
  const date = h('input', { type: 'date', value: params.get('date') ?? '' }), url = h('input', { type: 'url', placeholder: 'https://' })
  const drop = h('div', { class: 'drop' }, text, h('div', { class: 'row' }, h('label', { class: 'field' }, t('reader.date'), date), h('label', { class: 'field grow' }, t('reader.url'), url),
    h('input', { type: 'file', 'aria-label': t('file'), accept: '.html,.htm,.txt,.pdf', onchange: e => take(e.target.files[0]) }), h('button', { class: 'primary', onclick: () => run() }, t('reader.do')), h('button', { onclick: () => { text.value = example; date.value = '2021-02-26'; run() } }, t('reader.example'))))
  const out = h('section', {})
  put(root, h('h1', {}, t('nav.reader')), h('p', { class: 'soft' }, t('reader.intro')), drop, out)
  let file = null
  async function take(f) { if (!f) return; file = f; if (!/\.pdf$/i.test(f.name)) text.value = await f.text(); run() }
  drop.addEventListener('dragover', e => { e.preventDefault(); drop.classList.add('over') })
  drop.addEventListener('dragleave', () => drop.classList.remove('over'))
  drop.addEventListener('drop', e => { e.preventDefault(); drop.classList.remove('over'); take(e.dataTransfer.files[0]) })
  async function run() {
    if (!text.value.trim() && !file) return text.focus()
    put(out, loading())
    try { put(out, show(await api.post('/read', { text: text.value, name: file?.name ?? 'article.txt', date: date.value || undefined, url: url.value || undefined }, { signal }))) } catch (e) { if (e.name !== 'AbortError') put(out, fault(e, run)) }
  }
  if (params.get('example')) { date.value = '2021-02-26'; await run() }
}

function show(a) {
  const linked = new Map(a.entities.map(e => [e.id, e]))
  const chars = [...a.text]
  const cut = (from, to) => chars.slice(from, to).join('')
  const judged = new Map()
  const article = h('div', { class: 'article panel', dir: 'auto' }, a.paragraphs.map(p => {
    const inside = a.mentions.filter(m => m.start >= p.start && m.end <= p.end).sort((x, y) => x.start - y.start)
    const parts = []
    let at = p.start
    for (const m of inside) {
      if (m.start < at) continue
      const e = linked.get(m.referent)
      parts.push(cut(at, m.start), h('mark', { class: e?.entity ? 'listed' : e?.candidates?.length ? 'maybe' : '', title: e?.entity ? `${e.candidates[0].caption} · ${e.entity}` : e?.candidates?.length ? `${t('reader.maybe')} ${e.candidates[0].caption}: ${e.candidates[0].against ?? ''}` : m.type }, e?.entity ? h('a', { href: entityHref(e.entity) }, cut(m.start, m.end)) : cut(m.start, m.end)))
      at = m.end
    }
    parts.push(cut(at, p.end))
    return h('p', { class: p.class, title: p.kind ?? p.class, 'data-start': String(p.start), 'data-end': String(p.end) }, parts)
  }))
  const names = r => [r].flat().filter(Boolean).map(x => linked.get(x)?.name ?? x).join(', ')
  const contra = Map.groupBy(a.contradictions ?? [], c => c.claim)
  const claims = a.claims.map(c => h('div', { class: 'panel', 'data-pick': '', onmouseenter: () => mark(c, true), onmouseleave: () => mark(c, false) },
    h('p', {}, h('strong', {}, c.source.name || linked.get(c.source.entity)?.name || t('source.' + c.source.kind)), ' ', h('span', { class: 'badge' }, t('claimStance.' + c.stance)), ' ', h('span', { class: 'soft small' }, c.firmness)),
    h('blockquote', {}, c.span.text), c.relation && h('p', { class: 'small' }, `${names(c.subject)} · ${c.relation.replaceAll('_', ' ')} · ${names(c.object)} ${c.objectText ?? ''}`),
    (c.check?.findings ?? []).map(f => h('p', { class: 'note' }, '⚖ ', f)), (contra.get(c.id) ?? []).map(x => h('p', { class: 'fault small' }, t('reader.contradicted'), ' ', x.why)),
    h('div', { class: 'row' }, ['accept', 'correct', 'reject'].map(v => h('button', { 'aria-pressed': 'false', onclick: e => { const why = v === 'correct' ? prompt(t('reader.correct')) : ''; if (why === null) return; judged.set(c.id, { verdict: v, why }); for (const b of e.currentTarget.parentNode.children) b.setAttribute('aria-pressed', String(b === e.currentTarget)) } }, t('reader.' + v))))))
  const mark = (c, on) => { for (const p of article.children) p.classList.toggle('claim', on && Number(p.dataset.start) <= c.span.start && c.span.start < Number(p.dataset.end)) }
  const save = h('button', { class: 'primary', onclick: async () => { try { await api.post('/articles', { text: a.text, name: 'article.txt', url: a.url, date: a.date, judged: Object.fromEntries(judged) }); toast(t('reader.saved')) } catch (e) { toast(e.message) } } }, t('reader.save'))
  return [h('h2', {}, name(a.title || t('reader.untitled'))), h('p', { class: 'soft small' }, [day(a.date), a.language?.code, t('reader.counts', { claims: a.claims.length, names: a.entities.length })].filter(Boolean).join(' · '), a.language && !a.language.supported ? ` · ${t('reader.unsupported')}` : ''),
    h('ul', { class: 'legend' }, h('li', {}, h('span', { class: 'article' }, h('mark', { class: 'listed' }, t('reader.listed')))), h('li', {}, h('span', { class: 'article' }, h('mark', { class: 'maybe' }, t('reader.maybeListed')))), h('li', {}, h('span', { class: 'article' }, h('span', { class: 'debris' }, t('reader.debris')))), h('li', {}, save)),
    h('div', { class: 'reader' }, article, h('div', {}, h('h2', {}, t('reader.claims')), claims.length ? claims : h('p', {}, t('none'))))]
}
