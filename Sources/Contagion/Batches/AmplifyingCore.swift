import LinearAlgebra

/// Nodes that bring down one of them as soon as all of them are in distress, however little.
///
/// A vector `p` with `Λ·p ≥ ρ·p` on its nodes for a `ρ > 1`, zero elsewhere and at most one, where the network as
/// it stands has no gains (`s ≥ 0`). Then every fixed point `h` of `h = clip(s + Λ·h, 0, 1)` that is positive on
/// these nodes is at least `p`: with the largest `t` such that `h ≥ t·p`, there is a node with
/// `h_i = t·p_i`, though `h_i ≥ min(1, ρ·t·p_i)`; so `t·p_i = 1` and `t ≥ 1`. The node where `p` is one comes down.
struct AmplifyingCore {
  /// `p`.
  let bound: [Double]
  /// The nodes where `p` is positive, ascending.
  let nodes: [Int]
  /// The node where `p` is one: it comes down whenever the core is reached.
  let first: Int

  /// Products with `Λ` after which the search gives up.
  private static var maximumProducts: Int { 80 }
  /// Products after which nodes that do not amplify are left out.
  private static var patience: Int { 20 }
  /// By how much `ρ` must exceed one, for rounding.
  private static var leastGrowth: Double { 1e-9 }

  /// Found by power iteration on ever fewer nodes; nil where the spectral radius of `Λ` is below one, or no
  /// such nodes are found soon.
  init?(_ system: DistressSystem) {
    let count = system.count
    var x = filled(count) { system.buffered[$0] && system.start[$0] >= 0 ? 1.0 : 0 }
    for products in 1...Self.maximumProducts {
      let image = system.image(of: x)
      var (least, most) = (Double.infinity, 0.0)
      for i in 0..<count where x[i] > 0 {
        least = min(least, image[i] / x[i])
        most = max(most, image[i] / x[i])
      }
      guard most > 1 + Self.leastGrowth, most < .infinity else { return nil }
      if least > 1 + Self.leastGrowth {
        let largest = x.reduce(0, max)
        bound = x.map { $0 / largest }
        nodes = (0..<count).filter { x[$0] > 0 }
        first = x.firstIndex(of: largest) ?? 0
        return
      }
      let dropsOut = products % Self.patience == 0
      var peak = 0.0
      for i in 0..<count where x[i] > 0 {
        let growth = image[i] / x[i]
        // Half of what there was is kept, so that no period can arise.
        x[i] = dropsOut && growth <= 1 + Self.leastGrowth ? 0 : image[i] + 0.5 * most * x[i]
        peak = max(peak, x[i])
      }
      for i in 0..<count where x[i] > 0 { x[i] = max(x[i] / peak, 0x1p-900) }
    }
    return nil
  }

  /// Whether all nodes are in distress at a bound from below.
  func isReached(_ bound: [Double], _ system: DistressSystem) -> Bool {
    nodes.allSatisfy { bound[$0] > system.margin[$0] }
  }

  /// For each node whether its sole default has the whole core in distress after one round.
  func isReachedAtOnce(_ system: DistressSystem) -> [Bool] {
    let count = system.count
    let start = system.start.map { min(1, max(0, $0)) }
    let already = system.image(of: start)
    let room = start.map { 1 - $0 }
    var reached = [Bool](repeating: true, count: count)
    system.extended.withUnsafeBufferPointer { leverage in
      room.withUnsafeBufferPointer { room in
        reached.withUnsafeMutableBufferPointer { reached in
          for i in nodes {
            let needed = system.margin[i] - system.start[i] - already[i]
            let own = reached[i]
            var j = 0
            while j < count {
              let isEnough = leverage[i * count + j] * room[j] > needed
              reached[j] = reached[j] && isEnough
              j += 1
            }
            reached[i] = own
          }
        }
      }
    }
    return reached
  }
}

extension DistressSystem {
  /// `Λ·h`, and under it the losses of the bufferless, by `dgemv`.
  func image(of vector: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: outputs)
    extended.withUnsafeBufferPointer { matrix in
      vector.withUnsafeBufferPointer { vector in
        result.withUnsafeMutableBufferPointer { result in
          guard let matrix = matrix.baseAddress, let vector = vector.baseAddress,
            let target = result.baseAddress
          else { return }
          BlockKernel.multiply(matrix, by: vector, rows: outputs, columns: count, into: target)
        }
      }
    }
    return result
  }
}
