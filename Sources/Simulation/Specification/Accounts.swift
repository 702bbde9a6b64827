package import Regimes

/// Margin accounts as struct-of-arrays: one perpetual position each, isolated margin, unless a group of
/// cross-margin accounts says that positions share it.
///
/// All arrays have the same length. `quantity` is signed (long positive), in units of the asset;
/// `margin` is cash at the venue; `collateralUnits` of `collateralAsset` count after a haircut.
package struct MarginAccounts: Sendable, Equatable {
  package var venue: [Int32] = []
  package var asset: [Int32] = []
  package var quantity: [Double] = []
  package var entryPrice: [Double] = []
  package var margin: [Double] = []
  package var collateralAsset: [Int32] = []
  package var collateralUnits: [Double] = []
  /// Home of the client, for gates and shares of activity.
  package var jurisdiction: [Int32] = []
  package var client: [ClientClass] = []
  /// Accounts that have several of these positions each.
  package var crossGroups: [CrossMarginGroup] = []

  package init() {}

  package var count: Int { venue.count }

  /// Makes room for so many more.
  package mutating func reserve(_ more: Int) {
    let wanted = count + more
    venue.reserveCapacity(wanted)
    asset.reserveCapacity(wanted)
    quantity.reserveCapacity(wanted)
    entryPrice.reserveCapacity(wanted)
    margin.reserveCapacity(wanted)
    collateralAsset.reserveCapacity(wanted)
    collateralUnits.reserveCapacity(wanted)
    jurisdiction.reserveCapacity(wanted)
    client.reserveCapacity(wanted)
  }

  package mutating func append(
    venue: Int, asset: Int, quantity: Double, entryPrice: Double, margin: Double,
    collateralAsset: Int = 0, collateralUnits: Double = 0, jurisdiction: Int, client: ClientClass
  ) {
    self.venue.append(Int32(venue))
    self.asset.append(Int32(asset))
    self.quantity.append(quantity)
    self.entryPrice.append(entryPrice)
    self.margin.append(margin)
    self.collateralAsset.append(Int32(collateralAsset))
    self.collateralUnits.append(collateralUnits)
    self.jurisdiction.append(Int32(jurisdiction))
    self.client.append(client)
  }
}

/// Secured loans of small borrowers at lending protocols, as struct-of-arrays.
package struct LoanAccounts: Sendable, Equatable {
  package var venue: [Int32] = []
  package var collateralAsset: [Int32] = []
  package var collateralUnits: [Double] = []
  /// Debt in units of `debtAsset`.
  package var debt: [Double] = []
  /// What is owed: cash, asset 0, or a stablecoin.
  package var debtAsset: [Int32] = []
  /// Share of the collateral's value up to which the loan is healthy.
  package var liquidationThreshold: [Double] = []

  package init() {}

  package var count: Int { venue.count }

  package mutating func append(
    venue: Int, collateralAsset: Int, collateralUnits: Double, debt: Double, debtAsset: Int = 0,
    liquidationThreshold: Double
  ) {
    self.venue.append(Int32(venue))
    self.collateralAsset.append(Int32(collateralAsset))
    self.collateralUnits.append(collateralUnits)
    self.debt.append(debt)
    self.debtAsset.append(Int32(debtAsset))
    self.liquidationThreshold.append(liquidationThreshold)
  }
}
