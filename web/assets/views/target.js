// Which designations would hit: pick target, candidates, k, rule; flows before and after, and what changes when a name is moved in or out.

import { h, put, name } from '../dom.js'
import * as api from '../api.js'
import { t, percent, number } from '../i18n.js'
import { go, href, say } from '../app.js'
import { loading, empty, fault } from '../parts/state.js'
import { field } from '../parts/dialog.js'
import { flows } from '../parts/flows.js'
import { ownNetwork } from '../parts/ownnetwork.js'

const preset = { to: 'Lukashenka regime', candidates: 'Russia (state), Eurasian Fund for Stabilization and Development, Belaruskali, Belarusian Potash Company' }

export default async function (root, { params, signal }) {
  const stored = params.get('stored') === '1', sample = params.get('example') === '1'
  const own = await ownNetwork(sample || !stored && !sessionStorage.getItem('network') ? 'example' : '')
  const to = h('input', { required: true, value: params.get('to') ?? (stored ? '' : preset.to) }), k = h('input', { type: 'number', min: 1, max: 20, value: params.get('k') ?? '2' })
  const select = (of, at, text) => h('select', {}, of.map(x => h('option', { value: x, selected: x === at }, text(x))))
  const rule = select(['eu', 'us-ofac', 'uk', 'ch', 'us-bis'], params.get('rule') ?? 'eu', x => x.toUpperCase()), basis = select(['gross', 'net'], params.get('basis') ?? 'gross', x => t('target.' + x))
  const candidates = h('input', { value: params.get('candidates') ?? (sample || !stored && !params.get('to') ? preset.candidates : ''), placeholder: t('target.everybody') }), delist = h('input', { value: params.get('delist') ?? '', placeholder: t('network.listedPlaceholder') })
  const from = select(['own', 'stored'], stored ? 'stored' : 'own', x => t('target.from.' + x))
  const out = h('section', { 'aria-live': 'polite' }), names = x => x.value.split(',').map(y => y.trim()).filter(Boolean)
  const body = extra => ({ network: from.value === 'own' ? own.text() : undefined, to: to.value.trim(), k: Number(k.value), rule: rule.value, basis: basis.value, evidence: 'all', candidates: names(candidates), delist: names(delist), ...extra })
  let best = null
  const compute = async () => {
    go(href('target', { to: to.value.trim(), k: k.value, rule: rule.value, basis: basis.value, candidates: candidates.value, delist: delist.value, ...(from.value === 'stored' ? { stored: 1 } : sample ? { example: 1 } : {}) }), { replace: true, silent: true })
    put(out, loading(t('target.searching')))
    try {
      best = await api.post('/target', body(), { signal })
      draw(best, null)
    } catch (e) { if (e.name !== 'AbortError') put(out, fault(e, compute)) }
  }
  // whatIf computes for exactly these names, designated or not, and keeps the best set beside it.
  const whatIf = async ids => {
    out.classList.add('busy')
    try {
      const a = ids.length ? await api.post('/target', body({ candidates: ids, k: ids.length }), { signal }) : { ...best, best: { ids: [], captions: [], left: best.before, cut: 0, blocks: [] }, names: [], flowsAfter: best.flowsBefore, jointMoves: [], nextBest: [], open: [], uncertainty: null }
      draw(a, ids)
    } catch (e) { if (e.name !== 'AbortError') out.prepend(fault(e)) }
    out.classList.remove('busy')
  }
  put(root, h('h1', {}, t('target.title')), h('p', { class: 'soft' }, t('target.intro')), h('form', { class: 'panel stack', onsubmit: e => { e.preventDefault(); compute() } },
    h('div', { class: 'form' }, [['target.to', to], ['target.k', k], ['rule', rule], ['target.basis', basis], ['target.from', from]].map(([key, v]) => field(t(key), v)), h('button', { class: 'primary' }, t('target.do'))),
    h('div', { class: 'split tightsplit' }, field(t('target.candidates'), candidates), field(t('target.delist'), delist)), h('details', {}, h('summary', {}, t('target.network')), own.box)), out)

  function draw(a, asked) {
    const focus = document.activeElement?.dataset?.move
    const chosen = new Set(asked ?? a.best.ids), unit = a.unit ?? '', first = new Set(best.best.ids)
    if (!best.best.ids.length) return put(out, empty(t('target.nothing'), a.proof), a.gaps?.length > 0 && h('ul', {}, a.gaps.map(g => h('li', {}, g))))
    const worth = new Map((a.names ?? []).map(n => [n.id, n])), others = [...new Set([...best.best.ids, ...names(candidates), ...(best.nextBest ?? []).flatMap(n => n.ids)])].filter(x => !chosen.has(x))
    const captions = new Map([best, a].flatMap(x => x.best.ids.map((id, i) => [id, x.best.captions[i]])))
    const zone = (title, ids, inside) => {
      const box = h('div', { class: 'drop zone' + (inside ? ' in' : ''), role: 'group', 'aria-label': title }, h('strong', {}, title), ids.length === 0 && h('p', { class: 'soft small' }, t('target.dropHere')), ids.map(id => {
        const n = worth.get(id)
        return h('div', { class: 'mover', draggable: true, ondragstart: e => { e.dataTransfer.setData('text/plain', id); e.dataTransfer.effectAllowed = 'move' } }, h('span', { class: 'grip', 'aria-hidden': 'true' }, '⠿'), h('span', { class: 'grow' }, name(captions.get(id) ?? id), n && h('span', { class: 'soft small' }, ` ${t('target.alone')} ${number(n.alone)} · ${t('target.without')} ${number(n.without)}`)), h('button', { 'data-move': id, onclick: () => move(id, !inside) }, inside ? t('target.takeOut') : t('target.takeIn')))
      }))
      box.addEventListener('dragover', e => { e.preventDefault(); box.classList.add('over') })
      box.addEventListener('dragleave', () => box.classList.remove('over'))
      box.addEventListener('drop', e => { e.preventDefault(); box.classList.remove('over'); const id = e.dataTransfer.getData('text/plain'); if (id) move(id, inside) })
      return box
    }
    const move = (id, into) => { const next = new Set(chosen); into ? next.add(id) : next.delete(id); whatIf([...next]) }
    const blocked = new Set([...a.best.blocks ?? [], ...chosen]), changed = asked && (asked.length !== first.size || asked.some(x => !first.has(x))), cut = a.best.cut, diff = cut - best.best.cut
    const picture = (list, label) => flows(a.flowsBefore ?? [], list, { chosen: list === a.flowsBefore ? new Set() : chosen, blocked: list === a.flowsBefore ? new Set() : blocked, target: a.to, label, unit })
    put(out, h('div', { class: 'verdict ' + (changed ? 'unsure' : 'alert') }, h('p', {}, h('strong', {}, chosen.size ? [...chosen].map((c, i) => [i ? ', ' : '', name(captions.get(c) ?? c)]) : t('target.nobody')), ` ${t('target.cuts', { cut: number(cut), before: number(a.before), unit })} `, h('strong', {}, percent(a.before ? cut / a.before : 0))),
      changed ? h('p', {}, h('span', { class: 'badge warn' }, t('target.whatIf')), ` ${t('target.against', { diff: (diff > 0 ? '+' : '') + number(diff), unit })} `, h('button', { onclick: () => draw(best, null) }, t('target.back'))) : h('p', {}, h('span', { class: 'badge' + (a.proved ? ' good' : ' warn') }, a.proved ? '✓ ' : '≈ ', a.proved ? t('target.proved') : a.proof), h('span', { class: 'small' }, ` ${t('target.bound', { bound: number(a.bound), unit })}`))),
      h('div', { class: 'split' }, h('figure', {}, h('figcaption', {}, h('strong', {}, t('target.before')), ` ${number(a.before)} ${unit}`), picture(a.flowsBefore ?? [], t('target.before'))), h('figure', {}, h('figcaption', {}, h('strong', {}, t('target.after')), ` ${number(a.best.left)} ${unit}`), picture(a.flowsAfter ?? [], t('target.after')))),
      h('h2', {}, t('target.names')), h('p', { class: 'soft small' }, t('target.dragHint')), h('div', { class: 'split' }, zone(t('target.in'), [...chosen], true), zone(t('target.out'), others, false)),
      h('div', { class: 'split' }, h('div', {}, a.jointMoves?.length > 0 && [h('h2', {}, t('target.joint')), h('ul', {}, a.jointMoves.map(j => h('li', {}, `${j.ids.join(' + ')}: ${number(j.cut)} (${number(j.singleSum)} ${t('target.singly')})`, j.tips?.length ? ` → ${j.tips.join(', ')}` : '')))],
        a.nextBest?.length > 0 && [h('h2', {}, t('target.next')), h('table', {}, h('tbody', {}, a.nextBest.map(n => h('tr', {}, h('td', {}, n.captions.join(', ')), h('td', { class: 'num' }, number(n.cut)), h('td', {}, h('button', { class: 'plain', onclick: () => whatIf(n.ids) }, t('target.try')))))))],
        a.open?.length > 0 && [h('h2', {}, t('target.open')), h('table', {}, h('tbody', {}, a.open.map(w => h('tr', {}, h('td', {}, w.nodes.join(' → ')), h('td', { class: 'num' }, number(w.amount))))))],
        a.delisting && [h('h2', {}, t('target.reopens')), h('p', {}, `${number(a.delisting.reopened)} ${unit}`, (a.delisting.nodes ?? []).length ? `: ${a.delisting.nodes.join(', ')}` : '')]),
      h('div', {}, a.uncertainty && [h('h2', {}, t('target.sure')), h('p', {}, t('target.interval', { mean: number(a.uncertainty.cut.mean), low: number(a.uncertainty.cut.p5), high: number(a.uncertainty.cut.p95) })), h('div', { class: 'bars shares' }, a.uncertainty.sets.map(x => [h('span', {}, x.ids?.join(', ') || t('target.nobody')), h('span', { class: 'num' }, percent(x.bestIn)), h('span', { class: 'bar', 'aria-hidden': 'true' }, h('i', { style: { left: 0, width: `${100 * x.bestIn}%` } }))])),
        a.uncertainty.worthChecking?.length > 0 && [h('h3', {}, t('target.check')), h('ol', { class: 'small' }, a.uncertainty.worthChecking.slice(0, 5).map(x => h('li', {}, x.what, ' ', h('span', { class: 'soft' }, t('target.swing', { swing: number(Math.abs(x.swing)), firm: percent(x.firmness) })))))]])),
      [...(a.gaps ?? []), ...(a.warnings ?? [])].length > 0 && h('div', { class: 'note' }, [...(a.gaps ?? []), ...(a.warnings ?? [])].map(w => h('p', {}, w))))
    say(t('target.cuts', { cut: number(cut), before: number(a.before), unit }))
    if (focus) out.querySelector(`[data-move="${CSS.escape(focus)}"]`)?.focus()
  }
  if (params.get('to') && (own.text() || stored) || sample || !stored && own.text()) await compute()
}
