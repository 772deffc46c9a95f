// Places parties beside the page's own work: gets {nodes: [[x, y]], edges: [[from, to]], rounds}, sends positions while they settle.
for (const name of ['DOMParser', 'Document', 'XMLSerializer']) self[name] ??= class {} // other parts of the library ask for them on loading
importScripts('/ui/assets/vendor/graphology.umd.min.js', '/ui/assets/vendor/graphology-library.min.js')

onmessage = ({ data: { nodes, edges, rounds } }) => {
  const graph = new graphology.UndirectedGraph(), forces = graphologyLibrary.layoutForceAtlas2
  nodes.forEach(([x, y], i) => graph.addNode(i, { x, y }))
  for (const [a, b] of edges) if (a !== b) graph.mergeEdge(a, b)
  const settings = { ...forces.inferSettings(graph), barnesHutOptimize: graph.order > 300, barnesHutTheta: 0.8, gravity: 0.6, scalingRatio: 12, outboundAttractionDistribution: graph.order > 200, slowDown: 2 + graph.order / 800 }
  const chunk = Math.max(Math.floor(20000 / graph.order), 5)
  for (let done = 0; done < rounds; done += chunk) {
    forces.assign(graph, { iterations: chunk, settings })
    const at = new Float32Array(2 * graph.order)
    graph.forEachNode((n, p) => { at[2 * n] = p.x; at[2 * n + 1] = p.y })
    postMessage({ at, last: done + chunk >= rounds }, [at.buffer])
  }
}
