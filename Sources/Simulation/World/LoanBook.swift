/// Secured loans as struct-of-arrays; the debt is an asset of the lending protocol.
struct LoanBook: Sendable {
  var venue: [Int]
  var asset: [Int]
  var threshold: [Double]
  /// What is owed: cash, asset 0, or a stablecoin.
  var debtAsset: [Int]
  var units: [Double]
  /// Units owed.
  var debt: [Double]
  /// Cash owed by venue.
  var debtOfVenue: [Double]
  /// Units of stablecoins owed by venue and asset; empty where nobody owes any.
  var coinDebtOfVenue: [Double]
  /// Collateral units by venue and asset.
  var collateralOfVenue: [Double]

  init(_ loans: LoanAccounts, layout: Layout) {
    venue = loans.venue.map { layout.venueOfInstitution[Int($0)] ?? 0 }
    asset = loans.collateralAsset.map(Int.init)
    threshold = loans.liquidationThreshold
    debtAsset = loans.debtAsset.map(Int.init)
    units = loans.collateralUnits
    debt = loans.debt
    debtOfVenue = [Double](repeating: 0, count: layout.venues)
    collateralOfVenue = [Double](repeating: 0, count: layout.venues * layout.assets)
    let owesCoins = debtAsset.contains { $0 != 0 }
    coinDebtOfVenue = owesCoins ? collateralOfVenue : []
    for loan in venue.indices {
      if debtAsset[loan] == 0 {
        debtOfVenue[venue[loan]] += debt[loan]
      } else {
        coinDebtOfVenue[venue[loan] * layout.assets + debtAsset[loan]] += debt[loan]
      }
      collateralOfVenue[venue[loan] * layout.assets + asset[loan]] += units[loan]
    }
  }

  var count: Int { venue.count }
}
