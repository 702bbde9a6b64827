import Glibc
import LinearAlgebra
import Networks

extension FixedPointSearch<SparseExposures> {
  /// Finds the greatest fixed point by rounds that visit only what has changed.
  mutating func searchWorklist() -> SolutionStatus {
    var worklist = WorklistSearch(model: model, options: options, failed: failed)
    let status = worklist.run()
    valuation = worklist.valuation
    defaultRound = worklist.defaultRound
    usedFallback = worklist.usedFallback
    iterations += worklist.iterations
    evaluate()
    return status
  }
}

/// The search for the greatest fixed point over sparse claims, by rounds that visit only what has changed.
///
/// Valuations are upper bounds of the fixed point and fall. A round looks at the nodes whose claims have lost
/// value, values them anew, and only then passes on what they lost: within a round nobody is ahead.
struct WorklistSearch {
  let model: PiecewiseValuation<SparseExposures>
  let options: ContagionOptions
  /// The current bound of the valuations.
  private(set) var valuation: [Double]
  /// The round in which each default was found.
  private(set) var defaultRound: [Int?]
  /// Work in units of one product with all claims.
  private(set) var iterations = 0
  private(set) var usedFallback = false

  /// `Σ_k A[i,k]·(1 − V_k)`: what each node has lost on its claims.
  private var losses: [Double]
  /// The nodes at full value.
  private var full: [Bool]
  /// The nodes whose claims have changed, in the order in which that was found, and who they are.
  private var changed: [Int32]
  private var isChanged: [Bool]
  private var round = 0
  private var claimsVisited = 0

  init(model: PiecewiseValuation<SparseExposures>, options: ContagionOptions, failed: [Bool]) {
    self.model = model
    self.options = options
    let count = model.count
    valuation = Array(repeating: 1, count: count)
    losses = Array(repeating: 0, count: count)
    full = Array(repeating: true, count: count)
    defaultRound = failed.map { $0 ? 0 : nil }
    changed = (0..<count).map { Int32($0) }
    isChanged = Array(repeating: true, count: count)
  }

  /// What a round found.
  private struct Round {
    /// Nodes to be valued anew, with their valuations.
    var falls: [(node: Int32, value: Double)] = []
    /// How many left full value or came to zero.
    var moves = 0
    /// The largest fall of a valuation.
    var largest = 0.0
    /// Whether falls within the tolerance were left.
    var left = false
  }

  /// Rounds until nothing falls by more than the tolerance.
  mutating func run() -> SolutionStatus {
    defer { iterations += (claimsVisited + claimCount - 1) / claimCount }
    var left = false
    var quiet = 0
    var patience = 2
    var before = Double.infinity
    while true {
      let found = look()
      left = left || found.left
      guard !found.falls.isEmpty else { return left ? .converged : .exact }
      guard iterations + claimsVisited / claimCount < options.maximumIterations else {
        return .iterationLimit
      }
      round += 1
      quiet = found.moves == 0 ? quiet + 1 : 0
      let touched = pass(found.falls)
      if quiet >= patience, isSlow(found.largest, before, touched: touched) {
        if solveLines() {
          patience = 2
        } else {
          usedFallback = true
          patience *= 2
        }
        quiet = 0
      }
      before = found.largest
    }
  }

  private var claimCount: Int { max(1, model.network.claims.entryCount) }

  /// Whether falls that shrink as the last did need more visits of claims than a solve.
  private func isSlow(_ largest: Double, _ before: Double, touched: Int) -> Bool {
    guard model.curve == nil, largest > options.tolerance else { return false }
    let rounds =
      largest < before ? log(options.tolerance / largest) / log(largest / before) : .infinity
    return rounds * Double(touched) > Self.solveVisits * Double(claimCount)
  }

  /// About how many visits of all claims a solve takes.
  private static var solveVisits: Double { 12 }

  /// Values the nodes whose claims have changed, and forgets that they have.
  private mutating func look() -> Round {
    var found = Round()
    let model = model
    let tolerance = options.tolerance
    for node in changed {
      let i = Int(node)
      isChanged[i] = false
      let claims = model.claimsAtFace[i] - losses[i]
      let equity = model.equity(i, claims: claims)
      if defaultRound[i] == nil, model.isDefault(i, equity) { defaultRound[i] = round }
      let leaves = full[i] && model.leavesFull(i, claims: claims, equity: equity)
      guard !full[i] || leaves else { continue }
      full[i] = false
      let value = min(valuation[i], model.reduced(i, claims: claims))
      let fall = valuation[i] - value
      guard fall > tolerance else {
        found.left = found.left || fall > 0
        continue
      }
      if leaves || value == 0 { found.moves += 1 }
      found.largest = max(found.largest, fall)
      found.falls.append((node, value))
    }
    changed.removeAll(keepingCapacity: true)
    return found
  }

