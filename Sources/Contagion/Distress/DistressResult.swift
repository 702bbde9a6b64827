/// How much of a debtor's distress a creditor feels.
public enum Impact: Sendable, Equatable {
  /// `W[i,k] = min(1, A[i,k]/E0_i)`: one debtor takes at most the whole of a creditor's equity.
  case capped
  /// `W[i,k] = A[i,k]/E0_i`: stress beyond one is loss beyond the equity.
  case uncapped
}

/// Who is how distressed after a shock to equities has travelled.
public struct DistressResult: Sendable, Equatable {
  /// The loss of equity that the shock itself took, as a share, of [0, 1].
  public let initialDistress: [Double]
  /// `s`: the loss over the reference equity; beyond one where the loss exceeds the equity.
  ///
  /// Where there is no reference equity, 1 in default and else the initial distress.
  public let stress: [Double]
  /// `h = min(1, s)`.
  public let distress: [Double]
  /// `E0·(1 − s)`: signed equity; the reference equity itself where that is not positive.
  public let equity: [Double]
  /// Who has lost its equity: `s ≥ 1` by the weak test, `s > 1` by the strict one; those included whose
  /// initial distress is one.
  public let defaulted: [Bool]
  /// The round in which each default was found, 0 for the shock itself; nil where there is none.
  public let defaultRound: [Int?]
  /// The round in which each node passed its distress on, for models in which it does so once.
  public let transmissionRound: [Int?]?
  /// `Σ E0·h` over nodes with a reference equity: the equity lost, that taken by the shock included.
  public let systemLoss: Double
  /// How the numbers were reached.
  public let report: SolutionReport

  /// `Σ_i w_i·(h_i − h_i(0))/Σ_i w_i`: the DebtRank of the shock.
  ///
  /// - Parameter weights: economic weight of each node, not negative, with a positive sum.
  public func additionalStress(weights: [Double]) -> Double {
    precondition(weights.count == distress.count, "\(distress.count) nodes, \(weights.count)")
    var (added, total) = (0.0, 0.0)
    for i in weights.indices {
      precondition(weights[i] >= 0 && weights[i].isFinite, "a weight of \(weights[i])")
      added += weights[i] * (distress[i] - initialDistress[i])
      total += weights[i]
    }
    guard !weights.isEmpty else { return 0 }
    precondition(total > 0, "weights without a positive sum")
    return added / total
  }

  /// The number of nodes in default whose initial distress was below one.
  public var additionalDefaults: Int {
    defaulted.indices.count { defaulted[$0] && initialDistress[$0] < 1 }
  }
}

/// The inputs that all models of distress share, checked once.
struct DistressProblem {
  let referenceEquity: [Double]
  let initialDistress: [Double]
  let defaultTest: DefaultTest

  init(count: Int, referenceEquity: [Double], initialDistress: [Double], defaultTest: DefaultTest) {
    precondition(
      referenceEquity.count == count && initialDistress.count == count,
      "\(count) nodes, \(referenceEquity.count) equities, \(initialDistress.count) shocks")
    precondition(referenceEquity.allSatisfy { $0.isFinite }, "equities \(referenceEquity)")
    precondition(
      initialDistress.allSatisfy { $0 >= 0 && $0 <= 1 }, "distress \(initialDistress)")
    self.referenceEquity = referenceEquity
    self.initialDistress = initialDistress
    self.defaultTest = defaultTest
  }

  /// Stress that differs from a threshold by less, relative to it, is at the threshold: sums of
  /// rounded amounts make no defaults.
  static let rounding = 1e-12

  /// Whether stress is at its threshold (weak) or above it (strict), up to rounding.
  func reaches(_ stress: Double, _ threshold: Double) -> Bool {
    let band = Self.rounding * max(1, threshold)
    switch defaultTest {
    case .strict: return stress > threshold + band
    case .weak: return stress >= threshold - band
    }
  }

  /// The stress of node `i` when it has lost `loss` on its claims.
  func stress(_ i: Int, loss: Double) -> Double {
    let buffer = referenceEquity[i]
    guard buffer <= 0 else { return initialDistress[i] + loss / buffer }
    let failed = defaultTest == .weak || buffer < 0 || loss > 0
    return failed ? 1 : initialDistress[i]
  }

  /// Whether node `i` at this stress is in default.
  func isDefault(_ i: Int, stress: Double) -> Bool {
    if initialDistress[i] >= 1 { return true }
    return referenceEquity[i] > 0 ? reaches(stress, 1) : stress >= 1
  }

  /// The result of the given stress.
  func result(
    stress: [Double], defaultRound: [Int?], transmissionRound: [Int?]?, report: SolutionReport
  ) -> DistressResult {
    let distress = stress.map { min(1, $0) }
    var loss = 0.0
    for i in stress.indices where referenceEquity[i] > 0 {
      loss += referenceEquity[i] * distress[i]
    }
    return DistressResult(
      initialDistress: initialDistress, stress: stress, distress: distress,
      equity: stress.indices.map {
        referenceEquity[$0] > 0 ? referenceEquity[$0] * (1 - stress[$0]) : referenceEquity[$0]
      },
      defaulted: defaultRound.map { $0 != nil }, defaultRound: defaultRound,
      transmissionRound: transmissionRound, systemLoss: loss, report: report)
  }
}

extension Impact {
  /// The part of a claim that a creditor with this buffer can lose on it; all of it where there is no buffer.
  func felt(_ claim: Double, buffer: Double) -> Double {
    guard buffer > 0 else { return claim }
    return switch self {
    case .uncapped: claim
    case .capped: min(claim, buffer)
    }
  }
}
