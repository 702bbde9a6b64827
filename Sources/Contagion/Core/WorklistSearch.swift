import Glibc
import LinearAlgebra
import Networks

/// The search for the greatest fixed point over sparse claims, by rounds that visit only what has changed.
///
/// Valuations are upper bounds of the fixed point and fall. A round looks at the nodes whose claims have lost
/// value, values them anew, and only then passes on what they lost: within a round nobody is ahead.
struct WorklistSearch {
  let model: PiecewiseValuation<SparseExposures>
  let options: ContagionOptions
  /// The current bound of the valuations.
  var valuation: [Double]
  /// The round in which each default was found.
  private(set) var defaultRound: [Int?]
  /// Work in units of one product with all claims.
  var iterations = 0
  private(set) var usedFallback = false

  /// `Σ_k A[i,k]·(1 − V_k)`: what each node has lost on its claims.
  var losses: [Double]
  /// The nodes at full value.
  var full: [Bool]
  /// The nodes whose claims have changed, in the order in which that was found, and who they are.
  private var changed: [Int32]
  private var isChanged: [Bool]
  /// Whether ``losses`` are those at ``valuation`` added up afresh.
  private var areLossesFresh = false
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
    changed = filled(count) { Int32($0) }
    isChanged = Array(repeating: true, count: count)
  }

  /// The result at the current valuations.
  mutating func result(status: SolutionStatus, referenceEquity: [Double]) -> ContagionResult {
    let claims: [Double]
    if areLossesFresh {
      claims = filled(model.count) { model.claimsAtFace[$0] - losses[$0] }
    } else {
      claims = model.claims(at: valuation)
      iterations += 1
    }
    return model.result(
      valuation: valuation, claims: claims,
      equity: filled(model.count) { model.equity($0, claims: claims[$0]) },
      defaultRound: defaultRound, referenceEquity: referenceEquity,
      report: SolutionReport(
        status: status, iterations: iterations, fixedPoint: .greatest, usedFallback: usedFallback))
  }

  /// What a round found.
  private struct Round {
    /// Nodes to be valued anew, with their valuations.
    var falls: [(node: Int32, value: Double)] = []
    /// How many left full value or came to zero.
    var moves = 0
    /// How many of these a system with the nodes on the verge did not hold already.
    var surprises = 0
    /// The largest fall of a valuation.
    var largest = 0.0
    /// Whether falls within the tolerance were left.
    var left = false
  }

  /// Rounds until nothing falls by more than the tolerance.
  mutating func run() -> SolutionStatus {
    defer { iterations += (claimsVisited + claimCount - 1) / claimCount }
    var left = false
    var (quiet, calm) = (0, 0)
    var patience = 2
    var mayBeEarly = true
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
      calm = found.surprises == 0 ? calm + 1 : 0
      let touched = claimsOn(found.falls)
      let isDue = quiet >= patience
      // All who will be reached can be put on their lines before they are.
      let isEarly =
        mayBeEarly && calm >= 2 && touched > claimCount / Self.productAdvantage
        && found.largest < Self.fastDecline * before
      // What spreads so far will soon be everywhere.
      let ahead = isDue ? touched : claimCount
      if isDue || isEarly, isSlow(found.largest, before, touched: ahead) {
        (quiet, calm) = (0, 0)
        if solveLines(sweepsOnly: !isDue) {
          patience = 2
          continue
        }
        if isDue {
          usedFallback = true
          patience *= 2
        } else {
          mayBeEarly = false
        }
      }
      pass(found.falls, touched: touched)
      before = found.largest
    }
  }

  /// How many claims a product visits in the time in which one fall is passed on to one creditor.
  private static var productAdvantage: Int { 8 }
  /// Falls of a round at most this share of those before are no growth.
  private static var fastDecline: Double { 0.9 }

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

  /// Whether any loss takes the node from full value, onto its line.
  func isOnVerge(_ i: Int) -> Bool {
    !model.leavesByDefault[i]
      && model.line(i, claims: model.claimsAtFace[i]) <= 1 + model.lineGuard[i]
  }

  /// Values the nodes whose claims have changed, and forgets that they have.
  private mutating func look() -> Round {
    var found = Round()
    let model = model
    let tolerance = options.tolerance
    // Many are looked at in their order in memory.
    if changed.count > model.count / 16, changed.count < model.count { sortChanged() }
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
      if leaves || value == 0 {
        found.moves += 1
        if value == 0 || !isOnVerge(i) { found.surprises += 1 }
      }
      found.largest = max(found.largest, fall)
      found.falls.append((node, value))
    }
    changed.removeAll(keepingCapacity: true)
    return found
  }

  /// Puts the nodes whose claims have changed in ascending order.
  private mutating func sortChanged() {
    changed.removeAll(keepingCapacity: true)
    for i in isChanged.indices where isChanged[i] { changed.append(Int32(i)) }
  }

  /// How many claims there are on the nodes that fall.
  private func claimsOn(_ falls: [(node: Int32, value: Double)]) -> Int {
    let offsets = model.network.claimsByDebtor.rowOffsets
    var touched = 0
    for (node, _) in falls { touched += offsets[Int(node) + 1] - offsets[Int(node)] }
    return touched
  }

  /// Passes falls on to the creditors, claim by claim, or by one product where that is less work.
  private mutating func pass(_ falls: [(node: Int32, value: Double)], touched: Int) {
    let debtors = model.network.claimsByDebtor
    areLossesFresh = false
    guard touched <= claimCount / Self.productAdvantage else {
      claimsVisited += claimCount
      for (node, value) in falls { valuation[Int(node)] = value }
      renewLosses()
      return
    }
    claimsVisited += touched
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
  }

  /// `Σ_k A[i,k]·(1 − V_k)` afresh.
  func losses(at valuation: [Double]) -> [Double] {
    model.network.claims.times(filled(valuation.count) { 1 - valuation[$0] })
  }

  /// Computes all losses afresh, and holds every node for changed.
  private mutating func renewLosses() {
    takeLosses(losses(at: valuation))
  }

  /// Takes over the losses at the present valuations, and holds every node for changed.
  mutating func takeLosses(_ fresh: [Double]) {
    losses = fresh
    areLossesFresh = true
    changed = filled(model.count) { Int32($0) }
    for i in isChanged.indices { isChanged[i] = true }
  }
}
