import LinearAlgebra
import Networks

extension WorklistSearch {
  /// Solves the system of the nodes on their lines for the present sets; false where that may not be done.
  ///
  /// Policy iteration as in the dense search: nodes beyond zero are held there, and let go when their line
  /// comes back. In the correction `e = r + M·e` of an upper bound `r` is not negative, and `e ≥ r` shows
  /// that the spectral radius of `M` is not above one. Nodes at full value that any loss takes onto their line
  /// are on it from the start: those that nothing reaches stay where they are.
  mutating func solveLines(sweepsOnly: Bool = false) -> Bool {
    let isActive = filled(model.count) {
      valuation[$0] > 0 && model.slope[$0] > 0 && (!full[$0] || isOnVerge($0))
    }
    guard isActive.contains(true) else { return false }
    var candidate = valuation
    var lost = losses
    var held = [Bool](repeating: false, count: model.count)
    for attempt in 0..<12 {
      var (factors, constant) = (
        [Double](repeating: 0, count: model.count), [Double](repeating: 0, count: model.count)
      )
      for i in isActive.indices where isActive[i] && !held[i] {
        factors[i] = model.slope[i]
        let missing = candidate[i] - model.line(i, claims: model.claimsAtFace[i] - lost[i])
        // What is full up to rounding is full.
        constant[i] = candidate[i] == 1 && abs(missing) <= model.lineGuard[i] ? 0 : missing
      }
      let found = model.network.claims.scaledFixedPoint(
        rowFactors: factors, constant: constant, tolerance: 0.5 * options.tolerance,
        maximumProducts: 200, sweepsOnly: sweepsOnly)
      iterations += found.products
      let slack = options.tolerance
      guard found.residual <= slack else { return false }
      var isUpper = true
      for i in isActive.indices where isActive[i] && !held[i] {
        isUpper = isUpper && found.solution[i] >= constant[i] - slack
        candidate[i] -= found.solution[i]
      }
      guard attempt > 0 || isUpper else { return false }
      for i in lost.indices { lost[i] += found.image[i] }
      var changes = false
      for i in isActive.indices where isActive[i] {
        let line = model.line(i, claims: model.claimsAtFace[i] - lost[i])
        let outside = held[i] ? line <= model.lineGuard[i] : line < -model.lineGuard[i]
        if outside != held[i] {
          held[i] = outside
          changes = true
        }
      }
      guard changes else {
        adopt(candidate, isActive, lost)
        return true
      }
      for i in isActive.indices where held[i] { candidate[i] = 0 }
      lost = losses(at: candidate)
      iterations += 1
    }
    return false
  }

  /// Takes a solution over, and has everyone looked at with the losses that go with it.
  private mutating func adopt(_ solution: [Double], _ isActive: [Bool], _ lost: [Double]) {
    var isClipped = false
    for i in isActive.indices where isActive[i] {
      // A loss within the guard leaves a node at full value, and what it passes on is rounding.
      if full[i], model.line(i, claims: model.claimsAtFace[i] - lost[i]) >= 1 - model.lineGuard[i] {
        continue
      }
      full[i] = false
      let value = min(valuation[i], max(0, solution[i]))
      isClipped = isClipped || value != solution[i]
      valuation[i] = value
    }
    if isClipped { iterations += 1 }
    takeLosses(isClipped ? losses(at: valuation) : lost)
  }
}
