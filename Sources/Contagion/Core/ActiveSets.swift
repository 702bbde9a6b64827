import LinearAlgebra
import Networks

extension FixedPointSearch<ExposureNetwork> {
  /// Finds the fixed point of a piecewise-linear valuation by linear solves on active sets.
  ///
  /// Outer rounds move nodes between full and reduced value, in one direction only, so there are at
  /// most as many as nodes; each is finished exactly by ``solveReduced()``. Where that is not possible
  /// for the present sets, sweeps of monotone iteration go on until the sets change.
  mutating func solveActiveSets() -> SolutionStatus {
    var solved = descending
    var lastMove = Double.infinity
    var active: [Int] = []
    var first = !descending
    while true {
      let moved = updateFull()
      let nowActive = solved && descending ? active : activeNodes()
      if moved || nowActive != active || first {
        first = false
        round += 1
        if sweepsBeforeSolving, descending { sweepUntilSetsStand() }
        active = activeNodes()
        if let solution = solveReduced(active) {
          solved = true
          valuation = solution
          evaluate()
          continue
        }
        solved = false
        lastMove = .infinity
      }
      if solved { return .exact }
      if lastMove <= options.tolerance { return .converged }
      guard iterations < options.maximumIterations else { return .iterationLimit }
      usedFallback = true
      round += 1
      lastMove = sweep()
    }
  }

  /// The nodes whose claims are worth more than nothing and less than their face, as far as the present
  /// bound knows: from above all that have not come to zero; from below all whose line is positive.
  private func activeNodes() -> [Int] {
    (0..<model.count).filter { i in
      guard !full[i] else { return false }
      return descending ? valuation[i] > 0 : model.line(i, claims: claims[i]) > 0
    }
  }

  /// The valuations for the present sets: full value where ``full``, zero where neither full nor active,
  /// and on the active nodes the solution of `V = max(0, line(V))` (from below `V = min(1, line(V))`).
  ///
  /// Policy iteration: solve with all active nodes on their line, clip those outside, let go those whose
  /// line has come back, until no one moves. Nil where the spectral radius of the active block is not
  /// below one, certified by `(I − M)·y = 1` having a positive solution, or the clipping does not settle.
  private mutating func solveReduced(_ active: [Int]) -> [Double]? {
    var base = full.map { $0 ? 1.0 : 0.0 }
    guard !active.isEmpty else { return base }
    if active.allSatisfy({ model.slope[$0] == 0 }) {
      for i in active { base[i] = min(1, max(0, model.constant[i])) }
      return base
    }
    let bound = descending ? 0.0 : 1.0
    var clipped = [Bool](repeating: false, count: model.count)
    var certified = false
    for _ in 0..<(active.count + 10) {
      let nodes = active.filter { !clipped[$0] }
      for i in active where clipped[i] { base[i] = bound }
      for i in nodes { base[i] = 0 }
      let inflow = model.claims(at: base)
      guard
        let solution = solveLines(
          nodes, rightHandSide: nodes.map { model.line($0, claims: inflow[$0]) },
          certify: !certified)
      else { return nil }
      certified = true
      var candidate = base
      for (place, i) in nodes.enumerated() { candidate[i] = solution[place] }
      let claimsThere = model.claims(at: candidate)
      iterations += 2
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
      if !changed { return candidate.map { min(1, max(0, $0)) } }
    }
    return nil
  }

  /// Solves `V = rightHandSide + M·V` on the given nodes, `M[i,k] = slope_i·A[i,k]`.
  ///
  /// Nil where the system is singular to working precision or, when asked to certify, where `M` has
  /// a spectral radius of one or more.
  private func solveLines(
    _ nodes: [Int], rightHandSide: [Double], certify: Bool
  ) -> [Double]? {
    let system = model.lineSystem(nodes)
    guard let factor = LUFactor(system), factor.reciprocalCondition > Self.leastCondition else {
      return nil
    }
    if certify {
      let witness = factor.solve([Double](repeating: 1, count: nodes.count))
      guard witness.allSatisfy({ $0 > 0.5 }) else { return nil }
    }
    return factor.solve(rightHandSide)
  }

  /// Systems whose reciprocal condition is below this are iterated instead of solved.
  private static var leastCondition: Double { 1e-13 }
}

extension PiecewiseValuation<ExposureNetwork> {
  /// `I − M` on the given nodes, `M[i,k] = slope_i·A[i,k]`.
  func lineSystem(_ nodes: [Int]) -> Matrix {
    let order = nodes.count
    let elements = [Double](unsafeUninitializedCapacity: order * order) { system, count in
      network.claims.withUnsafeElements { claims in
        for row in 0..<order {
          let creditor = nodes[row] * self.count
          let slope = slope[nodes[row]]
          for column in 0..<order {
            system[row * order + column] =
              (row == column ? 1 : 0) - slope * claims[creditor + nodes[column]]
          }
        }
      }
      count = order * order
    }
    return Matrix(rows: order, columns: order, elements: elements)
  }
}
