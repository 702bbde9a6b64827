import LinearAlgebra

/// Values and failures of organisations that hold shares of each other.
public struct CrossHoldingFailures: Sendable, Equatable {
  /// `v`: the value of each organisation to its outside holders, signed.
  public let equity: [Double]
  /// `V`: the book value of each organisation, cross-holdings counted.
  public let bookValue: [Double]
  /// Who has failed.
  public let defaulted: [Bool]
  /// The wave in which each failed, from 0; nil for none.
  ///
  /// In the worst case who has failed is known at the end only: the last wave for all.
  public let defaultRound: [Int?]
  /// The costs of the failures, in money: what the outside holders of all lost by them.
  public let systemLoss: Double
  /// Exact, or singular: then nothing is known, all values are zero and nobody has failed.
  public let report: SolutionReport
}

/// Failures with costs that spread through cross-holdings.
///
/// Elliott, Golub and Jackson (2014, doi:10.1257/aer.104.10.3115). With own assets `e = D·p`, cross-holdings `C`
/// and the costs `b_i = β_i` of those that fail:
///
///     V = (I − C)⁻¹·(e − b)     v = Ĉ·V     i fails if v_i < v̲_i (weak test: v_i ≤ v̲_i)
///
/// The greatest fixed point is the best case: wave 0 fails with no costs anywhere, each further wave by the
/// costs of those before. The least is the worst case: all fail, and those leave whose value holds even so.
/// Both end after at most `n` waves of `O(n²)` after one factorisation. Values within 1e-13 of
/// the gross amounts behind them count as at the threshold.
///
/// - Parameters:
///   - holdings: `C`.
///   - assets: `e`: the value of each organisation's own assets, finite.
///   - thresholds: `v̲`, finite.
///   - failureCosts: `β`, not negative.
///   - alreadyDefaulted: organisations that fail whatever their value.
///   - defaultTest: strict or weak.
///   - fixedPoint: best or worst case.
/// - Returns: values and waves; status `singular` where a group is wholly owned inside itself.
public func crossHoldingFailures(
  _ holdings: CrossHoldings, assets: [Double], thresholds: [Double], failureCosts: [Double],
  alreadyDefaulted: [Bool]? = nil, defaultTest: DefaultTest = .strict,
  fixedPoint: FixedPoint = .greatest
) -> CrossHoldingFailures {
  let count = holdings.count
  let failed = alreadyDefaulted ?? Array(repeating: false, count: count)
  precondition(
    [assets.count, thresholds.count, failureCosts.count, failed.count].allSatisfy { $0 == count },
    "\(count) organisations and lists of \(assets.count), \(thresholds.count), "
      + "\(failureCosts.count), \(failed.count)")
  precondition(
    (assets + thresholds).allSatisfy { $0.isFinite }
      && failureCosts.allSatisfy { $0 >= 0 && $0.isFinite },
    "amounts must be finite and costs not negative")
  guard let factor = holdings.bookFactor else {
    let zero = [Double](repeating: 0, count: count)
    return CrossHoldingFailures(
      equity: zero, bookValue: zero, defaulted: zero.map { _ in false },
      defaultRound: zero.map { _ in nil }, systemLoss: 0,
      report: SolutionReport(status: .singular, fixedPoint: fixedPoint))
  }
  let best = fixedPoint == .greatest
  var cascade = CrossHoldingCascade(
    holdings: holdings, factor: factor, assets: assets, costs: failureCosts,
    down: best ? failed : Array(repeating: true, count: count))
  var round = [Int?](repeating: nil, count: count)
  if best {
    for i in 0..<count where failed[i] { round[i] = 0 }
  }
  var wave = 0
  while true {
    cascade.evaluate()
    var moved = false
    for i in 0..<count where cascade.down[i] != best && !failed[i] {
      let fails = defaultTest.isDefault(
        cascade.equity[i] - thresholds[i], guardBand: cascade.guardBand[i])
      if fails == best {
        cascade.down[i] = best
        if best { round[i] = wave }
        moved = true
      }
    }
    guard moved else { break }
    wave += 1
  }
  if !best {
    for i in 0..<count where cascade.down[i] { round[i] = wave }
  }
  return CrossHoldingFailures(
    equity: cascade.equity, bookValue: cascade.bookValue, defaulted: cascade.down,
    defaultRound: round,
    systemLoss: (0..<count).reduce(0) { $0 + (cascade.down[$1] ? failureCosts[$1] : 0) },
    report: SolutionReport(status: .exact, iterations: wave + 1, fixedPoint: fixedPoint))
}

/// Values for a set of failed organisations.
private struct CrossHoldingCascade {
  let holdings: CrossHoldings
  let factor: LUFactor
  let assets: [Double]
  let costs: [Double]
  /// Who bears the costs of failure.
  var down: [Bool]
  var bookValue: [Double] = []
  var equity: [Double] = []
  /// Values nearer to a threshold than this count as at it.
  let guardBand: [Double]

  init(
    holdings: CrossHoldings, factor: LUFactor, assets: [Double], costs: [Double], down: [Bool]
  ) {
    self.holdings = holdings
    self.factor = factor
    self.assets = assets
    self.costs = costs
    self.down = down
    let gross = factor.solve(zip(assets, costs).map { abs($0) + $1 })
    guardBand = zip(holdings.outsideShares, gross).map {
      DefaultTest.roundingShare * $0 * abs($1)
    }
  }

  mutating func evaluate() {
    bookValue = factor.solve(assets.indices.map { assets[$0] - (down[$0] ? costs[$0] : 0) })
    equity = zip(holdings.outsideShares, bookValue).map { $0 * $1 }
  }
}
