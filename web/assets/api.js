// The public API, and nothing else. Errors are problems as RFC 9457 describes them.

export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail || body?.title || `HTTP ${status}`)
    this.status = status
    this.fields = (body?.errors ?? []).map(e => ({ where: e.location, what: e.message }))
  }
}

async function call(method, path, { query, body, signal, type, accept, key } = {}) {
  const url = new URL('/v1' + path, location.origin)
  for (const [k, v] of Object.entries(query ?? {})) {
    for (const one of Array.isArray(v) ? v : [v]) if (one !== undefined && one !== null && one !== '') url.searchParams.append(k, one)
  }
  const headers = { Accept: accept ?? 'application/json' }
  if (body !== undefined) headers['Content-Type'] = type ?? 'application/json'
  if (key) headers['Idempotency-Key'] = key
  let r
  try {
    r = await fetch(url, { method, headers, signal, credentials: 'same-origin', body: body === undefined || type ? body : JSON.stringify(body) })
  } catch (e) {
    if (e.name === 'AbortError') throw e
    throw new Problem(0, { title: 'offline' })
  }
  if (!r.ok) {
    const text = await r.text()
    let problem
    try { problem = JSON.parse(text) } catch { problem = { title: text.slice(0, 200) } }
    if (r.status === 401) dispatchEvent(new CustomEvent('signed-out'))
    throw new Problem(r.status, problem)
  }
  if (accept && accept !== 'application/json') return r
  return r.status === 204 ? null : r.json()
}

export const get = (path, query, signal) => call('GET', path, { query, signal })
export const raw = (path, query, accept) => call('GET', path, { query, accept })
export const post = (path, body, more) => call('POST', path, { body, ...more, key: crypto.randomUUID() })
export const put = (path, body) => call('PUT', path, { body })
export const patch = (path, body) => call('PATCH', path, { body })
export const del = path => call('DELETE', path)
