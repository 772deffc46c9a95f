// Work that the server does in the background: its progress as it is told (server-sent events), or asked for where that fails.

import * as api from '../api.js'

const ended = j => ['done', 'failed', 'cancelled'].includes(j.status)

// follow calls onprogress with the job whenever it got on, and resolves to it once it was done; it throws when it failed.
export function follow(job, onprogress, signal) {
  return new Promise((done, failed) => {
    const events = new EventSource(`/v1/jobs/${job.id}/events`)
    let over = false
    const end = j => {
      if (over) return
      over = true
      events.close()
      j.status === 'done' ? done(j) : failed(new Error(j.error || j.status))
    }
    const ask = async () => {
      while (!over && !signal?.aborted) {
        try {
          const j = await api.get(`/jobs/${job.id}`, undefined, signal)
          onprogress?.(j)
          if (ended(j)) return end(j)
        } catch (e) { if (!over) { over = true; failed(e) } return }
        await new Promise(r => setTimeout(r, 500))
      }
    }
    const told = e => { const j = JSON.parse(e.data); onprogress?.(j); if (ended(j)) end(j) }
    events.addEventListener('job', told)
    events.onmessage = told
    events.onerror = () => { events.close(); ask() }
    signal?.addEventListener('abort', () => { events.close(); if (!over) { over = true; failed(new DOMException('left', 'AbortError')) } })
  })
}
