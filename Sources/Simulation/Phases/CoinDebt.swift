/// Loans of accounts that are owed in units of a stablecoin and not in cash.
///
/// A debt of `d` units weighs `d·p` at the coin's price `p`: a de-peg lightens it, a squeeze makes it heavier. A
/// protocol that lends somebody else's coin counts a unit at its oracle's price, and its books at the price of its
/// zone; one that has issued the coin counts it at face, as vaults do. Who repays by force buys the
/// units in the market, from outside, who covers itself in the next pass and so moves the price: scarcer coins make the
/// next debt heavier, the deleveraging spiral (Klages-Mundt and Minca 2021, arXiv:1906.02152; on 12 March 2020 DAI went to
/// 1.10). The lender of somebody else's coin keeps the units, the issuer burns them. Adds to phases 2
/// (revaluation) and 5 (liquidation); absent where no loan names a coin.
extension World {
  /// The issuer's promise, where the protocol has issued the coin itself.
  private func face(of coin: Int, issuedAtVenue venue: Int) -> Double? {
    guard case .stablecoin(let issuer, let face) = specification.assets[coin].kind,
      issuer == layout.institutionOfVenue[venue]
    else { return nil }
    return face
  }

  /// What a protocol counts a unit of debt at when it decides whether to call a loan.
  func countedPrice(ofDebt asset: Int, atVenue venue: Int) -> Double {
    guard asset != 0 else { return 1 }
    return face(of: asset, issuedAtVenue: venue) ?? market.oracle[venue * layout.assets + asset]
  }

  /// What a unit of debt is worth in the books of the protocol and of its borrowers.
  func bookPrice(ofDebt asset: Int, atVenue venue: Int) -> Double {
    guard asset != 0 else { return 1 }
    return face(of: asset, issuedAtVenue: venue) ?? price(layout.zoneOfVenue[venue], asset)
  }

  /// Value of the stablecoins that accounts owe at a venue.
  func coinDebt(ofVenue venue: Int) -> Double {
    guard !loans.coinDebtOfVenue.isEmpty else { return 0 }
    var value = 0.0
    for asset in 1..<layout.assets {
      let units = loans.coinDebtOfVenue[venue * layout.assets + asset]
      if units != 0 { value += units * bookPrice(ofDebt: asset, atVenue: venue) }
    }
    return value
  }

  /// Changes what accounts owe at a venue, in units.
  mutating func changeDebt(ofVenue venue: Int, _ asset: Int, by units: Double) {
    if asset == 0 {
      loans.debtOfVenue[venue] += units
    } else {
      loans.coinDebtOfVenue[venue * layout.assets + asset] += units
    }
  }

  /// Adds interest to what is owed in coins; returns its value.
  mutating func growCoinDebt(ofVenue venue: Int, by growth: Double) -> Double {
    guard !loans.coinDebtOfVenue.isEmpty else { return 0 }
    var added = 0.0
    for loan in 0..<loans.count where loans.venue[loan] == venue && loans.debtAsset[loan] != 0 {
      let units = growth * loans.debt[loan]
      added += units * bookPrice(ofDebt: loans.debtAsset[loan], atVenue: venue)
      loans.debt[loan] += units
      changeDebt(ofVenue: venue, loans.debtAsset[loan], by: units)
    }
    return added
  }

  /// Units of a coin that accounts have borrowed from its issuer: somebody has them.
  func coinsBorrowedFromIssuer(_ coin: Int) -> Double {
    guard !loans.coinDebtOfVenue.isEmpty else { return 0 }
    return (0..<layout.venues).reduce(0) {
      face(of: coin, issuedAtVenue: $1) == nil
        ? $0 : $0 + loans.coinDebtOfVenue[$1 * layout.assets + coin]
    }
  }

  /// Debt in somebody else's coin follows its price: a gain of the lender, a loss of the borrowers.
  mutating func repriceCoinDebt(_ zone: Int, _ asset: Int, _ change: Double, _ channel: Channel) {
    guard !loans.coinDebtOfVenue.isEmpty else { return }
    for venue in 0..<layout.venues where layout.zoneOfVenue[venue] == zone {
      let units = loans.coinDebtOfVenue[venue * layout.assets + asset]
      guard units != 0, face(of: asset, issuedAtVenue: venue) == nil else { continue }
      gain(units * change, layout.institutionOfVenue[venue], channel)
      channels.bookClients(-units * change, channel)
    }
  }

  /// Outside hands over units that have been paid for, and orders as many in the market.
  mutating func repayCoins(_ units: Double, of coin: Int, venue: Int, counted: Double) {
    guard units > 0 else { return }
    let zone = layout.zoneOfVenue[venue]
    holdings[layout.outside, zone, coin] -= units
    if face(of: coin, issuedAtVenue: venue) == nil {
      holdings[layout.institutionOfVenue[venue], zone, coin] += units
    } else {
      outstanding[coin] -= units
      burnt[coin] += units
    }
    lending.coinsBought += units * price(zone, coin)
    lending.coinPremium += units * (price(zone, coin) - counted)
    orders.append(Order(trader: .outside, venue: nil, zone: zone, asset: coin, units: units))
  }
}
