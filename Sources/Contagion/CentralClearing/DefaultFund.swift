public import LinearAlgebra

/// The default funds that cover the largest losses of a number of members, apart and together.
public struct CoverRequirement: Sendable, Equatable {
  /// The fund of each clearing house.
  public let perHouse: [Double]
  /// The fund of one house in place of all, members' losses and gains netted over the houses.
  public let unified: Double

  /// The funds of all houses.
  public var total: Double { perHouse.reduce(0, +) }
}

/// The fund that covers the default of the members with the largest stressed losses.
///
/// For each house the sum of the `defaults` largest losses; for one house in place of all, the same
/// of members' sums over the houses. "Cover 2" of the Principles for Financial Market
/// Infrastructures (2012), principle 4. One house never needs more than all apart (Friesz,
/// Muratov-Szabó, Prepuk and Váradi 2021, doi:10.3390/risks9080148).
///
/// - Parameters:
///   - losses: stressed loss beyond margin, one row per member, one column per house; a negative
///     one is a gain.
///   - defaults: how many members fail at once.
public func coverRequirement(losses: Matrix, defaults: Int = 2) -> CoverRequirement {
  precondition(defaults >= 0, "\(defaults) defaults")
  precondition(losses.elements.allSatisfy { $0.isFinite }, "losses must be finite")
  func covered(_ losses: [Double]) -> Double {
    losses.map { max(0, $0) }.sorted(by: >).prefix(defaults).reduce(0, +)
  }
  return CoverRequirement(
    perHouse: (0..<losses.columns).map { covered(losses.column($0)) },
    unified: covered(losses.rowSums))
}

/// The capital that banks hold against a clearing house's default fund.
///
/// Basel Framework CRE54 (BCBS 282, 2014).
public struct DefaultFundCapital: Sendable, Equatable {
  /// `K_CCP = Σ EAD_i·20 %·8 %`: hypothetical capital of the house, if it were a bank.
  public let hypothetical: Double
  /// `K_i = max(K_CCP·DF_i/(DF_CCP + Σ DF), 8 %·2 %·DF_i)` of each member.
  public let members: [Double]
  /// `12.5·K_i`: the risk-weighted assets that this capital stands for.
  public var riskWeightedAssets: [Double] { members.map { 12.5 * $0 } }

  /// The capital of the members of a house.
  ///
  /// - Parameters:
  ///   - exposuresAtDefault: of the house to each member, after margin and contribution.
  ///   - contributions: prefunded, of each member.
  ///   - houseContribution: the house's own prefunded resources in the waterfall.
  public init(exposuresAtDefault: [Double], contributions: [Double], houseContribution: Double) {
    precondition(
      contributions.allSatisfy { $0 >= 0 } && houseContribution >= 0
        && exposuresAtDefault.allSatisfy { $0 >= 0 }, "amounts must not be negative")
    let capital = exposuresAtDefault.reduce(0, +) * 0.2 * 0.08
    let fund = houseContribution + contributions.reduce(0, +)
    hypothetical = capital
    members = contributions.map {
      fund > 0 ? max(capital * $0 / fund, 0.08 * 0.02 * $0) : 0
    }
  }
}
