import LinearAlgebra
import Networks

extension FixedPointSearch<ExposureNetwork> {
  /// Finds the fixed point of a piecewise-linear valuation by linear solves on active sets.
  ///
  /// Outer rounds move nodes between full and reduced value, in one direction only, so there are at
  /// most as many as nodes; each is finished exactly by ``solveReduced()``. Where that is not possible
  /// for the present sets, from below ``solveBounded(_:)`` is exact too; from above sweeps of monotone iteration
  /// go on until the sets change, and only where they do not for long is ``solveBounded(_:)`` asked.
  mutating func solveActiveSets() -> SolutionStatus {
    var solved = descending
    var lastMove = Double.infinity
    var active: [Int] = []
    var first = !descending
    var sweepsInVain = 0
    while true {
      let moved = updateFull()
      let nowActive = solved && descending ? active : activeNodes()
      if moved || nowActive != active || first {
        first = false
        round += 1
        if sweepsBeforeSolving, descending { sweepUntilSetsStand() }
        active = activeNodes()
        sweepsInVain = 0
        if let solution = solveReduced(active) ?? (descending ? nil : solveBounded(active)) {
          solved = true
          valuation = solution.valuation
          claims = solution.claims
          equity = model.equity(claims: claims)
          continue
        }
        solved = false
        lastMove = .infinity
      }
      if solved { return .exact }
      if lastMove <= options.tolerance { return .converged }
      guard iterations < options.maximumIterations else { return .iterationLimit }
      usedFallback = true
      sweepsInVain += 1
      if sweepsInVain.isMultiple(of: Self.sweepsBeforeBounded),
        let solution = solveBounded(active)
      {
        solved = true
        valuation = solution.valuation
        claims = solution.claims
        equity = model.equity(claims: claims)
        continue
      }
      round += 1
      lastMove = sweep()
    }
  }

  /// How many sweeps from above may leave the sets as they are before more than sweeps is tried.
  private static var sweepsBeforeBounded: Int { 64 }

  /// The nodes whose claims are worth more than nothing and less than their face, as far as the present
  /// bound knows: from above all that have not come to zero; from below all whose line is positive.
  private func activeNodes() -> [Int] {
    (0..<model.count).filter { i in
      guard !full[i] else { return false }
      return descending ? valuation[i] > 0 : model.line(i, claims: claims[i]) > 0
    }
  }

  /// The valuations for the present sets, and what claims are worth there: full value where ``full``, zero
  /// where neither full nor active, and on the active nodes the solution of `V = max(0, line(V))` (from below
  /// `V = min(1, line(V))`).
  ///
  /// Policy iteration: solve with all active nodes on their line, clip those outside, let go those whose
  /// line has come back, until no one moves. Nil where the spectral radius of the active block is not
  /// below one, certified by ``LineSystem``, or the clipping does not settle.
  private mutating func solveReduced(
    _ active: [Int]
  ) -> (valuation: [Double], claims: [Double])? {
    var isActive = [Bool](repeating: false, count: model.count)
    for i in active { isActive[i] = true }
    // The present valuations, but at the bounds what is there: mostly they are there already.
    var candidate = valuation
    for i in candidate.indices where !isActive[i] { candidate[i] = full[i] ? 1 : 0 }
    if active.allSatisfy({ model.slope[$0] == 0 }) {
      for i in active { candidate[i] = min(1, max(0, model.constant[i])) }
      return (candidate, claims(at: candidate))
    }
    var claimsThere = candidate == valuation ? claims : claims(at: candidate)
    let bound = descending ? 0.0 : 1.0
    var clipped = [Bool](repeating: false, count: model.count)
    var certified = false
    for _ in 0..<(active.count + 10) {
      let nodes = active.filter { !clipped[$0] }
      if nodes.count < LineSystem.leastIterated {
        // What is factorised is solved from zero, with no rounding of what was there before.
        for i in nodes { candidate[i] = 0 }
        claimsThere = claims(at: candidate)
      }
      guard
        let (correction, products) = LineSystem(model, nodes).solve(
          nodes.map { model.line($0, claims: claimsThere[$0]) - candidate[$0] },
          certify: !certified)
      else { return nil }
      iterations += products
      certified = true
      for (place, i) in nodes.enumerated() { candidate[i] += correction[place] }
      claimsThere = claims(at: candidate)
      var changed = false
      for i in active {
        let line = model.line(i, claims: claimsThere[i])
        let beyond = descending ? -line : line - 1
        let outside = clipped[i] ? beyond >= -model.lineGuard[i] : beyond > model.lineGuard[i]
        if outside != clipped[i] {
          clipped[i] = outside
          changed = true
        }
      }
      guard changed else {
        let admissible = candidate.map { min(1, max(0, $0)) }
        return (admissible, admissible == candidate ? claimsThere : claims(at: admissible))
      }
      let before = candidate
      for i in active where clipped[i] { candidate[i] = bound }
      if candidate != before { claimsThere = claims(at: candidate) }
    }
    return nil
  }

  /// `A·V`, counted as an iteration.
  mutating func claims(at valuation: [Double]) -> [Double] {
    iterations += 1
    return model.claims(at: valuation)
  }
}
