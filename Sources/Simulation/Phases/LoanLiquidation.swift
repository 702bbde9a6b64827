internal import Contagion

/// Phase 5: loans below a health factor of one, which keepers repay for collateral at a bonus.
///
/// A loan is called at the oracle's price, by close factor and spread (Qin, Zhou, Gamito, Jovanovic and Gervais
/// 2021). Named keepers repay out of their cash and sell what they seize; keepers outside the model take
/// what is left, as far as their money goes. All loans of a zone share its chain: what does not get through waits. In an
/// auction the chance that a bidder is alone rises with congestion, and alone it pays nothing (`soleBidderShare`). Lenders
/// may raise haircuts with price moves (Brunnermeier and Pedersen 2009). Debt behind which nothing is left falls on the
/// reserve, the protocol's equity, and by the exposure core on its depositors. Each of these is absent by default.
extension World {
  mutating func liquidateLoans() {
    guard loans.count > 0 else { return }
    var called: [Call] = []
    for loan in 0..<loans.count where loans.debt[loan] > 0 {
      if let call = call(loan) { called.append(call) }
    }
    guard !called.isEmpty else { return }
    var chain = [Double](repeating: 0, count: layout.zones)
    for call in called {
      chain[layout.zoneOfVenue[call.venue]] += call.share * loans.debt[call.loan] * call.unit
    }
    let inclusion = chain.indices.map {
      chain[$0] > 0 ? min(1, max(0, lending.chainCapacity[$0]) / chain[$0]) : 1
    }
    var purses = KeeperPurses(self)
    for call in called {
      liquidate(call, inclusion: inclusion[layout.zoneOfVenue[call.venue]], &purses)
    }
  }

  /// A loan that may be liquidated, and the share of its debt that one call may repay.
  private struct Call {
    let loan: Int
    let venue: Int
    let oracle: Double
    /// What the protocol counts a unit of the debt at.
    let unit: Double
    let share: Double
  }

  private func call(_ loan: Int) -> Call? {
    let venue = loans.venue[loan]
    let oracle = market.oracle[venue * layout.assets + loans.asset[loan]]
    let threshold = effectiveThreshold(loan, oracle: oracle)
    let unit = countedPrice(ofDebt: loans.debtAsset[loan], atVenue: venue)
    let debt = loans.debt[loan] * unit
    let health = healthFactor(
      collateralValue: loans.units[loan] * oracle, liquidationThreshold: threshold, debt: debt)
    guard health < 1 else { return nil }
    let terms = hostSpecification(venue)
    var share = terms.closeFactor
    if let target = terms.lending.targetHealth {
      let wanted = repayment(
        restoringHealthTo: target, collateralValue: loans.units[loan] * oracle,
        liquidationThreshold: threshold, debt: debt, spread: terms.liquidationBonus)
      share = min(share, wanted / debt)
    }
    return Call(loan: loan, venue: venue, oracle: oracle, unit: unit, share: share)
  }

  /// An engine does not bother with less than this share of a debt.
  private static let leastLoanShare = 1e-9

  private mutating func liquidate(_ call: Call, inclusion: Double, _ purses: inout KeeperPurses) {
    let (loan, venue, asset) = (call.loan, call.venue, loans.asset[call.loan])
    let terms = hostSpecification(venue)
    let zone = layout.zoneOfVenue[venue]
    let owed = loans.debtAsset[loan]
    let debt = loans.debt[loan] * call.unit
    let unpaid =
      terms.lending.auctionBidders.map {
        soleBidderShare(inclusion: inclusion, bidders: $0)
      } ?? 0
    // What money can repay, at what the protocol counts.
    let money =
      (purses.money(zone) + lending.outsideCapital[venue]) * (call.unit / price(zone, owed))
    let limit = min(
      engineCapacity[venue], lending.chainCapacity[zone],
      unpaid < 1 ? money / (1 - unpaid) : .infinity)
    let result = fixedSpreadLiquidation(
      collateral: loans.units[loan], price: call.oracle, debt: debt,
      closeFactor: min(call.share, max(0, limit) / debt),
      spread: terms.liquidationBonus)
    guard result.repaid > Self.leastLoanShare * debt || result.badDebt > 0 else { return }
    let seized = result.collateralSeized
    let units = (1 - unpaid) * result.repaid / call.unit
    let paid = units * price(zone, owed)
    if terms.lending.keepersNeedProfit, seized * price(zone, asset) < paid { return }
    engineCapacity[venue] -= result.repaid
    lending.chainCapacity[zone] -= result.repaid
    lending.zeroBidLoss += result.repaid - units * call.unit
    loans.units[loan] = result.remainingCollateral
    loans.collateralOfVenue[venue * layout.assets + asset] -= seized
    loans.debt[loan] -= units
    changeDebt(ofVenue: venue, owed, by: -units)
    channels.bookClients(
      units * bookPrice(ofDebt: owed, atVenue: venue) - seized * price(zone, asset), .liquidity)
    payForCollateral(paid, units: seized, asset: asset, venue: venue, owed: owed, &purses)
    if owed != 0 { repayCoins(units, of: owed, venue: venue, counted: call.unit) }
    countLiquidation(result.repaid, isLong: true)
    tally.liquidatedAccounts += 1
    record(.liquidation, who: layout.institutionOfVenue[venue], amount: result.repaid)
    if result.badDebt > 0 || (unpaid > 0 && result.remainingCollateral == 0) { writeOff(loan) }
  }

