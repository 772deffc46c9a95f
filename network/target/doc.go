// Package target answers which few designations would cut most of the money that reaches a regime.
//
// # The problem
//
// A network has money arcs with amounts and stakes of owners in companies. Designating somebody blocks that party and, by a
// rule on ownership or control, the companies that blocked parties hold. A blocked party loses all its money arcs. Money
// reroutes, so what still reaches the target is the maximum flow from the sources through the parties that are left. Wanted are
// at most k new designations that leave the least.
//
// The problem is NP-hard (network interdiction: Wood, "Deterministic network interdiction", Mathematical and Computer
// Modelling 17, 1993) and, since stakes add up, two names that do nothing alone may do everything together, so picking the best
// name one after the other has no guarantee.
//
// # The method
//
//   - cascade.go: the least fixed point of the ownership rule in exact integers; a cycle never holds itself up.
//   - flow.go: maximum flow (Dinic) on arrays, and its repair when a party is blocked.
//   - influence.go: how much of each company a name can block at most, so that the influences of any set that does block it
//     add up to one or more. This makes joint moves additive, which a bound needs.
//   - bound.go: prices on parties give a lower bound on what any set leaves: the minimum cut in which a priced party can be cut
//     for its price, less the highest total price that so many names can block. Subgradient steps find good prices.
//   - search.go: best-first branch and bound on these bounds, with exhaustive enumeration of small subtrees; when the time is up
//     the least bound of the open nodes is what the answer is measured against.
//   - local.go: greedy choice over single and joint moves, and swaps: the first good answer.
//   - worlds.go: the answer again in worlds in which sources stand or fall.
//
// All amounts are integers (minor units), all shares exact fractions; only prices in bounds are floating point, and every
// rounding there goes to the safe side.
package target
