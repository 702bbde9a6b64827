import LinearAlgebra
import Networks

/// The cascade of defaults over sparse claims that are worth their face or a fixed share of it (Furfine).
///
/// Nothing but who is in default matters, so a node is two numbers in one place: the face of its claims on
/// nodes in default, and how much of that it can bear. While few default in a round, their claims are visited by
/// debtor and each creditor is charged; once their claims are a good part of those of the nodes still up,
/// these look through their own debtors in turn, of whom one bit each is read. Both see the defaults of
/// the rounds before and no others.
struct DefaultSearch {
  /// What a node has lost, and what it can lose.
  private struct Node {
    /// The face of its claims on nodes in default.
    var lost: Double
    /// It is in default when more than this is lost; infinite once it is.
    var limit: Double
  }

  private let network: SparseExposures
  private let recovery: Double
  private let options: ContagionOptions
  private let failed: [Bool]
  private var nodes: [Node]
  /// A bit for each node whose claims have fallen to the recovery.
  private var isDown: [UInt64]
  private var defaultRound: [Int?]
  /// The nodes that the last round brought down, and how many there are.
  private var frontier: [Int32]
  private var frontierCount = 0
  /// The place for the next ones.
  private var next: [Int32]
  /// The claims of the nodes that are up.
  private var remaining: Int
  private var round = 0
  private var claimsVisited = 0

  /// How many claims in a row are looked through in the time in which one creditor is charged.
  private static var lookingAdvantage: Int { 24 }

  init(
    _ network: SparseExposures, recovery: Double, failed: [Bool], options: ContagionOptions
  ) {
    self.network = network
    self.recovery = recovery
    self.failed = failed
    self.options = options
    let count = network.count
    // With full recovery nothing is ever lost, and any scale will do.
    let scale = recovery < 1 ? 1 / (1 - recovery) : 1
    let equities = NodeEquities(network)
    nodes = filled(count) { i in
      let (equity, guardBand) = equities.beforeLosses(i)
      let limit =
        options.defaultTest == .strict
        ? (equity + guardBand) * scale : ((equity - guardBand) * scale).nextDown
      return Node(lost: 0, limit: limit)
    }
    isDown = Array(repeating: 0, count: (count + 63) / 64)
    defaultRound = Array(repeating: nil, count: count)
    remaining = network.claims.entryCount
    // One place more than nodes: the last entry is written before it is known whether it counts.
    frontier = filled(count + 1) { _ in 0 }
    next = frontier
    for i in 0..<count where failed[i] || nodes[i].limit < 0 {
      frontier[frontierCount] = Int32(i)
      frontierCount += 1
    }
  }

  /// The result, with the distress against the given equities.
  mutating func run(referenceEquity: [Double]) -> ContagionResult {
    let status = cascade()
    let visits = (claimsVisited + claimCount - 1) / claimCount
    return result(status: status, iterations: visits + 1, referenceEquity: referenceEquity)
  }

  private var claimCount: Int { max(1, network.claims.entryCount) }

  /// Rounds until no node comes down.
  private mutating func cascade() -> SolutionStatus {
    while true {
      let touched = bringDown()
      guard touched > 0, remaining > 0, recovery < 1 else { return .exact }
      guard claimsVisited / claimCount + 1 < options.maximumIterations else {
        return .iterationLimit
      }
      round += 1
      if touched * Self.lookingAdvantage > remaining { look() } else { charge() }
    }
  }

  /// Notes the default of the nodes of the frontier; returns how many claims on them there are.
  private mutating func bringDown() -> Int {
    var touched = 0
    let (debtors, creditors) = (network.claimsByDebtor.rowOffsets, network.claims.rowOffsets)
    for place in 0..<frontierCount {
      let i = Int(frontier[place])
      nodes[i].limit = .infinity
      defaultRound[i] = round
      isDown[i >> 6] |= 1 << UInt64(i & 63)
      touched += debtors[i + 1] - debtors[i]
      remaining -= creditors[i + 1] - creditors[i]
    }
    return touched
  }

