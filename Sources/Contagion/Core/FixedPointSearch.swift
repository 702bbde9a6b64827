import Networks

/// The running state of a search for a fixed point of a ``PiecewiseValuation``.
///
/// Descending (greatest): valuations are upper bounds of the fixed point; a node that has left full
/// value, and one that has come to zero, never returns. Ascending (least): the mirror image.
struct FixedPointSearch<Network: Exposures> {
  let model: PiecewiseValuation<Network>
  let options: ContagionOptions
  /// The nodes that are in default whatever happens.
  let failed: [Bool]
  /// The current bound of the valuations.
  var valuation: [Double]
  /// `A·V` at ``valuation``.
  var claims: [Double] = []
  /// `E` at ``valuation``.
  var equity: [Double] = []
  /// The nodes at full value.
  var full: [Bool]
  /// The round in which each default was found.
  var defaultRound: [Int?]
  var round = 0
  var iterations = 0
  var usedFallback = false
  /// Whether sweeps look for the sets of nodes before a system is solved: fewer solves to the same fixed
  /// point, but rounds are not waves of default then.
  var sweepsBeforeSolving = false

  var descending: Bool { options.fixedPoint == .greatest }

  init(model: PiecewiseValuation<Network>, options: ContagionOptions, failed: [Bool]) {
    self.model = model
    self.options = options
    self.failed = failed
    let start = options.fixedPoint == .greatest
    valuation = Array(repeating: start ? 1 : 0, count: model.count)
    full = Array(repeating: start, count: model.count)
    defaultRound = failed.map { $0 ? 0 : nil }
    // What claims are worth at full value is known already, and at zero value there is nothing to add.
    claims = start ? model.claimsAtFace : Array(repeating: 0, count: model.count)
    equity = model.equity(claims: claims)
    iterations = 1
  }

  /// Evaluates the network at ``valuation``.
  mutating func evaluate() {
    claims = model.claims(at: valuation)
    equity = model.equity(claims: claims)
    iterations += 1
  }

  /// Moves nodes between full and reduced value as the current bound says, in its direction only;
  /// returns whether any moved.
  mutating func updateFull() -> Bool {
    var moved = false
    for i in 0..<model.count where full[i] == descending {
      let leaves = model.leavesFull(i, claims: claims[i], equity: equity[i])
      if leaves == descending {
        full[i] = !descending
        moved = true
      }
    }
    if descending { recordDefaults() }
    return moved
  }

  /// Notes the round of each default that the current bound shows for the first time.
  mutating func recordDefaults() {
    for i in 0..<model.count where defaultRound[i] == nil {
      if model.isDefault(i, equity[i]) { defaultRound[i] = round }
    }
  }

  /// One sweep of monotone iteration; returns the largest move.
  mutating func sweep() -> Double {
    var largest = 0.0
    for i in 0..<model.count {
      let value = full[i] ? 1 : model.reduced(i, claims: claims[i])
      // Rounding must not turn a monotone sequence back.
      let next = descending ? min(value, valuation[i]) : max(value, valuation[i])
      largest = max(largest, abs(next - valuation[i]))
      valuation[i] = next
    }
    evaluate()
    return largest
  }

  /// Sweeps until one of them moves no node from full value, and none to zero.
  mutating func sweepUntilSetsStand() {
    for _ in 0..<model.count {
      let zeros = valuation.map { $0 <= 0 }
      _ = sweep()
      if !updateFull(), valuation.map({ $0 <= 0 }) == zeros { return }
    }
  }

  /// Monotone iteration until nothing moves by more than the tolerance.
  mutating func iterate() -> SolutionStatus {
    // At full value the first question is whether anyone leaves it; at zero the first sweep tells.
    var lastMove = descending ? 0 : Double.infinity
    while true {
      let moved = updateFull()
      if !moved, lastMove <= options.tolerance { return round == 0 ? .exact : .converged }
      guard iterations < options.maximumIterations else { return .iterationLimit }
      round += 1
      lastMove = sweep()
    }
  }
}
