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
  /// The nodes that the last round brought down.
  private var frontier: [Int32] = []
  /// The claims of the nodes that are up.
  private var remaining: Int
  private var round = 0
  private var claimsVisited = 0

  /// How many claims in a row are looked through in the time in which one creditor is charged.
  private static var lookingAdvantage: Int { 16 }

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
    frontier.reserveCapacity(count)
    for i in 0..<count where failed[i] || nodes[i].limit < 0 { frontier.append(Int32(i)) }
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
    for node in frontier {
      let i = Int(node)
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
    var next: [Int32] = []
    nodes.withUnsafeMutableBufferPointer { nodes in
      debtors.rowOffsets.withUnsafeBufferPointer { offsets in
        debtors.columnIndices.withUnsafeBufferPointer { creditors in
          debtors.values.withUnsafeBufferPointer { amounts in
            for debtor in frontier {
              var place = offsets[Int(debtor)]
              let end = offsets[Int(debtor) + 1]
              claimsVisited += end - place
              while place < end {
                let creditor = creditors[place]
                let lost = nodes[Int(creditor)].lost + amounts[place]
                nodes[Int(creditor)].lost = lost
                if lost > nodes[Int(creditor)].limit {
                  nodes[Int(creditor)].limit = .infinity
                  next.append(creditor)
                }
                place += 1
              }
            }
          }
        }
      }
    }
    frontier = next
  }

  /// Has every node that is up look through its debtors; those who cannot bear what they find are the next.
  private mutating func look() {
    claimsVisited += remaining
    let count = network.count
    let claims = network.claims
    frontier.removeAll(keepingCapacity: true)
    nodes.withUnsafeMutableBufferPointer { nodes in
      isDown.withUnsafeBufferPointer { isDown in
        claims.rowOffsets.withUnsafeBufferPointer { offsets in
          claims.columnIndices.withUnsafeBufferPointer { debtors in
            claims.values.withUnsafeBufferPointer { amounts in
              for word in isDown.indices {
                var up = ~isDown[word]
                while up != 0 {
                  let i = word << 6 + up.trailingZeroBitCount
                  up &= up &- 1
                  guard i < count else { break }
                  var lost = 0.0
                  var place = offsets[i]
                  let end = offsets[i + 1]
                  while place < end {
                    let debtor = Int(debtors[place])
                    let bit = isDown[debtor >> 6] &>> UInt64(debtor & 63) & 1
                    // The claim if the debtor is down, else zero: no branch to guess.
                    lost += Double(bitPattern: amounts[place].bitPattern & (0 &- bit))
                    place += 1
                  }
                  nodes[i].lost = lost
                  if lost > nodes[i].limit { frontier.append(Int32(i)) }
                }
              }
            }
          }
        }
      }
    }
  }

  /// What all claims are worth, by one visit of each.
  private func claimsAtTheEnd() -> [Double] {
    let claims = network.claims
    let values = (1.0, recovery)
    return isDown.withUnsafeBufferPointer { isDown in
      claims.rowOffsets.withUnsafeBufferPointer { offsets in
        claims.columnIndices.withUnsafeBufferPointer { debtors in
          claims.values.withUnsafeBufferPointer { amounts in
            filled(network.count) { i in
              var worth = 0.0
              var place = offsets[i]
              let end = offsets[i + 1]
              while place < end {
                let debtor = Int(debtors[place])
                let bit = isDown[debtor >> 6] &>> UInt64(debtor & 63) & 1
                worth += amounts[place] * (bit == 0 ? values.0 : values.1)
                place += 1
              }
              return worth
            }
          }
        }
      }
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
