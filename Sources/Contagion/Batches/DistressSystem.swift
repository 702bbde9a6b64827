import LinearAlgebra
import Networks

/// The equation `h = clip(s + Λ·h, 0, 1)` of linear DebtRank, common to all shocks of a batch.
///
/// A node without positive reference equity has no row in `Λ`: it is at zero until the losses on its claims
/// exceed its book equity, and then at one.
struct DistressSystem {
  /// The number of nodes.
  let count: Int
  /// The rows of `Λ`, and under them the claims of each node in ``bufferless``.
  let extended: [Double]
  /// The distress of the network as it stands; up to rounding zero is zero.
  let start: [Double]
  /// Distress within this of a bound counts as at the bound.
  let margin: [Double]
  /// The nodes that have no positive reference equity.
  let bufferless: [Int]
  /// Their book equities, and the least loss on claims that is a default.
  let bufferlessLimit: [Double]
  /// Which nodes have a row in `Λ`.
  let buffered: [Bool]

  /// The rows of ``extended``.
  var outputs: Int { count + bufferless.count }

  init(_ network: ExposureNetwork, referenceEquity: [Double], defaultTest: DefaultTest) {
    let nodes = network.count
    let model = PiecewiseValuation(
      network, .linearDebtRank, referenceEquity: referenceEquity,
      alreadyDefaulted: Array(repeating: false, count: nodes),
      options: ContagionOptions(defaultTest: defaultTest))
    let book = model.equity(claims: model.claimsAtFace)
    let bufferless = (0..<nodes).filter { !(referenceEquity[$0] > 0) }
    var start = [Double](repeating: 0, count: nodes)
    var extended = [Double](repeating: 0, count: (nodes + bufferless.count) * nodes)
    network.claims.withUnsafeElements { claims in
      for i in 0..<nodes where referenceEquity[i] > 0 {
        let distress = 1 - model.line(i, claims: model.claimsAtFace[i])
        start[i] = abs(distress) > model.lineGuard[i] ? distress : 0
        for k in 0..<nodes {
          extended[i * nodes + k] = claims[i * nodes + k] / referenceEquity[i]
        }
      }
      for (place, i) in bufferless.enumerated() {
        for k in 0..<nodes { extended[(nodes + place) * nodes + k] = claims[i * nodes + k] }
      }
    }
    count = nodes
    self.extended = extended
    self.start = start
    margin = model.lineGuard
    self.bufferless = bufferless
    // Strict: E < −guard, so the loss must exceed the equity and the guard. Weak: E ≤ guard.
    bufferlessLimit = bufferless.map {
      defaultTest == .strict
        ? (book[$0] + model.guardBand[$0]).nextUp : book[$0] - model.guardBand[$0]
    }
    buffered = referenceEquity.map { $0 > 0 }
  }

  /// A column for each shock, before contagion.
  func columns(_ shocks: ShockBatch) -> [ShockColumn] {
    switch shocks {
    case .singleDefaults:
      return (0..<count).map { node in
        var shock = start
        shock[node] = .infinity
        return ShockColumn(shock: shock, soleDefault: node)
      }
    case .losses(let losses):
      return (0..<losses.columns).map { j in
        let shock = (0..<count).map { i in
          losses[i, j] >= 1 ? .infinity : start[i] + (buffered[i] ? losses[i, j] : 0)
        }
        return ShockColumn(shock: shock, soleDefault: nil)
      }
    }
  }

  /// One shock by ``propagate(_:valuation:referenceEquity:alreadyDefaulted:options:)``: where the batch
  /// cannot finish it.
  func solveAlone(
    _ column: Int, _ shocks: ShockBatch, network: ExposureNetwork, referenceEquity: [Double],
    options: ContagionOptions
  ) -> ContagionResult {
    var failed = [Bool](repeating: false, count: count)
    var senior = network.externalLiabilities
    switch shocks {
    case .singleDefaults:
      failed[column] = true
    case .losses(let losses):
      for i in 0..<count {
        failed[i] = losses[i, column] >= 1
        if buffered[i], !failed[i] { senior[i] += losses[i, column] * referenceEquity[i] }
      }
    }
    guard
      let shocked = try? network.with(
        externalAssets: network.externalAssets, externalLiabilities: senior)
    else { preconditionFailure("losses of shock \(column) are not finite") }
    return propagate(
      shocked, valuation: .linearDebtRank, referenceEquity: referenceEquity,
      alreadyDefaulted: failed, options: options, sweepsBeforeSolving: true)
  }
}
