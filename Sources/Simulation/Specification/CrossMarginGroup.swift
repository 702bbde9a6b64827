package import Regimes

/// Which positions of a cross-margin account under maintenance are closed.
package enum ClosingRule: String, Sendable, CaseIterable {
  /// The position with the largest loss first, and the next only while what is left is still under maintenance.
  case worstFirst = "worst_first"
  /// All positions alike.
  case proRata = "pro_rata"
}

/// Cross-margin accounts of a venue with a position in each of the same contracts.
///
/// Position `k` of the `i`-th account stands in `MarginAccounts` at `starts[k] + i`; what the account has posted is
/// the sum over its positions.
package struct CrossMarginGroup: Sendable, Equatable {
  package var starts: [Int]
  package var count: Int
  package var closing: ClosingRule
  /// Share of their maintenance margins that long and short positions of an account are let off against each other.
  package var offset = 0.0
}

extension MarginAccounts {
  /// Adds accounts with positions in several contracts that share their margin.
  ///
  /// - Parameters:
  ///   - quantities: signed units by contract and account.
  ///   - margin: cash by account; it is noted in proportion to the value of positions.
  ///   - offset: share of maintenance that long and short positions are let off, in [0, 1].
  ///   - collateral: a token that they have posted beside, and units by account, noted likewise; nil is none.
  package mutating func appendCross(
    venue: Int, contracts: [(asset: Int, entryPrice: Double, quantities: [Double])],
    margin: [Double], collateral: (asset: Int, units: [Double])? = nil, jurisdiction: Int,
    client: ClientClass, closing: ClosingRule, offset: Double = 0
  ) {
    precondition(!contracts.isEmpty && !margin.isEmpty, "cross margin of nobody or nothing")
    var notional = [Double](repeating: 0, count: margin.count)
    for contract in contracts {
      for i in margin.indices {
        notional[i] += abs(contract.quantities[i]) * contract.entryPrice
      }
    }
    var group = CrossMarginGroup(
      starts: [], count: margin.count, closing: closing, offset: offset)
    reserve(margin.count * contracts.count)
    for (k, contract) in contracts.enumerated() {
      group.starts.append(count)
      for i in margin.indices {
        let value = abs(contract.quantities[i]) * contract.entryPrice
        let share = notional[i] > 0 ? value / notional[i] : (k == 0 ? 1 : 0)
        append(
          venue: venue, asset: contract.asset, quantity: contract.quantities[i],
          entryPrice: contract.entryPrice, margin: share * margin[i],
          collateralAsset: collateral?.asset ?? 0,
          collateralUnits: share * (collateral?.units[i] ?? 0), jurisdiction: jurisdiction,
          client: client)
      }
    }
    crossGroups.append(group)
  }
}
