import LinearAlgebra

/// Assets that are paid out layer after layer: classes of debt in their order, then equity without end.
///
/// A node with assets `t_k` pays `clip(t_k − floor_ck, 0, size_ck)` into layer `c`, of which creditor `i` receives
/// the share `share_c[i,k]`.
struct LayeredSystem {
  let externalAssets: [Double]
  /// One matrix per layer, row = who receives; no more than one in each column together.
  let shares: [Matrix]
  /// What must be paid before a layer; the floor of the last layer is the whole debt.
  let floors: [[Double]]
  /// How much a layer takes; the last is infinite.
  let sizes: [[Double]]
  /// The most that claims can bring each node.
  let claimsAtFace: [Double]
  /// Equities closer to zero count as zero.
  let guardBand: [Double]

  init(externalAssets: [Double], classes: [DebtClass], equityHoldings: Matrix?) {
    let count = externalAssets.count
    var floors = [[Double](repeating: 0, count: count)]
    var sizes: [[Double]] = []
    var shares: [Matrix] = []
    var atFace = [Double](repeating: 0, count: count)
    for debt in classes {
      let size = zip(debt.claims.columnSums, debt.externalLiabilities).map { $0 + $1 }
      var share = debt.claims
      for i in 0..<count {
        for k in 0..<count where size[k] > 0 { share[i, k] /= size[k] }
      }
      shares.append(share)
      sizes.append(size)
      floors.append(zip(floors[floors.count - 1], size).map { $0 + $1 })
      atFace = zip(atFace, debt.claims.rowSums).map { $0 + $1 }
    }
    shares.append(equityHoldings ?? Matrix(rows: count, columns: count))
    sizes.append(Array(repeating: .infinity, count: count))
    self.externalAssets = externalAssets
    self.shares = shares
    self.floors = floors
    self.sizes = sizes
    claimsAtFace = atFace
    guardBand = (0..<count).map {
      Rounding.equityShare
        * (externalAssets[$0] + atFace[$0] + floors[classes.count][$0])
    }
  }

  var count: Int { externalAssets.count }

  /// What each node pays into a layer out of the given assets.
  func payments(layer: Int, assets: [Double]) -> [Double] {
    (0..<count).map { min(sizes[layer][$0], max(0, assets[$0] - floors[layer][$0])) }
  }

  /// The operator `F(t)` whose fixed point is sought.
  func value(_ assets: [Double]) -> [Double] {
    var total = externalAssets
    for layer in shares.indices {
      let received = shares[layer].times(payments(layer: layer, assets: assets))
      for i in 0..<count { total[i] += received[i] }
    }
    return total
  }

  /// Assets that no fixed point exceeds: all claims at face, and equities before any debt.
  ///
  /// `t = Ae + claims + holdings·t`; nil where the equities are not determined.
  func upperBound() -> [Double]? {
    var system = Matrix.identity(count)
    let holdings = shares[shares.count - 1]
    for i in 0..<count {
      for k in 0..<count { system[i, k] -= holdings[i, k] }
    }
    return solve(system, zip(externalAssets, claimsAtFace).map { $0 + $1 })
  }

  /// The layer that each node pays in part at the given assets: the last whose floor they reach.
  ///
  /// Layers without size are passed over.
  func layers(_ assets: [Double]) -> [Int] {
    (0..<count).map { k in
      sizes.indices.first { assets[k] < floors[$0][k] + sizes[$0][k] } ?? sizes.count - 1
    }
  }

  /// The assets that solve the equations if each node pays the given layer in part, unless they do not, or
  /// the system is singular to working precision.
  func solution(layers: [Int]) -> [Double]? {
    var system = Matrix.identity(count)
    var right = externalAssets
    for k in 0..<count {
      for (layer, share) in shares.enumerated().prefix(layers[k] + 1) {
        // In full below the layer of node k; in the layer itself what is above its floor.
        let paid = layer < layers[k] ? sizes[layer][k] : -floors[layer][k]
        if paid == 0, layer < layers[k] { continue }
        for i in 0..<count {
          right[i] += share[i, k] * paid
          if layer == layers[k] { system[i, k] -= share[i, k] }
        }
      }
    }
    guard let factor = LUFactor(system), factor.reciprocalCondition > 1e-13 else { return nil }
    let witness = factor.solve([Double](repeating: 1, count: count))
    guard witness.allSatisfy({ $0 > 0.5 }) else { return nil }
    let assets = factor.solve(right)
    let fits = (0..<count).allSatisfy { k in
      let floor = floors[layers[k]][k]
      return assets[k] >= floor - 10 * guardBand[k]
        && assets[k] <= floor + sizes[layers[k]][k] + 10 * guardBand[k]
    }
    return fits ? assets : nil
  }
}

/// The running state of a search for the greatest or least fixed point of a ``LayeredSystem``.
///
/// If the bound of the assets and a solution of the linear equations lie in the same layers, the
/// operator is linear between them, so that no other fixed point lies there: the solution is the one sought.
struct LayeredSearch {
  let system: LayeredSystem
  let options: ContagionOptions
  var assets: [Double]
  var iterations = 0
  var usedFallback = false
  /// The layers whose linear equations have been solved last.
  private var tried: [Int]?

  init(system: LayeredSystem, options: ContagionOptions) {
    self.system = system
    self.options = options
    let start = options.fixedPoint == .greatest ? system.upperBound() : system.externalAssets
    assets = start ?? system.externalAssets
  }

  mutating func run() -> SolutionStatus {
    let descending = options.fixedPoint == .greatest
    let scale = max(.leastNormalMagnitude, assets.reduce(0) { max($0, abs($1)) })
    var layers = system.layers(assets)
    if finish(layers) { return .exact }
    while true {
      let next = system.value(assets)
      iterations += 1
      var largest = 0.0
      for i in next.indices {
        // Rounding must not turn a monotone sequence back.
        let bound = descending ? min(next[i], assets[i]) : max(next[i], assets[i])
        largest = max(largest, abs(bound - assets[i]))
        assets[i] = bound
      }
      let settled = largest <= options.tolerance * scale
      let now = system.layers(assets)
      // A solve costs as much as hundreds of sweeps: only where a sweep has left the layers as they were.
      if now == layers || settled, finish(now) { return .exact }
      layers = now
      usedFallback = options.method == .activeSets
      if settled { return .converged }
      guard iterations < options.maximumIterations else { return .iterationLimit }
    }
  }

  /// Puts the solution of the linear equations of the given layers in place, if that is the one sought.
  private mutating func finish(_ layers: [Int]) -> Bool {
    guard options.method == .activeSets, tried != layers else { return false }
    tried = layers
    guard let solution = system.solution(layers: layers) else { return false }
    assets = solution
    usedFallback = false
    return true
  }

  var residual: Double {
    zip(system.value(assets), assets).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}
