// Texts in the reader's language. A language is a file in i18n/ and a line here.

export const languages = { en: 'English', de: 'Deutsch' }
let texts = {}
export let language = 'en'

// load fetches the texts of the language chosen before, or of the browser.
export async function load() {
  const wanted = [localStorage.getItem('language'), ...navigator.languages.map(l => l.slice(0, 2))]
  language = wanted.find(l => l in languages) ?? 'en'
  const [own, fallback] = await Promise.all([language, 'en'].map(l => fetch(`/ui/assets/i18n/${l}.json`).then(r => r.json())))
  texts = { ...fallback, ...own }
  document.documentElement.lang = language
}

export function choose(l) {
  localStorage.setItem('language', l)
  location.reload()
}

// t is a text with {names} filled in; with n, the form for one or for many.
export function t(key, values) {
  let text = texts[key]
  if (values && 'n' in values && typeof text === 'object') text = text[new Intl.PluralRules(language).select(values.n)] ?? text.other
  if (typeof text !== 'string') return key.slice(key.lastIndexOf('.') + 1).replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ').toLowerCase() || key
  return text.replace(/\{(\w+)\}/g, (_, k) => typeof values?.[k] === 'number' ? number(values[k]) : values?.[k] ?? '')
}

export const number = (x, digits = 0) => new Intl.NumberFormat(language, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(x)
export const compact = x => new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(x)
export const percent = (x, digits = 0) => new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(x)

// day shows a date as written in the language, and parts of a date as they are.
export function day(text) {
  if (!/^\d{4}-\d\d-\d\d/.test(text ?? '')) return text ?? ''
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(text.slice(0, 10)))
}

const regions = new Map()
export function country(code) {
  if (!/^[a-z]{2}$/i.test(code)) return code
  if (!regions.size) regions.set('', new Intl.DisplayNames([language], { type: 'region' }))
  try { return regions.get('').of(code.toUpperCase()) } catch { return code }
}
