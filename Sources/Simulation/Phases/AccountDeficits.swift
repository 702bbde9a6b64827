internal import Contagion

/// Deficits of accounts: the venue's fund first, then auto-deleveraging of winners on the other side.
extension World {
  mutating func resolveBankrupts() {
    let found = bankrupts
    bankrupts = []
    var open: [Int] = []
    for account in found {
      if accounts.quantity[account] == 0 {
        absorbDeficit(of: account)
      } else {
        open.append(account)
      }
    }
    // By contract and side, in the order in which the first of each was found.
    var groups: [[Int]] = []
    var place = [Int?](repeating: nil, count: 2 * layout.venues * layout.assets)
    for account in open {
      let segment = accounts.segment(of: account)
      let isLong = accounts.quantity[account] > 0
      let key = 2 * (segment.venue * layout.assets + segment.asset) + (isLong ? 1 : 0)
      if let index = place[key] {
        groups[index].append(account)
      } else {
        place[key] = groups.count
        groups.append([account])
      }
    }
    for group in groups {
      let segment = accounts.segment(of: group[0])
      deleverage(group, venue: segment.venue, asset: segment.asset)
    }
  }

  /// A closed account that ended below zero: its client walks away, the fund pays, the venue bears the rest.
  private mutating func absorbDeficit(of account: Int) {
    let segment = accounts.segment(of: account)
    let deficit = -accounts.margin(of: account, in: segment)
    guard deficit > 0 else { return }
    forgive(account, segment)
    drawFund(deficit, venue: segment.venue)
  }

  /// Writes an account's negative margin off; the venue loses what the client walks away from.
  private mutating func forgive(_ account: Int, _ segment: AccountSegment) {
    let deficit = -accounts.clearMargin(of: account, in: segment)
    channels.bookClients(deficit * marginValue(atVenue: segment.venue), .clearing)
    gain(-deficit, layout.institutionOfVenue[segment.venue], .clearing)
    tally.badDebt += deficit
    record(.badDebt, who: layout.institutionOfVenue[segment.venue], amount: deficit)
  }

  /// Moves cash from a venue's fund to its free cash; returns what the fund could not pay.
  @discardableResult
  private mutating func drawFund(_ amount: Double, venue: Int) -> Double {
    let held = funds.own[venue]
    let used = min(amount, held)
    funds.own[venue] -= used
    holdings[layout.institutionOfVenue[venue], layout.zoneOfVenue[venue], 0] += used
    tally.fundsUsed += used
    noteFundUse(of: venue, before: held)
    return amount - used
  }

  /// Closes bankrupt positions against winners at the bankruptcy price (queue, pro rata, water-filling).
  private mutating func deleverage(_ group: [Int], venue: Int, asset: Int) {
    let mark = price(layout.zoneOfVenue[venue], asset) * contractBasis(venue, asset)
    let winners = candidates(venue, asset, against: accounts.quantity[group[0]] > 0, mark: mark)
    let wanted = group.reduce(0) { $0 + abs(accounts.quantity[$1]) }
    let rule = hostSpecification(venue).deleveragingRule
    let closed = autoDeleverage(
      deficit: wanted, gains: winners.map(\.size), scores: winners.map(\.score),
      rule: rule == .queue ? .partialQueue : rule)
    let matched = closed.reduce(0, +)
    var deficit = 0.0
    for account in group { deficit += closeBankrupt(account, share: min(1, matched / wanted)) }
    let charged = drawFund(deficit, venue: venue)
    for (winner, units) in zip(winners, closed) where units > 0 {
      let fair = charged * units / wanted
      close(winner, units: units, haircut: min(fair, winner.gain), venue: venue, asset: asset)
    }
    tally.deleveraged += matched * mark
    tally.deleveragingDeficit += charged
    record(
      .autoDeleveraging, who: layout.institutionOfVenue[venue], amount: matched * mark)
  }

