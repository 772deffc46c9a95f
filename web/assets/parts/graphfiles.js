// A network as it stands on the screen, as SVG and GraphML.

import { t } from '../i18n.js'

const esc = x => String(x ?? '').replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')

function shape(n) {
  const { x, y, size: r } = n, fill = `fill="${n.color}"`, f = v => v.toFixed(1)
  if (n.status === 'listed') return `<path ${fill} d="M${f(x)} ${f(y - 1.3 * r)}L${f(x + 1.3 * r)} ${f(y)}L${f(x)} ${f(y + 1.3 * r)}L${f(x - 1.3 * r)} ${f(y)}Z"/>`
  if (n.status === 'blocked') return `<rect ${fill} x="${f(x - r)}" y="${f(y - r)}" width="${f(2 * r)}" height="${f(2 * r)}"/>`
  if (n.status === 'possible') return `<path ${fill} d="M${f(x)} ${f(y - 1.2 * r)}L${f(x + 1.2 * r)} ${f(y + r)}L${f(x - 1.2 * r)} ${f(y + r)}Z"/>`
  return `<circle ${fill} cx="${f(x)}" cy="${f(y)}" r="${f(r)}"/>`
}

export function svg(places, edges, { width, height, back, ink }) {
  const at = new Map(places.map(p => [p.id, p])), label = places.length < 150
  const lines = edges.filter(e => at.has(e.from) && at.has(e.to)).map(e => {
    const a = at.get(e.from), b = at.get(e.to), soft = e.stance === 'claimed' || e.stance === 'denied'
    return `<line x1="${a.x.toFixed(1)}" y1="${a.y.toFixed(1)}" x2="${b.x.toFixed(1)}" y2="${b.y.toFixed(1)}" stroke="#8894a3"${soft ? ' stroke-dasharray="5 4"' : ''}><title>${esc([t('kind.' + e.kind), e.share, e.amount, t('stance.' + e.stance), e.source].filter(Boolean).join(' · '))}</title></line>` +
      (label && (e.share || e.amount) ? `<text x="${((a.x + b.x) / 2).toFixed(1)}" y="${((a.y + b.y) / 2).toFixed(1)}" font-size="10" text-anchor="middle" fill="${ink}">${esc(e.share || e.amount)}</text>` : '')
  })
  const nodes = places.map(n => `<g><title>${esc(n.caption)} · ${esc(t('status.' + (n.status || 'not_blocked')))}</title>${shape(n)}${label ? `<text x="${(n.x + n.size + 4).toFixed(1)}" y="${(n.y + 4).toFixed(1)}" font-size="12" fill="${ink}">${esc(n.caption)}</text>` : ''}</g>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.round(width)} ${Math.round(height)}" font-family="sans-serif"><rect width="100%" height="100%" fill="${back}"/>\n${lines.join('\n')}\n${nodes.join('\n')}\n</svg>\n`
}

const nodeKeys = ['caption', 'schema', 'status'], edgeKeys = ['kind', 'share', 'amount', 'stance', 'source']

export function graphml(nodes, edges) {
  const data = (keys, x) => keys.filter(k => x[k]).map(k => `<data key="${k}">${esc(x[k])}</data>`).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n${nodeKeys.map(k => `<key id="${k}" for="node" attr.name="${k}" attr.type="string"/>`).join('')}${edgeKeys.map(k => `<key id="${k}" for="edge" attr.name="${k}" attr.type="string"/>`).join('')}\n<graph edgedefault="directed">\n${nodes.map(n => `<node id="${esc(n.id)}">${data(nodeKeys, n)}</node>`).join('\n')}\n${edges.map((e, i) => `<edge id="e${i}" source="${esc(e.from)}" target="${esc(e.to)}">${data(edgeKeys, e)}</edge>`).join('\n')}\n</graph>\n</graphml>\n`
}
