internal import Contagion
internal import Regimes

/// Phase 5, each pass: accounts, loans and members under maintenance are closed into their zone.
///
/// What is ordered here trades in the price formation of the next pass, after its own impact.
func liquidation(_ world: inout World) {
  for venue in 0..<world.layout.venues { world.fundCommitted[venue] = 0 }
  for segment in world.accounts.segments where segment.crossGroup == nil {
    world.liquidate(segment)
  }
  for group in world.accounts.crossGroups { world.liquidate(group) }
  world.liquidateLoans()
  world.liquidateVaults()
  world.closeDefaulters()
  if world.specification.switches.initialMargin { world.reduceUnmarginedMembers() }
}

extension World {
  /// Looks through a segment at the oracle's price; every account in it shares contract and collateral.
  fileprivate mutating func liquidate(_ segment: AccountSegment) {
    let venue = segment.venue
    let host = layout.institutionOfVenue[venue]
    guard !standing[host].isInDefault else { return }
    let found = accounts.undermargined(segment, liquidationTerms(segment))
    guard !found.isEmpty else { return }
    let before = tally.liquidated
    for account in found { close(account, segment) }
    if tally.liquidated > before {
      record(.liquidation, who: host, amount: tally.liquidated - before)
    }
  }

  /// Orders one account closed, as far as the engine's capacity goes.
  ///
  /// A bankrupt account goes to the market only while the venue's fund can bear its deficit;
  /// otherwise its position is left to auto-deleveraging in phase 6.
  private mutating func close(_ account: Int, _ segment: AccountSegment) {
    let venue = segment.venue
    let value = accounts.margin(of: account, in: segment) + collateralValue(of: account, segment)
    if value < 0 {
      guard fundCommitted[venue] - value <= funds.own[venue] else {
        bankrupts.append(account)
        return
      }
      fundCommitted[venue] -= value
    }
    guard orderClosed(account, segment) != 0 else { return }
    tally.liquidatedAccounts += 1
    sellAllCollateral(account, segment)
  }

  /// Orders a position closed, as far as the engine has capacity; returns the units of the order.
  mutating func orderClosed(_ account: Int, _ segment: AccountSegment) -> Double {
    let venue = segment.venue
    let zone = layout.zoneOfVenue[venue]
    let quantity = accounts.quantity[account]
    let wanted =
      abs(quantity) * hostSpecification(venue).closeFactor * price(zone, segment.asset)
    let notional = min(wanted, engineCapacity[venue])
    guard notional > Self.leastShare * wanted else { return 0 }
    let units = -notional / wanted * quantity * hostSpecification(venue).closeFactor
    engineCapacity[venue] -= notional
    accounts.setClosing(account, true)
    orders.append(
      Order(
        trader: .account(account), venue: venue, zone: zone, asset: segment.asset, units: units))
    countLiquidation(notional, isLong: quantity > 0)
    return units
  }

  /// An engine does not bother with less than this share of what it would close.
  private static let leastShare = 1e-9

  /// Counts notional that was closed by force.
  mutating func countLiquidation(_ notional: Double, isLong: Bool) {
    tally.liquidated += notional
    tally.liquidatedThisTick += notional
    if isLong { tally.liquidatedLong += notional }
  }

  /// Market value of an account's token collateral in its venue's zone.
  func collateralValue(of account: Int, _ segment: AccountSegment) -> Double {
    segment.collateralAsset == 0
      ? 0
      : accounts.collateralUnits(of: account, in: segment)
        * price(layout.zoneOfVenue[segment.venue], segment.collateralAsset)
  }

  /// A closed account's token collateral is sold into the venue's zone.
  mutating func sellAllCollateral(_ account: Int, _ segment: AccountSegment) {
    let units = accounts.collateralUnits(of: account, in: segment)
    guard units > 0 else { return }
    orders.append(
      Order(
        trader: .account(account), venue: nil, zone: layout.zoneOfVenue[segment.venue],
        asset: segment.collateralAsset, units: -units))
  }

  /// A member that has posted less than the maintenance margin loses positions pro rata.
  fileprivate mutating func reduceUnmarginedMembers() {
    for member in 0..<layout.institutions where !standing[member].isInDefault {
      for clearer in 0..<layout.venues {
        let required = marginRequired[member * layout.venues + clearer]
        guard required > 0 else { continue }
        let held = max(0, postedValue(member, clearer))
        guard held < rulebook(ofVenue: clearer).maintenanceRatio * required,
          isTransferred(required - held, atClearer: clearer)
        else { continue }
        orderReduction(of: member, at: clearer, share: 1 - held / required)
      }
    }
  }

  /// Orders a share of a member's positions at a clearer to be closed, as far as engines have capacity.
  mutating func orderReduction(of member: Int, at clearer: Int, share: Double) {
    var closed = 0.0
    for venue in 0..<layout.venues where layout.clearerOfVenue[venue] == clearer {
      let zone = layout.zoneOfVenue[venue]
      var wanted = 0.0
      for asset in 1..<layout.assets {
        wanted += share * abs(positions[member, venue, asset]) * price(zone, asset)
      }
      let allowed = min(wanted, engineCapacity[venue])
      guard allowed > 0 else { continue }
      engineCapacity[venue] -= allowed
      for asset in 1..<layout.assets {
        let units = share * positions[member, venue, asset] * (allowed / wanted)
        guard units != 0 else { continue }
        orders.append(
          Order(
            trader: .institution(member), venue: venue, zone: zone, asset: asset, units: -units))
        countLiquidation(abs(units) * price(zone, asset), isLong: units > 0)
      }
      closed += allowed
    }
    if closed > 0 {
      record(
        .closeOut, who: member, toWhom: layout.institutionOfVenue[clearer], amount: closed)
    }
  }

  /// What defaulters still hold is closed as capacity allows; until then its losses are their clearers' holes.
  fileprivate mutating func closeDefaulters() {
    for member in 0..<layout.institutions where standing[member].isInDefault {
      guard !orders.contains(where: { $0.trader == .institution(member) && $0.venue != nil })
      else { continue }
      for clearer in 0..<layout.venues where layout.institutionOfVenue[clearer] != member {
        if holdsAuctions(clearer) { auction(member, at: clearer) }
        orderReduction(of: member, at: clearer, share: 1)
      }
    }
  }
}