  /// Closes a share of a bankrupt position; what cannot be matched is ordered closed in the market.
  private mutating func closeBankrupt(_ account: Int, share: Double) -> Double {
    let segment = accounts.segment(of: account)
    let zone = layout.zoneOfVenue[segment.venue]
    let quantity = accounts.quantity[account]
    countLiquidation(share * abs(quantity) * price(zone, segment.asset), isLong: quantity > 0)
    tally.liquidatedAccounts += 1
    accounts.setQuantity(
      of: account, in: segment, to: share >= 1 ? 0 : quantity * (1 - share))
    seizeCollateral(account, segment)
    if share < 1 {
      accounts.setClosing(account, true)
      orders.append(
        Order(
          trader: .account(account), venue: segment.venue, zone: zone, asset: segment.asset,
          units: -accounts.quantity[account]))
      countLiquidation(
        abs(accounts.quantity[account]) * price(zone, segment.asset), isLong: quantity > 0)
    }
    let deficit = max(0, -accounts.margin(of: account, in: segment))
    if deficit > 0 { forgive(account, segment) }
    return deficit
  }

  /// The venue takes a bankrupt account's token collateral at market value and sells it.
  mutating func seizeCollateral(_ account: Int, _ segment: AccountSegment) {
    let zone = layout.zoneOfVenue[segment.venue]
    let host = layout.institutionOfVenue[segment.venue]
    let units = accounts.collateralUnits(of: account, in: segment)
    guard units > 0 else { return }
    let money = units * price(zone, segment.collateralAsset)
    exchangeCollateral(
      of: account, venue: segment.venue, asset: segment.collateralAsset, units: units, money: money)
    holdings[host, zone, segment.collateralAsset] += units
    orders.append(
      Order(
        trader: .institution(host), venue: nil, zone: zone, asset: segment.collateralAsset,
        units: -units))
  }
}

/// A position on the winning side, as auto-deleveraging ranks it.
private struct Winner {
  var trader: Trader
  var quantity: Double
  var gain: Double
  var score: Double
  var size: Double { gain > 0 ? abs(quantity) : 0 }
}

extension World {
  /// Accounts and institutions on the other side with a gain; institutions count from the start price.
  private func candidates(
    _ venue: Int, _ asset: Int, against longs: Bool, mark: Double
  ) -> [Winner] {
    var result: [Winner] = []
    for segment in accounts.segments where segment.venue == venue && segment.asset == asset {
      for m in segment.range {
        let quantity = accounts.quantity[m]
        guard quantity != 0, (quantity < 0) == longs, !accounts.isClosing(m) else { continue }
        let gain = quantity * (mark - accounts.entryPrice[m])
        guard gain > 0 else { continue }
        let margin = resources(of: m, segment)
        guard margin > 0 else { continue }
        let leverage = abs(quantity) * mark / margin
        result.append(
          Winner(
            trader: .account(m), quantity: quantity, gain: min(gain, margin),
            score: gain / (abs(quantity) * accounts.entryPrice[m]) * leverage))
      }
    }
    for i in 0..<layout.institutions
    where !standing[i].isInDefault && i != layout.institutionOfVenue[venue] {
      let quantity = positions[i, venue, asset]
      guard quantity != 0, (quantity < 0) == longs else { continue }
      let entry = market.reference[asset]
      let gain = quantity * (mark - entry)
      guard gain > 0 else { continue }
      let margin = max(
        postedValue(i, layout.clearerOfVenue[venue]), 1e-9 * abs(quantity) * mark)
      result.append(
        Winner(
          trader: .institution(i), quantity: quantity, gain: gain,
          score: gain / (abs(quantity) * entry) * abs(quantity) * mark / margin))
    }
    return result
  }

  /// Closes a winner's units and takes its haircut: from margin of an account, as a due of a member.
  private mutating func close(
    _ winner: Winner, units: Double, haircut: Double, venue: Int, asset: Int
  ) {
    let host = layout.institutionOfVenue[venue]
    let signed = winner.quantity > 0 ? -units : units
    switch winner.trader {
    case .account(let m):
      let left = accounts.quantity[m] + signed
      accounts.setQuantity(
        of: m, in: accounts.segment(of: m), to: abs(left) <= 1e-12 * units ? 0 : left)
      changeMargin(of: m, venue: venue, by: -haircut, .clearing)
      gain(haircut, host, .clearing)
    case .institution(let i):
      positions[i, venue, asset] += signed
      marginIsStale = true
      guard haircut > 0 else { break }
      dues.append(
        Due(
          debtor: i, creditor: host, zone: layout.zoneOfVenue[venue], amount: haircut,
          kind: .haircut))
      gain(-haircut, i, .clearing)
      gain(haircut, host, .clearing)
    case .outside: break
    }
    tally.deleveragingHaircut += haircut
  }
}
