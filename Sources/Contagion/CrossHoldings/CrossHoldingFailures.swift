public import LinearAlgebra

/// Values and failures of organisations that hold shares of each other.
public struct CrossHoldingFailures: Sendable, Equatable {
  /// `v`: the value of each organisation to its outside holders, signed.
  public let equity: [Double]
  /// `V`: the book value of each organisation, cross-holdings counted; nil where only dependencies are known.
  public let bookValue: [Double]?
  /// Who has failed.
  public let defaulted: [Bool]
  /// The wave in which each failed, from 0; nil for none.
  ///
  /// In the worst case who has failed is known at the end only: the last wave for all.
  public let defaultRound: [Int?]
  /// The costs of the failures, in money: what the outside holders of all lost by them.
  public let systemLoss: Double
  /// Exact, or singular: then nothing is known, equities are zero and nobody has failed.
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
  requireAdmissible(
    count: holdings.count, assets: assets, thresholds: thresholds, failureCosts: failureCosts)
  guard let factor = holdings.bookFactor else {
    let zero = [Double](repeating: 0, count: holdings.count)
    return CrossHoldingFailures(
      equity: zero, bookValue: nil, defaulted: zero.map { _ in false },
      defaultRound: zero.map { _ in nil }, systemLoss: 0,
      report: SolutionReport(status: .singular, fixedPoint: fixedPoint))
  }
  let cascade = CrossHoldingCascade(
    assets: assets, thresholds: thresholds, costs: failureCosts, defaultTest: defaultTest
  ) { net in
    let book = factor.solve(net)
    return (book, zip(holdings.outsideShares, book).map { $0 * $1 })
  }
  return cascade.run(alreadyDefaulted: alreadyDefaulted, fixedPoint: fixedPoint)
}

/// The same, where not the cross-holdings are known but the dependencies `A = Ĉ·(I − C)⁻¹` that follow from
/// them: `v = A·(e − b)`.
///
/// So for the countries of section IV of the paper, whose `A` is published. See ``CrossHoldings/dependency``.
/// Dependencies are square, finite and not negative; row = who depends, column = whose assets.
public func crossHoldingFailures(
  dependency: Matrix, assets: [Double], thresholds: [Double], failureCosts: [Double],
  alreadyDefaulted: [Bool]? = nil, defaultTest: DefaultTest = .strict,
  fixedPoint: FixedPoint = .greatest
) -> CrossHoldingFailures {
  precondition(
    dependency.rows == dependency.columns
      && dependency.elements.allSatisfy { $0 >= 0 && $0.isFinite },
    "dependencies (\(dependency.rows) × \(dependency.columns)) must be square, finite and ≥ 0")
  requireAdmissible(
    count: dependency.rows, assets: assets, thresholds: thresholds, failureCosts: failureCosts)
  let cascade = CrossHoldingCascade(
    assets: assets, thresholds: thresholds, costs: failureCosts, defaultTest: defaultTest
  ) { (nil, dependency.times($0)) }
  return cascade.run(alreadyDefaulted: alreadyDefaulted, fixedPoint: fixedPoint)
}

private func requireAdmissible(
  count: Int, assets: [Double], thresholds: [Double], failureCosts: [Double]
) {
  precondition(
    assets.count == count && thresholds.count == count && failureCosts.count == count,
    "\(count) organisations and lists of \(assets.count), \(thresholds.count), "
      + "\(failureCosts.count)")
  precondition(
    (assets + thresholds).allSatisfy { $0.isFinite }
      && failureCosts.allSatisfy { $0 >= 0 && $0.isFinite },
    "amounts must be finite and costs not negative")
}

/// The waves of failures, whatever the way from net assets to values.
private struct CrossHoldingCascade {
  let assets: [Double]
  let thresholds: [Double]
  let costs: [Double]
  let defaultTest: DefaultTest
  /// Book values, where known, and values to outside holders, from assets less costs; linear and not negative.
  let values: ([Double]) -> (book: [Double]?, equity: [Double])

  func run(alreadyDefaulted: [Bool]?, fixedPoint: FixedPoint) -> CrossHoldingFailures {
    let count = assets.count
    let failed = alreadyDefaulted ?? Array(repeating: false, count: count)
    precondition(failed.count == count, "\(count) organisations, \(failed.count) default flags")
    let guardBand = values(zip(assets, costs).map { abs($0) + $1 }).equity.map {
      DefaultTest.roundingShare * abs($0)
    }
    let best = fixedPoint == .greatest
    var down = best ? failed : Array(repeating: true, count: count)
    var round = failed.map { $0 ? Optional(0) : nil }
    var wave = 0
    while true {
      let (book, equity) = values(
        zip(assets, costs).enumerated().map { place, pair in
          pair.0 - (down[place] ? pair.1 : 0)
        })
      var moved = false
      for i in 0..<count where down[i] != best && !failed[i] {
        let fails = defaultTest.isDefault(equity[i] - thresholds[i], guardBand: guardBand[i])
        guard fails == best else { continue }
        down[i] = best
        if best { round[i] = wave }
        moved = true
      }
      if moved {
        wave += 1
        continue
      }
      if !best { round = down.map { $0 ? wave : nil } }
      return CrossHoldingFailures(
        equity: equity, bookValue: book, defaulted: down, defaultRound: round,
        systemLoss: (0..<count).reduce(0) { $0 + (down[$1] ? costs[$1] : 0) },
        report: SolutionReport(status: .exact, iterations: wave + 1, fixedPoint: fixedPoint))
    }
  }
}
