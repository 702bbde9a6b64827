/// What it costs to be long at some clearing houses and short at others, where one house would net.
///
/// The reduced form of the price difference between clearing houses (Benos, Huang, Menkveld and
/// Vasios 2024, Management Science 70): a dealer long at one and short at the other pays margin at
/// both.
public struct ClearingBasis: Sendable, Equatable {
  /// The margin at all houses, in money.
  public let fragmentedMargin: Double
  /// The margin at one house for the net position, at the highest of the rates.
  public let unifiedMargin: Double
  /// The yearly cost of funding the difference, in money.
  public let yearlyCost: Double
  /// The yearly cost over half the gross position: the difference of prices at which matching the
  /// two sides breaks even, as a fraction (1e-4 is one basis point); zero without a position.
  public let breakEvenBasis: Double

  /// The basis of the given positions.
  ///
  /// - Parameters:
  ///   - positions: signed notional at each house, in money.
  ///   - marginRates: of each house, on notional, not negative.
  ///   - fundingSpread: the yearly cost of a unit of margin.
  public init(positions: [Double], marginRates: [Double], fundingSpread: Double) {
    precondition(
      positions.count == marginRates.count,
      "\(positions.count) positions, \(marginRates.count) margin rates")
    precondition(
      marginRates.allSatisfy { $0 >= 0 } && fundingSpread >= 0,
      "rates \(marginRates), spread \(fundingSpread)")
    var (margin, gross, net) = (0.0, 0.0, 0.0)
    for (position, rate) in zip(positions, marginRates) {
      margin += rate * abs(position)
      gross += abs(position)
      net += position
    }
    fragmentedMargin = margin
    unifiedMargin = (marginRates.max() ?? 0) * abs(net)
    yearlyCost = fundingSpread * (fragmentedMargin - unifiedMargin)
    breakEvenBasis = gross > 0 ? yearlyCost / (gross / 2) : 0
  }
}
