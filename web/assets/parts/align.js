// Two spellings above each other, word under word, with the letters that agree marked.

import { h } from '../dom.js'
import { t, number } from '../i18n.js'

const fold = x => x.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ł', 'l').replaceAll('ø', 'o')
const words = x => (x ?? '').split(/[\s,;/«»"“”„()\u2018\u2019]+/u).map(w => w.replace(/^[.\-']+|[\-']+$/gu, '')).filter(Boolean)
export const signed = x => (x > 0 ? '+' : x < 0 ? '−' : '') + number(Math.abs(x), 1)

// common tells which letters of two words stand in both in the same order (the longest common subsequence).
export function common(a, b) {
  const x = [...a].map(fold), y = [...b].map(fold), best = Array.from({ length: x.length + 1 }, () => new Uint16Array(y.length + 1))
  for (let i = x.length - 1; i >= 0; i--) for (let j = y.length - 1; j >= 0; j--) best[i][j] = x[i] === y[j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1])
  const inA = new Set(), inB = new Set()
  for (let i = 0, j = 0; i < x.length && j < y.length;) {
    if (x[i] === y[j]) { inA.add(i++); inB.add(j++) } else if (best[i + 1][j] >= best[i][j + 1]) i++; else j++
  }
  return [inA, inB]
}

// marked is a word with the agreeing letters in marks; letters that join in writing are not torn apart.
function marked(word, hits) {
  if (/[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}]/u.test(word)) return [word]
  const out = []
  let run = '', on = false
  const flush = () => { if (run) out.push(on ? h('b', {}, run) : run); run = '' }
  ;[...word].forEach((c, i) => { if (hits.has(i) !== on) { flush(); on = hits.has(i) } run += c })
  flush()
  return out
}

// original finds the word of a spelling that a token of the evidence was read from.
function original(list, used, token) {
  const want = fold(token)
  let at = list.findIndex((w, i) => !used.has(i) && fold(w).replace(/[^\p{L}\p{N}]/gu, '') === want)
  if (at < 0) at = list.findIndex((w, i) => !used.has(i) && want && fold(w).includes(want))
  if (at < 0) { used.foreign = true; return token } // read from another script: its word is not known
  used.add(at)
  return list[at]
}

// pairs are the words of both spellings as the evidence pairs them, in the order of the asked name, then what is left over of either.
export function pairs(evidence, matched) {
  const asked = words(matched?.query), listed = words(matched?.target), usedA = new Set(), usedB = new Set(), out = []
  for (const e of evidence) {
    if (e.feature !== 'name' || /^the names as a whole/.test(e.why)) continue
    const a = e.query && original(asked, usedA, e.query), b = e.target && original(listed, usedB, e.target)
    out.push({ a, b, bits: e.bits, why: e.why, same: a && b && fold(a) === fold(b), at: a ? asked.indexOf(a) : 99 })
  }
  // An initial is not evidence of its own, but people look for it.
  asked.forEach((w, i) => {
    if (usedA.foreign || usedA.has(i) || out.some(p => p.a === w)) return
    const letter = /^\p{L}\.?$/u.test(w), k = letter ? listed.findIndex((x, j) => !usedB.has(j) && fold(x)[0] === fold(w)[0]) : -1
    if (k >= 0) usedB.add(k)
    if (k >= 0 || out.length) out.push({ a: w, b: k >= 0 ? listed[k] : '', why: t(k >= 0 ? 'align.initial' : 'align.unpaired'), at: i })
  })
  if (out.length && !usedB.foreign && listed.length <= 8) listed.forEach((w, j) => { if (!usedB.has(j) && !out.some(p => p.b === w)) out.push({ a: '', b: w, why: t('align.unasked'), at: 99 }) })
  return out.sort((x, y) => x.at - y.at)
}

// alignment lays the words of both names above each other.
export function alignment(evidence, matched) {
  const all = pairs(evidence, matched)
  if (!all.length) return null
  const cell = (word, hits, cls) => h('span', { class: cls }, word ? h('bdi', { dir: 'auto', class: 'name' }, hits ? marked(word, hits) : word) : h('span', { class: 'soft', 'aria-label': t('align.nothing') }, '–'))
  return h('div', { class: 'align', role: 'group', 'aria-label': t('whyNames') }, h('div', { class: 'heads soft small', 'aria-hidden': 'true' }, h('span', {}, t('align.asked')), h('span', {}, t('align.listed')), h('span', {}, t('align.bits'))), all.map(p => {
    const [inA, inB] = p.a && p.b ? common(p.a, p.b) : [null, null], kind = !p.a || !p.b ? 'none' : p.same ? 'same' : 'like'
    return h('div', { class: 'pair', title: p.why }, cell(p.a, inA, `asked ${kind}`), cell(p.b, inB, `listed ${kind}`), h('span', { class: 'bits' }, p.bits === undefined ? '·' : signed(p.bits), h('span', { class: 'visually-hidden' }, ` ${p.why}`)))
  }))
}
