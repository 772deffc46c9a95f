// An article read: clean text with debris greyed, names coloured by status, claims in the margin, each judged; kept in the dossier.

import { h, put, name } from '../dom.js'
import * as api from '../api.js'
import { t, day, number } from '../i18n.js'
import { go, href, can, toast, say } from '../app.js'
import { loading, fault } from '../parts/state.js'
import { field } from '../parts/dialog.js'
import { articleView, legend, verdicts } from '../parts/article.js'

const example = 'Meeting with Lukashenko: Putin’s victory in Belarus\n\nLukashenko took home a $ 1.5 billion loan from his meeting with Putin last September.\n\nMeanwhile, it was said in Brussels that Germany and Latvia had ensured that two important oligarchs were removed from the EU sanctions list at the last minute. These were Aliaksei I. Aleksin and Michail S. Guzerijew; Both are close to Lukashenko and are largely responsible for raising money to finance his regime. Guzerijew is said to have connections to an important German company. Latushka did not want to comment on this.\n\nSubscribe to our newsletter\n\nShare this article: Facebook, Twitter, E-mail'

export default async function (root, ctx) {
  put(root, h('h1', {}, t('nav.reader')), loading())
  return ctx.rest[0] ? kept(root, ctx) : fresh(root, ctx)
}

const facts = a => h('p', { class: 'soft small' }, [day(a.date), a.language?.code, t('reader.counts', { claims: a.claims.length, names: a.entities.length })].filter(Boolean).join(' · '), a.language && !a.language.supported ? ` · ${t('reader.unsupported')}` : '', /^https?:/.test(a.url ?? '') && [' · ', h('a', { href: a.url, target: '_blank', rel: 'noopener noreferrer' }, a.url)])
const warnings = a => a.warnings?.length > 0 && h('div', { class: 'note small' }, a.warnings.map(w => h('p', {}, w)))

// kept is an article of the dossier: what is said of its claims is stored at once.
async function kept(root, { rest: [id], signal }) {
  const a = await api.get(`/articles/${id}`, undefined, signal)
  document.title = `${a.title || t('reader.untitled')} · Linchpin`
  const judge = async (c, v) => { try { await api.post(`/articles/${id}/claims/${c.id}/judgement`, v); say(t('done')); return true } catch (e) { if (v.verdict === 'correct') throw e; toast(e.message) } }
  const linked = a.entities.filter(e => e.entity)
  put(root, h('p', { class: 'soft small' }, h('a', { href: href('reader') }, t('nav.reader')), ' / ', h('code', {}, id.slice(0, 12))), h('h1', {}, name(a.title || t('reader.untitled'))), facts(a), warnings(a),
    linked.length > 0 && h('p', { class: 'row tight' }, t('reader.dossiers'), linked.map(e => h('a', { class: 'badge alert', href: `/ui/entity/${encodeURIComponent(e.entity)}?tab=press` }, e.name))), legend(), can('analyst') && h('p', { class: 'soft small' }, t('reader.keys')), articleView(a, { judge, mayJudge: can('analyst') }))
}

async function fresh(root, { params, signal }) {
  const text = h('textarea', { 'aria-label': t('reader.text'), placeholder: t('reader.placeholder'), dir: 'auto', rows: 5 })
  const date = h('input', { type: 'date', value: params.get('date') ?? '' }), url = h('input', { type: 'url', placeholder: 'https://' })
  const sample = () => { text.value = example; date.value = '2021-02-26'; page = null; run() }
  const form = h('form', { class: 'drop readform', onsubmit: e => { e.preventDefault(); run() } }, text, h('div', { class: 'row bottom' }, field(t('reader.date'), date), h('label', { class: 'field grow' }, h('span', {}, t('reader.url')), url), field(t('file'), h('input', { type: 'file', accept: '.html,.htm,.txt', onchange: e => take(e.target.files[0]) })), h('button', { class: 'primary' }, t('reader.do')), h('button', { type: 'button', onclick: sample }, t('reader.example'))))
  const out = h('section', { 'aria-live': 'polite' }), shelf = h('section', {})
  put(root, h('h1', {}, t('nav.reader')), h('p', { class: 'soft' }, t('reader.intro')), form, out, shelf)
  let page = null // the file as it came: its hash names the article
  async function take(f) { if (!f) return; text.value = await f.text(); page = { name: f.name, text: text.value }; run() }
  form.addEventListener('dragover', e => { e.preventDefault(); form.classList.add('over') })
  form.addEventListener('dragleave', () => form.classList.remove('over'))
  form.addEventListener('drop', e => { if (!e.dataTransfer.files[0]) return; e.preventDefault(); form.classList.remove('over'); take(e.dataTransfer.files[0]) })
  async function run() {
    if (!text.value.trim()) return text.focus()
    const body = { text: text.value, name: page && page.text === text.value ? page.name : 'article.txt', date: date.value || undefined, url: url.value || undefined }
    put(out, loading(t('reader.reading')))
    put(shelf)
    try {
      const a = await api.post('/read', body, { signal })
      const save = h('button', { class: 'primary', onclick: async () => { save.disabled = true; try { const k = await api.post('/articles', { ...body, judged: verdicts(a) }); toast(t('reader.saved')); go(`/ui/reader/${k.sha256}`) } catch (e) { save.disabled = false; out.prepend(fault(e)) } } }, t('reader.save'))
      put(out, h('div', { class: 'row' }, h('h2', { class: 'grow' }, name(a.title || t('reader.untitled'))), can('analyst') && save), facts(a), warnings(a), legend(), can('analyst') && h('p', { class: 'soft small' }, t('reader.keys')), articleView(a, { judge: async () => true, mayJudge: can('analyst') }))
      say(t('reader.counts', { claims: a.claims.length, names: a.entities.length }))
    } catch (e) { if (e.name !== 'AbortError') put(out, fault(e, run)) }
  }
  if (params.get('example')) { text.value = example; date.value = '2021-02-26'; return run() }
  const { articles, total } = await api.get('/articles', { limit: 50 }, signal)
  if (total && !out.childElementCount) put(shelf, h('h2', {}, t('reader.kept', { n: total })), h('div', { class: 'scroll' }, h('table', {}, h('tbody', {}, articles.map(a => h('tr', {}, h('td', {}, h('a', { href: `/ui/reader/${a.sha256}`, 'data-pick': '' }, name(a.title || t('reader.untitled')))), h('td', { class: 'nowrap' }, day(a.date)), h('td', {}, t('reader.judgedOf', { judged: number(a.judged), claims: number(a.claims) })), h('td', {}, a.linked.map(id => [h('a', { class: 'badge', href: `/ui/entity/${encodeURIComponent(id)}?tab=press` }, id), ' ']))))))))
}