  /// Passes falls on to the creditors, claim by claim, or by one product where that is less work.
  ///
  /// Returns how many claims that concerned.
  private mutating func pass(_ falls: [(node: Int32, value: Double)]) -> Int {
    let debtors = model.network.claimsByDebtor
    var touched = 0
    for (node, _) in falls {
      touched += debtors.rowOffsets[Int(node) + 1] - debtors.rowOffsets[Int(node)]
    }
    claimsVisited += touched
    if touched > claimCount / 3 {
      for (node, value) in falls { valuation[Int(node)] = value }
      renewLosses()
      return touched
    }
    losses.withUnsafeMutableBufferPointer { losses in
      isChanged.withUnsafeMutableBufferPointer { isChanged in
        debtors.columnIndices.withUnsafeBufferPointer { creditors in
          debtors.values.withUnsafeBufferPointer { amounts in
            for (node, value) in falls {
              let k = Int(node)
              let fall = valuation[k] - value
              valuation[k] = value
              var place = debtors.rowOffsets[k]
              let end = debtors.rowOffsets[k + 1]
              while place < end {
                let creditor = creditors[place]
                losses[Int(creditor)] += amounts[place] * fall
                if !isChanged[Int(creditor)] {
                  isChanged[Int(creditor)] = true
                  changed.append(creditor)
                }
                place += 1
              }
            }
          }
        }
      }
    }
    return touched
  }

  /// `Σ_k A[i,k]·(1 − V_k)` afresh.
  private func losses(at valuation: [Double]) -> [Double] {
    model.network.claims.times(valuation.map { 1 - $0 })
  }

  /// Computes all losses afresh, and holds every node for changed.
  private mutating func renewLosses() {
    losses = losses(at: valuation)
    changed = (0..<model.count).map { Int32($0) }
    for i in isChanged.indices { isChanged[i] = true }
  }

  /// Solves the system of the nodes on their lines for the present sets; false where that may not be done.
  ///
  /// Policy iteration as in the dense search: nodes beyond zero are held there, and let go when their line
  /// comes back. In the correction `e = r + M·e` of an upper bound `r` is not negative, and `e ≥ r` shows
  /// that the spectral radius of `M` is not above one.
  private mutating func solveLines() -> Bool {
    let active = (0..<model.count).filter { !full[$0] && valuation[$0] > 0 && model.slope[$0] > 0 }
    guard !active.isEmpty else { return false }
    var candidate = valuation
    var lost = losses(at: candidate)
    var held = [Bool](repeating: false, count: model.count)
    iterations += 1
    for attempt in 0..<12 {
      var (factors, constant) = (
        [Double](repeating: 0, count: model.count), [Double](repeating: 0, count: model.count)
      )
      for i in active where !held[i] {
        factors[i] = model.slope[i]
        constant[i] = candidate[i] - model.line(i, claims: model.claimsAtFace[i] - lost[i])
      }
      let found = model.network.claims.scaledFixedPoint(
        rowFactors: factors, constant: constant, tolerance: 0.1 * options.tolerance,
        maximumProducts: 200)
      iterations += found.products
      let slack = options.tolerance
      guard found.residual <= slack else { return false }
      var isUpper = true
      for i in active where !held[i] {
        isUpper = isUpper && found.solution[i] >= constant[i] - slack
        candidate[i] -= found.solution[i]
      }
      guard attempt > 0 || isUpper else { return false }
      lost = losses(at: candidate)
      iterations += 1
      var changes = false
      for i in active {
        let line = model.line(i, claims: model.claimsAtFace[i] - lost[i])
        let outside = held[i] ? line <= model.lineGuard[i] : line < -model.lineGuard[i]
        if outside != held[i] {
          held[i] = outside
          changes = true
        }
      }
      guard changes else {
        adopt(candidate, active, lost)
        return true
      }
      for i in active where held[i] { candidate[i] = 0 }
      lost = losses(at: candidate)
      iterations += 1
    }
    return false
  }

  /// Takes a solution over, and has everyone looked at with the losses that go with it.
  private mutating func adopt(_ solution: [Double], _ active: [Int], _ lost: [Double]) {
    var isClipped = false
    for i in active {
      let value = min(valuation[i], max(0, solution[i]))
      isClipped = isClipped || value != solution[i]
      valuation[i] = value
    }
    losses = isClipped ? losses(at: valuation) : lost
    if isClipped { iterations += 1 }
    changed = (0..<model.count).map { Int32($0) }
    for i in isChanged.indices { isChanged[i] = true }
  }
}
