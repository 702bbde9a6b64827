internal import Contagion
internal import LinearAlgebra

/// Phase 3, each pass: variation margin at one mark per contract and venue, fills of positions at that
/// mark, initial margin of all netting sets in one batch.
func margining(_ world: inout World) {
  let switches = world.specification.switches
  if switches.variationMargin { world.settleVariation() }
  world.replaceEndedContracts()
  world.fillPositionOrders()
  if switches.initialMargin && world.marginIsStale {
    world.marginRequired = world.initialMargins()
    world.requireBilateralMargin()
    world.marginIsStale = false
  }
}

extension World {
  /// Brings every venue's mark to the price of its zone.
  fileprivate mutating func settleVariation() {
    for index in gains.indices { gains[index] = 0 }
    for venue in 0..<layout.venues {
      let zone = layout.zoneOfVenue[venue]
      for asset in 1..<layout.assets {
        let slot = venue * layout.assets + asset
        let basis = contractBasis(venue, asset)
        let price = price(zone, asset) * basis
        let change = price - market.mark[slot]
        guard change != 0 else { continue }
        let flowMove = market.flowMove[market.index(zone, asset)] * basis
        noteContractGains(venue, asset, change: change)
        settle(venue, asset, change: change, flowShare: flowMove / change, .marketRevaluation)
        market.mark[slot] = price
      }
    }
    settleBilateral()
    for slot in market.marketMove.indices {
      market.marketMove[slot] = 0
      market.flowMove[slot] = 0
    }
  }

  /// Variation margin of one contract at one venue, on both sides: a share of it stems from flow, the rest
  /// goes through the channel.
  ///
  /// By zero sum, what the house owes members in net is the move of its own position; and a host that
  /// clears elsewhere passes its clients' gain through. So only positions change anybody's equity.
  mutating func settle(
    _ venue: Int, _ asset: Int, change: Double, flowShare: Double, _ channel: Channel
  ) {
    let clearer = layout.clearerOfVenue[venue]
    let house = layout.institutionOfVenue[clearer]
    let host = layout.institutionOfVenue[venue]
    let clients = creditAccounts(venue, asset, change: change)
    let worth = clients * marginValue(atVenue: venue)
    channels.bookClients(worth * flowShare, .fireSale)
    channels.bookClients(worth - worth * flowShare, channel)
    if house != host { owe(clients, member: host, clearer: clearer, house: house) }
    for node in 0..<layout.nodes {
      let amount = positions[node, venue, asset] * change
      guard amount != 0 else { continue }
      gain(amount * flowShare, node, .fireSale)
      gain(amount - amount * flowShare, node, channel)
      if node != house { owe(amount, member: node, clearer: clearer, house: house) }
    }
  }

  /// A gain is due from the house, a loss to it.
  private mutating func owe(_ amount: Double, member: Int, clearer: Int, house: Int) {
    guard amount != 0 else { return }
    if amount > 0 { gains[member * layout.venues + clearer] += amount }
    dues.append(
      Due(
        debtor: amount > 0 ? house : member, creditor: amount > 0 ? member : house,
        zone: layout.zoneOfVenue[clearer], amount: abs(amount), kind: .variationMargin,
        clearer: clearer))
  }

  /// Adds a unit's gain to the level of every segment of a contract; returns what its accounts gain.
  private mutating func creditAccounts(_ venue: Int, _ asset: Int, change: Double) -> Double {
    var total = 0.0
    for segment in accounts.segments where segment.venue == venue && segment.asset == asset {
      total += accounts.credit(segment, change: change)
    }
    return total
  }

  /// Trades in positions at the mark to which both sides have just been settled.
  fileprivate mutating func fillPositionOrders() {
    var quotes = QuoteCache(layout)
    for order in orders {
      guard let venue = order.venue else { continue }
      marginIsStale = true
      switch order.trader {
      case .institution(let i): positions[i, venue, order.asset] += order.units
      case .outside: positions[layout.outside, venue, order.asset] += order.units
      case .account(let m): closeAccount(m, units: order.units, venue: venue)
      }
      var left = order.units
      for (maker, share) in quotes.quoters(order.zone, order.asset, self)
      where order.trader != .institution(maker) {
        positions[maker, venue, order.asset] -= order.units * share
        left -= order.units * share
      }
      positions[layout.outside, venue, order.asset] -= left
    }
    orders.removeAll { $0.venue != nil }
  }

  /// Reduces an account's position and charges the liquidation fee to what margin it has left.
  private mutating func closeAccount(_ account: Int, units: Double, venue: Int) {
    let segment = accounts.segment(of: account)
    let remaining = accounts.quantity[account] + units
    accounts.setQuantity(
      of: account, in: segment, to: abs(remaining) <= 1e-12 * abs(units) ? 0 : remaining)
    accounts.setClosing(account, false)
    let notional = abs(units) * price(layout.zoneOfVenue[venue], segment.asset)
    let fee = min(
      hostSpecification(venue).liquidationFee * notional, max(0, resources(of: account, segment)))
    let host = layout.institutionOfVenue[venue]
    let paid = min(fee, max(0, holdings[host, layout.zoneOfVenue[venue], 0]))
    if accounts.quantity[account] == 0 {
      gatherMargin(in: account, segment)
      if !hasPositions(account, segment), accounts.margin(of: account, in: segment) < 0 {
        bankrupts.append(account)
      }
    }
    guard paid > 0 else { return }
    changeMargin(of: account, venue: venue, by: -paid, .liquidity)
    holdings[host, layout.zoneOfVenue[venue], 0] -= paid
    funds.own[venue] += paid
    gain(paid, host, .liquidity)
  }
}
