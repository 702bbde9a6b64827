/// The strongly connected components of the graph with an edge `i → j` where `adjacency` says so.
///
/// Tarjan (1972), made iterative so that long chains do not exhaust the stack. Each component lists
/// its nodes in ascending order; components come in reverse topological order. `O(n + edges)`.
package func strongComponents(successors: [[Int]]) -> [[Int]] {
  let count = successors.count
  var index = [Int](repeating: -1, count: count)
  var low = [Int](repeating: 0, count: count)
  var onStack = [Bool](repeating: false, count: count)
  var stack: [Int] = []
  var components: [[Int]] = []
  var next = 0
  for root in 0..<count where index[root] < 0 {
    var calls: [(node: Int, edge: Int)] = [(root, 0)]
    while let (node, edge) = calls.last {
      if edge == 0 {
        index[node] = next
        low[node] = next
        next += 1
        stack.append(node)
        onStack[node] = true
      }
      if edge < successors[node].count {
        calls[calls.count - 1].edge += 1
        let target = successors[node][edge]
        if index[target] < 0 {
          calls.append((target, 0))
        } else if onStack[target] {
          low[node] = min(low[node], index[target])
        }
        continue
      }
      if low[node] == index[node] {
        var component: [Int] = []
        while let top = stack.popLast() {
          onStack[top] = false
          component.append(top)
          if top == node { break }
        }
        components.append(component.sorted())
      }
      calls.removeLast()
      if let parent = calls.last { low[parent.node] = min(low[parent.node], low[node]) }
    }
  }
  return components
}
