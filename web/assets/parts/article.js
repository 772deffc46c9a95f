// An article with its claims in the margin, each beside the paragraph that it stands in.

import { h, put, name } from '../dom.js'
import { t, day } from '../i18n.js'
import { entityHref } from './answer.js'
import { ask, field } from './dialog.js'

const kinds = ['author', 'named_person', 'named_organisation', 'media', 'anonymous', 'collective']
const stances = ['asserted', 'reported', 'denied', 'predicted', 'demanded', 'committed', 'hedged', 'declined_comment']
const firmnesses = ['certain', 'probable', 'possible', 'rumour', 'contested', 'refuted', 'none']
const refs = x => [x].flat().filter(Boolean)
const sign = { accept: '✓', correct: '✎', reject: '✕' }

// range finds the characters from..to of the article inside a paragraph.
function range(node, from, to) {
  const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT), r = new Range()
  let at = 0, begun = false
  for (let n; (n = walk.nextNode());) {
    const points = [...n.data], end = at + points.length
    if (!begun && from < end) { r.setStart(n, points.slice(0, Math.max(from - at, 0)).join('').length); begun = true }
    if (begun && to <= end) { r.setEnd(n, points.slice(0, to - at).join('').length); return r }
    at = end
  }
  return begun ? (r.setEndAfter(node.lastChild), r) : null
}

