// Elements, text and small helpers. Nothing here knows of sanctions.

const SVG = 'http://www.w3.org/2000/svg'

function fill(node, props, children) {
  for (const [k, v] of Object.entries(props ?? {})) {
    if (v === undefined || v === null || v === false) continue
    if (k === 'class') node.setAttribute('class', v)
    else if (k === 'style') for (const [p, value] of Object.entries(v)) node.style.setProperty(p, value)
    else if (k.startsWith('on')) node.addEventListener(k.slice(2), v)
    else if (k in node && typeof v !== 'string' && !(node instanceof SVGElement)) node[k] = v
    else node.setAttribute(k, v === true ? '' : v)
  }
  append(node, children)
  return node
}

function append(node, children) {
  for (const c of children.flat(Infinity)) {
    if (c === undefined || c === null || c === false || c === '') continue
    node.append(c instanceof Node ? c : document.createTextNode(String(c)))
  }
}

// h makes an element: h('p', {class: 'x', onclick: f}, 'text', other).
export const h = (tag, props, ...children) => fill(document.createElement(tag), props, children)

// s makes an element of a drawing.
export const s = (tag, props, ...children) => fill(document.createElementNS(SVG, tag), props, children)

// put replaces what a node holds.
export function put(node, ...children) {
  node.replaceChildren()
  append(node, children)
  return node
}

// name shows a name in whatever script in its own direction.
export const name = (text, cls = 'name') => h('bdi', { class: cls, dir: 'auto' }, text)

// debounce calls f once nothing was asked for so many milliseconds.
export function debounce(f, ms) {
  let timer
  return (...args) => { clearTimeout(timer); timer = setTimeout(() => f(...args), ms) }
}

// download hands text to the browser as a file.
export function download(filename, type, data) {
  const url = URL.createObjectURL(data instanceof Blob ? data : new Blob([data], { type }))
  const a = h('a', { href: url, download: filename })
  document.body.append(a)
  a.click()
  a.remove()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