  /// Keepers pay the protocol and take the collateral, pro rata to their money; outside comes last.
  private mutating func payForCollateral(
    _ money: Double, units: Double, asset: Int, venue: Int, owed: Int,
    _ purses: inout KeeperPurses
  ) {
    let zone = layout.zoneOfVenue[venue]
    // Who sells the coins in which a debt is owed.
    let host = owed == 0 ? layout.institutionOfVenue[venue] : layout.outside
    var (left, unitsLeft) = (money, units)
    let shares = purses.shares(of: money, zone)
    for (keeper, share) in shares {
      let (part, seized) = (share * money, share * units)
      purses.spend(part, of: keeper, zone)
      settle(part, from: keeper, to: host, zone: zone)
      holdings[keeper, zone, asset] += seized
      let gained = seized * price(zone, asset) - part
      gain(gained, keeper, .liquidity)
      lending.keeperGain += gained
      sell(seized, asset, zone, by: .institution(keeper))
      left -= part
      unitsLeft -= seized
    }
    settle(left, from: layout.outside, to: host, zone: zone)
    holdings[layout.outside, zone, asset] += unitsLeft
    // Rounding of the shares is outside's, and no trade.
    if !shares.isEmpty, left <= 1e-12 * money, unitsLeft <= 1e-12 * units { return }
    lending.outsideCapital[venue] -= left
    sell(unitsLeft, asset, zone, by: .outside)
  }

  private mutating func sell(_ units: Double, _ asset: Int, _ zone: Int, by trader: Trader) {
    orders.append(Order(trader: trader, venue: nil, zone: zone, asset: asset, units: -units))
  }

  /// Debt behind which no collateral is left: the reserve pays, then the protocol's depositors.
  private mutating func writeOff(_ loan: Int) {
    let (venue, owed) = (loans.venue[loan], loans.debtAsset[loan])
    let lost = loans.debt[loan] * bookPrice(ofDebt: owed, atVenue: venue)
    guard lost > 0 else { return }
    let host = layout.institutionOfVenue[venue]
    changeDebt(ofVenue: venue, owed, by: -loans.debt[loan])
    loans.debt[loan] = 0
    channels.bookClients(lost, .clearing)
    gain(-lost, host, .clearing)
    tally.badDebt += lost
    let used = min(lost, funds.own[venue])
    funds.own[venue] -= used
    holdings[host, layout.zoneOfVenue[venue], 0] += used
    tally.fundsUsed += used
    record(.badDebt, who: host, amount: lost)
  }
}

/// What named keepers may still spend in a pass, by zone.
struct KeeperPurses {
  private var purses: [[(keeper: Int, money: Double)]]

  init(_ world: World) {
    purses = (0..<world.layout.zones).map { zone in
      world.specification.institutions.indices.compactMap { i in
        guard let rule = world.specification.institutions[i].behaviour.keeping else { return nil }
        let money = rule.cashShare * world.payable(i, zone)
        return money > 0 ? (i, money) : nil
      }
    }
  }

  func money(_ zone: Int) -> Double { purses[zone].reduce(0) { $0 + $1.money } }

  /// Each keeper's share of a payment: pro rata to their money, together at most all of it.
  func shares(of payment: Double, _ zone: Int) -> [(keeper: Int, share: Double)] {
    let total = money(zone)
    guard total > 0 else { return [] }
    let together = payment > total ? total / payment : 1
    return purses[zone].map { ($0.keeper, together * $0.money / total) }
  }

  mutating func spend(_ amount: Double, of keeper: Int, _ zone: Int) {
    for index in purses[zone].indices where purses[zone][index].keeper == keeper {
      purses[zone][index].money = max(0, purses[zone][index].money - amount)
    }
  }
}
