/// An account's isolated position in a linear perpetual.
public struct PerpetualPosition: Sendable, Equatable {
  /// Units, positive for long and negative for short.
  public let units: Double
  /// The price at which they were entered, positive.
  public let entryPrice: Double
  /// The money behind the position, without its unrealised gain.
  public let margin: Double

  /// A position.
  public init(units: Double, entryPrice: Double, margin: Double) {
    precondition(
      units.isFinite && entryPrice > 0 && margin.isFinite, "\(units) at \(entryPrice), \(margin)")
    self.units = units
    self.entryPrice = entryPrice
    self.margin = margin
  }

  /// `q·(P − P0)`.
  public func unrealisedGain(markPrice: Double) -> Double { units * (markPrice - entryPrice) }

  /// Margin and unrealised gain.
  public func equity(markPrice: Double) -> Double { margin + unrealisedGain(markPrice: markPrice) }
}

/// What one round of liquidations at a venue does to accounts and fund.
public struct PerpetualLiquidationRound: Sendable, Equatable {
  /// The equity of each account at the mark price, before anything is done.
  public let equity: [Double]
  /// Whose equity was below its maintenance margin.
  public let liquidated: [Bool]
  /// What the liquidated accounts owe beyond what they have, in all.
  public let deficit: Double
  /// What the insurance fund paid of it.
  public let paidByFund: Double
  /// What is left in the fund.
  public let fundAfter: Double
  /// What each winner gives up of its gain.
  public let haircuts: [Double]
  /// What nobody covered.
  public let uncovered: Double
  /// The equity of each account afterwards: nothing where a deficit was, less the haircut elsewhere.
  public let equityAfter: [Double]
}

/// Liquidates perpetual positions at a mark price: the account, then the insurance fund, then the winners.
///
/// An account is liquidated when its equity is below the requirement of its tier; its position is closed at the
/// mark price less slippage, what is left belongs to the account, and what is missing is paid by the fund
/// and then, if the venue does so, by auto-deleveraging (``autoDeleverage(deficit:gains:scores:rule:)``): winners
/// ranked by unrealised gain over margin, ties to the lower index, or by any other rule. `O(n log n)`.
///
/// - Parameters:
///   - positions: one per account.
///   - markPrice: positive.
///   - tiers: the maintenance requirement.
///   - insuranceFund: money, not negative.
///   - slippage: the share of the mark price that closing costs, in [0, 1).
///   - autoDeleveraging: the rule, nil for a venue that leaves the deficit open.
public func liquidatePerpetuals(
  _ positions: [PerpetualPosition], markPrice: Double, tiers: MaintenanceTiers,
  insuranceFund: Double, slippage: Double = 0,
  autoDeleveraging: AutoDeleveragingRule? = .partialQueue
) -> PerpetualLiquidationRound {
  precondition(
    markPrice > 0 && insuranceFund >= 0 && slippage >= 0 && slippage < 1,
    "mark \(markPrice), fund \(insuranceFund), slippage \(slippage)")
  let equity = positions.map { $0.equity(markPrice: markPrice) }
  let liquidated = positions.indices.map {
    positions[$0].units != 0
      && equity[$0] < tiers.requirement(notional: abs(positions[$0].units) * markPrice)
  }
  var after = equity
  var deficit = 0.0
  for i in positions.indices where liquidated[i] {
    let closed = equity[i] - slippage * abs(positions[i].units) * markPrice
    deficit += max(0, -closed)
    after[i] = max(0, closed)
  }
  let paid = min(insuranceFund, deficit)
  var haircuts = [Double](repeating: 0, count: positions.count)
  if let autoDeleveraging, deficit > paid {
    let gains = positions.indices.map {
      liquidated[$0] ? 0 : max(0, positions[$0].unrealisedGain(markPrice: markPrice))
    }
    let scores = positions.indices.map {
      gains[$0] > 0
        ? gains[$0] / max(positions[$0].margin, gains[$0] / largestLeverageScore) : 0
    }
    haircuts = autoDeleverage(
      deficit: deficit - paid, gains: gains, scores: scores, rule: autoDeleveraging)
  }
  for i in after.indices { after[i] -= haircuts[i] }
  let covered = haircuts.reduce(0, +)
  return PerpetualLiquidationRound(
    equity: equity, liquidated: liquidated, deficit: deficit, paidByFund: paid,
    fundAfter: insuranceFund - paid, haircuts: haircuts,
    uncovered: max(0, deficit - paid - covered), equityAfter: after)
}

/// The score of a gain that has no margin behind it.
private let largestLeverageScore = 1e9