  /// Charges the creditors of the frontier with their claims on it; those who cannot bear it are the next.
  private mutating func charge() {
    let debtors = network.claimsByDebtor
    var found = 0
    nodes.withUnsafeMutableBufferPointer { nodes in
      next.withUnsafeMutableBufferPointer { next in
        debtors.rowOffsets.withUnsafeBufferPointer { offsets in
          debtors.columnIndices.withUnsafeBufferPointer { creditors in
            debtors.values.withUnsafeBufferPointer { amounts in
              for debtor in frontier[..<frontierCount] {
                var place = offsets[Int(debtor)]
                let end = offsets[Int(debtor) + 1]
                claimsVisited += end - place
                while place < end {
                  let creditor = Int(creditors[place])
                  var node = nodes[creditor]
                  node.lost += amounts[place]
                  let falls = node.lost > node.limit
                  node.limit = falls ? .infinity : node.limit
                  nodes[creditor] = node
                  // Written in any case, and counted if so: no branch to guess.
                  next[found] = Int32(creditor)
                  found += falls ? 1 : 0
                  place += 1
                }
              }
            }
          }
        }
      }
    }
    swap(&frontier, &next)
    frontierCount = found
  }

  /// Has every node that is up look through its debtors; those who cannot bear what they find are the next.
  private mutating func look() {
    claimsVisited += remaining
    let count = network.count
    var found = 0
    ClaimsOnDefaults.with(network.claims, isDown: isDown, up: 0, down: 1) { claims in
      nodes.withUnsafeMutableBufferPointer { nodes in
        next.withUnsafeMutableBufferPointer { next in
          for (word, down) in isDown.enumerated() {
            var up = ~down
            while up != 0 {
              let i = word << 6 + up.trailingZeroBitCount
              up &= up &- 1
              guard i < count else { break }
              let lost = claims.sum(i)
              nodes[i].lost = lost
              next[found] = Int32(i)
              found += lost > nodes[i].limit ? 1 : 0
            }
          }
        }
      }
    }
    swap(&frontier, &next)
    frontierCount = found
  }

  /// What all claims are worth, by one visit of each.
  private func claimsAtTheEnd() -> [Double] {
    ClaimsOnDefaults.with(network.claims, isDown: isDown, up: 1, down: recovery) { claims in
      filled(network.count) { claims.sum($0) }
    }
  }

  private func result(
    status: SolutionStatus, iterations: Int, referenceEquity: [Double]
  ) -> ContagionResult {
    let count = network.count
    let equities = NodeEquities(network)
    var equity = claimsAtTheEnd()
    var residual = 0.0
    equity.withUnsafeMutableBufferPointer { equity in
      for i in 0..<count {
        equity[i] = equities.equity(i, claims: equity[i])
        let isDown = isDown[i >> 6] &>> UInt64(i & 63) & 1 == 1
        let shouldBe = failed[i] || isDefault(equity[i], equities.guardBand(i))
        if isDown != shouldBe { residual = 1 - recovery }
      }
    }
    let valuation = filled(count) { isDown[$0 >> 6] &>> UInt64($0 & 63) & 1 == 1 ? recovery : 1 }
    let pariPassu = options.externalLiabilities == .pariPassu
    return ContagionResult(
      equity: equity, valuation: valuation,
      payments: filled(count) {
        let outside = pariPassu ? network.externalLiabilities[$0] : 0
        return valuation[$0] * (network.totalLiabilities[$0] + outside)
      },
      distress: filled(count) { i in
        guard referenceEquity[i] > 0 else {
          return isDefault(equity[i], equities.guardBand(i)) ? 1 : 0
        }
        return min(1, max(0, 1 - equity[i] / referenceEquity[i]))
      },
      defaulted: filled(count) { defaultRound[$0] != nil }, defaultRound: defaultRound,
      report: SolutionReport(
        status: status, residual: residual, iterations: iterations, fixedPoint: .greatest),
      liabilities: network.totalLiabilities)
  }

  private func isDefault(_ equity: Double, _ guardBand: Double) -> Bool {
    options.defaultTest == .strict ? equity < -guardBand : equity <= guardBand
  }
}
