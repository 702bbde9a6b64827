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
  /// Nodes that pay every debt in full, whatever they have: those not known to be in default.
  var paysInFull: [Bool]

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
    paysInFull = Array(repeating: false, count: count)
  }

  var count: Int { externalAssets.count }

  /// What each node pays into a layer out of the given assets.
  func payments(layer: Int, assets: [Double]) -> [Double] {
    let isDebt = layer < sizes.count - 1
    return (0..<count).map {
      if isDebt, paysInFull[$0] { return sizes[layer][$0] }
      return min(sizes[layer][$0], max(0, assets[$0] - floors[layer][$0]))
    }
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

  /// The layer that moves when a node's assets do, from above or from below, if any: the last one whose floor is under
  /// them (from below: not over them).
  ///
  /// Layers without size are passed over; what is within rounding of a floor is at it.
  func layer(_ k: Int, assets: Double, descending: Bool) -> Int? {
    let above = descending ? assets - guardBand[k] : assets + guardBand[k]
    let equity = sizes.count - 1
    if paysInFull[k] { return above > floors[equity][k] ? equity : nil }
    return sizes.indices.last {
      descending ? floors[$0][k] < above : floors[$0][k] <= above
    }
  }

  /// The layers of all nodes.
  func layers(_ assets: [Double], descending: Bool) -> [Int?] {
    (0..<count).map { layer($0, assets: assets[$0], descending: descending) }
  }
}
