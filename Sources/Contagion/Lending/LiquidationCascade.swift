/// A loan against units of one collateral asset.
public struct CollateralisedLoan: Sendable, Equatable {
  /// Units of collateral, not negative.
  public let collateral: Double
  /// Money owed, not negative.
  public let debt: Double
  /// `LT`: the share of the collateral's value up to which debt is safe, in (0, 1].
  public let liquidationThreshold: Double

  /// A loan.
  public init(collateral: Double, debt: Double, liquidationThreshold: Double) {
    precondition(collateral >= 0 && debt >= 0, "collateral \(collateral), debt \(debt)")
    precondition(
      liquidationThreshold > 0 && liquidationThreshold <= 1, "threshold \(liquidationThreshold)")
    self.collateral = collateral
    self.debt = debt
    self.liquidationThreshold = liquidationThreshold
  }
}

/// Loans and the price of their collateral after liquidations that sell it.
public struct LiquidationCascade: Sendable, Equatable {
  /// The price of the collateral at the end.
  public let price: Double
  /// Units of collateral that are left in each loan.
  public let collateral: [Double]
  /// Debt that is left in each loan; with no collateral left it is bad.
  public let debt: [Double]
  /// The round of each loan's first liquidation, from 0; nil for none.
  public let liquidationRound: [Int?]
  /// Units of collateral sold in all.
  public let sold: Double
  /// Debt that no collateral stands behind any more.
  public let badDebt: Double
  /// Exact, or the bound on rounds was met while loans could be liquidated.
  public let report: SolutionReport
}

/// Liquidations whose sales lower the price at which others are judged.
///
/// In each round every loan with a health factor below one is called once (``fixedSpreadLiquidation(collateral:price:debt:closeFactor:spread:)``),
/// and what the liquidators received is sold at once, which moves the price (Qin et al. 2021 for the calls; the
/// feedback is that of Gudgeon et al. 2020, arXiv:2002.08099). Ends when no loan that has collateral left is
/// below one. `O(rounds·n)`.
///
/// - Parameters:
///   - loans: on one collateral asset.
///   - price: after the shock, positive.
///   - referencePrice: at which depth is quoted; the price unless given.
///   - depth: money, positive; see ``PriceImpact``.
///   - impact: how sales move the price.
///   - closeFactor: the share of a debt that one call may repay, in (0, 1].
///   - spread: the liquidators' bonus, not negative.
///   - maximumRounds: the bound on rounds.
public func liquidationCascade(
  _ loans: [CollateralisedLoan], price: Double, referencePrice: Double? = nil, depth: Double,
  impact: PriceImpact = .exponential(floor: 0), closeFactor: Double = 0.5, spread: Double = 0.05,
  maximumRounds: Int = 10_000
) -> LiquidationCascade {
  precondition(closeFactor > 0 && maximumRounds > 0, "\(closeFactor), \(maximumRounds) rounds")
  var collateral = loans.map { $0.collateral }
  var debt = loans.map { $0.debt }
  var firstRound = [Int?](repeating: nil, count: loans.count)
  var (present, soldInAll, rounds) = (price, 0.0, 0)
  var status = SolutionStatus.iterationLimit
  while true {
    let due = loans.indices.filter {
      collateral[$0] > 0
        && healthFactor(
          collateralValue: collateral[$0] * present,
          liquidationThreshold: loans[$0].liquidationThreshold, debt: debt[$0]) < 1
    }
    if due.isEmpty {
      status = .exact
      break
    }
    guard rounds < maximumRounds else { break }
    var sold = 0.0
    for i in due {
      let call = fixedSpreadLiquidation(
        collateral: collateral[i], price: present, debt: debt[i], closeFactor: closeFactor,
        spread: spread)
      collateral[i] = call.remainingCollateral
      debt[i] = call.remainingDebt
      sold += call.collateralSeized
      if firstRound[i] == nil { firstRound[i] = rounds }
    }
    present = impact.priceAfter(
      price: present, referencePrice: referencePrice ?? price, netFlow: -sold * present,
      depth: depth)
    soldInAll += sold
    rounds += 1
  }
  return LiquidationCascade(
    price: present, collateral: collateral, debt: debt, liquidationRound: firstRound,
    sold: soldInAll,
    badDebt: loans.indices.reduce(0) { $0 + (collateral[$1] > 0 ? 0 : debt[$1]) },
    report: SolutionReport(status: status, iterations: rounds))
}