// articleView shows a reading. judge(claim, verdict) is called with {verdict, correction, why}, and says whether it counts now.
export function articleView(a, { judge, mayJudge }) {
  const linked = new Map(a.entities.map(e => [e.id, e])), chars = [...a.text], cut = (from, to) => chars.slice(from, to).join('')
  const contra = Map.groupBy(a.contradictions ?? [], c => c.claim), texts = new Map()
  const status = e => !e ? '' : e.entity ? 'listed' : e.candidates?.length ? 'maybe' : ''
  const about = e => e?.entity ? `${t('reader.listed')}: ${e.candidates?.[0]?.caption ?? ''} · ${e.entity}` : e?.candidates?.length ? `${t('reader.maybe')} ${e.candidates[0].caption}: ${e.candidates[0].against ?? ''}` : ''
  function paragraph(p) {
    const parts = []
    let at = p.start
    for (const m of a.mentions.filter(m => m.start >= p.start && m.end <= p.end).sort((x, y) => x.start - y.start)) {
      if (m.start < at) continue
      const e = linked.get(m.referent), text = cut(m.start, m.end), to = e?.entity ?? e?.candidates?.[0]?.id
      parts.push(cut(at, m.start), h('mark', { class: status(e), title: about(e) || t('entityType.' + m.type) }, to ? h('a', { href: entityHref(to) }, text) : text))
      at = m.end
    }
    parts.push(cut(at, p.end))
    return h(p.class === 'title' ? 'h2' : 'p', { class: p.class, title: p.class === 'debris' ? `${t('reader.debris')}: ${p.kind ?? ''}` : null }, parts)
  }
  const names = r => refs(r).map(x => linked.get(x)?.name ?? x).join(', ')
  const speaker = s => s?.name || linked.get(s?.entity)?.name || t('source.' + s?.kind)

  function light(c, on) {
    const node = texts.get(c.paragraph), p = a.paragraphs[c.paragraph]
    if (!CSS.highlights || !node) return node?.classList.toggle('claim', on)
    const r = on && range(node, c.span.start - p.start, c.span.end - p.start)
    r ? CSS.highlights.set('claim', new Highlight(r)) : CSS.highlights.delete('claim')
  }

  function claim(c, again) {
    const k = c.judgement?.correction, now = { ...c, ...Object.fromEntries(Object.entries(k ?? {}).filter(([, v]) => v !== null && v !== undefined && v !== '')) }
    const card = h('article', { class: 'claimcard' + (c.judgement ? ' ' + c.judgement.verdict : ''), tabindex: 0, 'data-pick': '', 'aria-label': `${speaker(now.source)}: ${c.span.text}`, onpointerenter: () => light(c, true), onpointerleave: () => light(c, false), onfocusin: () => light(c, true), onfocusout: () => light(c, false) },
      h('div', { class: 'row tight' }, h('strong', {}, name(speaker(now.source))), h('span', { class: 'badge' + (now.stance === 'denied' ? ' warn' : '') }, t('claimStance.' + now.stance)), h('span', { class: 'soft small' }, t('firm.word.' + now.firmness)), k && h('span', { class: 'badge good' }, '✎ ', t('reader.corrected')), h('span', { class: 'grow' }),
        mayJudge && Object.keys(sign).map(v => h('button', { class: 'slim', 'aria-pressed': String(c.judgement?.verdict === v), title: t('reader.' + v), 'aria-label': t('reader.' + v), 'aria-haspopup': v === 'correct' ? 'dialog' : null, onclick: () => said(v) }, sign[v]))),
      !again && h('blockquote', {}, c.span.text.length > 150 ? c.span.text.slice(0, 148) + '…' : c.span.text), now.relation && h('p', { class: 'small soft' }, [names(now.subject), t('relation.' + now.relation), [names(now.object), c.objectText].filter(Boolean).join(' ')].filter(Boolean).join(' · ')),
      (c.check?.findings ?? []).map(f => h('p', { class: 'note small' }, '⚖ ', f)), (contra.get(c.id) ?? []).map(x => h('p', { class: 'fault small' }, t('reader.contradicted'), ' ', x.why)),
      c.judgement?.who && h('p', { class: 'soft small' }, `${c.judgement.who} · ${day(c.judgement.when)}`, c.judgement.why && ` · ${c.judgement.why}`))
    const put1 = v => judge(c, v).then(ok => { if (!ok) return; c.judgement = v.verdict === 'withdraw' ? null : { ...v }; const next = claim(c, again); card.replaceWith(next); next.focus() })
    const said = v => v === 'correct' ? correct(c, now, put1) : put1({ verdict: c.judgement?.verdict === v ? 'withdraw' : v })
    if (mayJudge) card.addEventListener('keydown', e => { const v = { a: 'accept', c: 'correct', r: 'reject' }[e.key]; if (v && e.target === card && !e.ctrlKey && !e.metaKey) { e.preventDefault(); e.stopPropagation(); said(v) } })
    return card
  }

  function correct(c, now, done) {
    const select = (of, at, text, none) => h('select', {}, none && h('option', { value: '' }, '–'), of.map(x => h('option', { value: x, selected: x === at }, text(x))))
    const people = a.entities.map(e => e.id), who = x => linked.get(x)?.name ?? x
    const kind = select(kinds, now.source?.kind, x => t('source.' + x)), by = select(people, now.source?.entity, who, true), stance = select(stances, now.stance, x => t('claimStance.' + x)), firm = select(firmnesses, now.firmness, x => t('firm.word.' + x)), subject = select(people, refs(now.subject)[0], who, true), object = select(people, refs(now.object)[0], who, true), why = h('input', { maxlength: 2000, value: c.judgement?.why ?? '' })
    return ask(t('reader.correct'), [h('blockquote', {}, c.span.text), h('div', { class: 'form narrow' }, [['reader.speakerKind', kind], ['reader.speaker', by], ['col.stance', stance], ['reader.firmness', firm], ['reader.subject', subject], ['reader.object', object]].map(([x, y]) => field(t(x), y))), field(t('alerts.reason'), why)], async () => {
      const correction = { stance: stance.value, firmness: firm.value, source: { kind: kind.value, ...(by.value ? { entity: by.value, name: who(by.value) } : {}) } }
      if (subject.value) correction.subject = [subject.value]
      if (object.value) correction.object = [object.value]
      await done({ verdict: 'correct', correction, why: why.value.trim() || undefined })
    }, { ok: t('admin.save') })
  }

  const by = Map.groupBy(a.claims, c => c.paragraph)
  return h('div', { class: 'pages' }, a.paragraphs.map((p, i) => {
    const text = paragraph(p)
    texts.set(i, text)
    return h('div', { class: 'pagerow' }, h('div', { class: 'article', dir: 'auto' }, text), h('div', { class: 'margin' }, (by.get(i) ?? []).map((c, n, all) => claim(c, n > 0 && all[n - 1].span.start === c.span.start && all[n - 1].span.end === c.span.end))))
  }))
}

// verdicts are what was said of the claims, as the server takes them.
export const verdicts = a => Object.fromEntries(a.claims.filter(c => c.judgement).map(c => [c.id, { verdict: c.judgement.verdict, correction: c.judgement.correction, why: c.judgement.why }]))
export const legend = () => h('ul', { class: 'legend article-legend' }, [['listed', 'reader.listed'], ['maybe', 'reader.maybeListed'], ['', 'reader.named']].map(([cls, text]) => h('li', {}, h('span', { class: 'article' }, h('mark', { class: cls }, t(text))))), h('li', {}, h('span', { class: 'article' }, h('span', { class: 'debris' }, t('reader.debris')))))
