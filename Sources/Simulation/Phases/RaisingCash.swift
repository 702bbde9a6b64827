internal import LinearAlgebra
internal import Regimes

/// Where an institution finds cash that it lacks in a zone, in order (MODEL.md, phase 4).
extension World {
  /// Brings what institutions lack into a zone: own cash from elsewhere, credit, liquidity support, orders
  /// to sell tokens.
  mutating func raiseCash(_ lacking: [Double], owed: [Double], zone: Int) {
    var left = lacking
    for i in 0..<layout.institutions where left[i] > 0 && !standing[i].isInDefault {
      left[i] = bringOwnCash(left[i], i, zone)
    }
    left = drawLines(left, owed: owed, zone: zone)
    for i in 0..<layout.institutions where left[i] > 0 && !standing[i].isInDefault {
      let missing = left[i] - drawSupport(left[i], i, zone)
      if missing > 0 { sellTokens(missing, i, zone) }
    }
  }

  /// Excess margin, connected cash, posted cash that eligible tokens can stand for; returns what is still lacking.
  private mutating func bringOwnCash(_ missing: Double, _ i: Int, _ zone: Int) -> Double {
    var left = missing - releaseExcessMargin(missing, i, zone)
    guard left > 0 else { return 0 }
    left -= transferCash(left, i, to: zone)
    guard left > 0, specification.contagion.substitutesCollateral else { return left }
    return left - substituteCollateral(left, i, zone)
  }

  /// Takes back posted cash against eligible tokens of the same value after the haircut of the clearer's
  /// rulebook (the repo step); returns the amount.
  private mutating func substituteCollateral(_ wanted: Double, _ i: Int, _ zone: Int) -> Double {
    var raised = 0.0
    for clearer in 0..<layout.venues where layout.zoneOfVenue[clearer] == zone {
      let haircuts = rulebook(ofVenue: clearer).collateralHaircuts
      for asset in 1..<layout.assets where raised < wanted && haircuts[asset] < 1 {
        let worth = price(zone, asset) * (1 - haircuts[asset])
        let free = max(0, holdings[i, zone, asset] - ordered(i, zone, asset))
        let money = min(wanted - raised, posted[i, clearer, 0], free * worth)
        guard money > 0 else { continue }
        let units = min(free, money / worth)
        holdings[i, zone, asset] = max(0, holdings[i, zone, asset] - units)
        posted[i, clearer, asset] += units
        posted[i, clearer, 0] -= money
        holdings[i, zone, 0] += money
        raised += money
      }
    }
    return raised
  }

  /// Takes back cash margin above the requirement at clearers of the zone; returns the amount.
  private mutating func releaseExcessMargin(_ wanted: Double, _ i: Int, _ zone: Int) -> Double {
    var raised = 0.0
    guard specification.switches.initialMargin else { return raised }
    for clearer in 0..<layout.venues where layout.zoneOfVenue[clearer] == zone && raised < wanted {
      let excess = postedValue(i, clearer) - marginRequired[i * layout.venues + clearer]
      let part = min(wanted - raised, excess, posted[i, clearer, 0])
      guard part > 0, isTransferred(part, atClearer: clearer) else { continue }
      posted[i, clearer, 0] -= part
      holdings[i, zone, 0] += part
      raised += part
    }
    return raised
  }

  /// Moves cash from other zones; what recognition and plumbing delay arrives in a later tick.
  mutating func transferCash(_ wanted: Double, _ i: Int, to zone: Int) -> Double {
    guard standing[i].frozenUntil <= tick else { return 0 }
    var arrived = 0.0
    var asked = inboundCash[i * layout.zones + zone]
    for source in 0..<layout.zones where source != zone && arrived + asked < wanted {
      let part = min(wanted - arrived - asked, max(0, holdings[i, source, 0]))
      guard part > 0 else { continue }
      if isFenced(source, institution: i) {
        tally.wallBlocked += part
        continue
      }
      if move(part, asset: 0, of: i, from: source, to: zone) {
        arrived += part
      } else {
        asked += part
      }
    }
    return arrived
  }

  /// Sends units to another zone; true where they arrive at once.
  ///
  /// Tokens change price on the way.
  mutating func move(
    _ units: Double, asset: Int, of node: Int, from source: Int, to zone: Int
  ) -> Bool {
    holdings[node, source, asset] = withdrawn(
      units, from: holdings[node, source, asset], node: node)
    gain(units * (price(zone, asset) - price(source, asset)), node, .marketRevaluation)
    let delay = specification.clock.ticks(
      coveringHours: regime.settlementDelayHours * (1 - regime.zones.mutual[source, zone]))
    let fails = messageFails(of: node, from: source, to: zone)
    let way = fails ? timeoutTicks : delay + finalityTicks(source, zone)
    guard way > 0 else {
      holdings[node, zone, asset] += units
      return true
    }
    if fails { tally.transfersFailed += units * price(zone, asset) }
    if asset == 0 { inboundCash[node * layout.zones + zone] += units }
    transfers.append(
      Transfer(
        arrival: tick + way, node: node, source: source, zone: zone, asset: asset, units: units,
        returns: fails))
    return false
  }

  /// Orders the sale of tokens in a zone, in order of assets, for the next price formation.
  private mutating func sellTokens(_ wanted: Double, _ i: Int, _ zone: Int) {
    var left = wanted
    for asset in 1..<layout.assets where left > 0 {
      let units = holdings[i, zone, asset] - ordered(i, zone, asset)
      let part = min(left, units * price(zone, asset))
      guard part > 0 else { continue }
      orders.append(
        Order(
          trader: .institution(i), venue: nil, zone: zone, asset: asset,
          units: -part / price(zone, asset)))
      left -= part
    }
  }

  /// Units of a token that an institution already has on order to sell.
  private func ordered(_ i: Int, _ zone: Int, _ asset: Int) -> Double {
    orders.reduce(0) {
      let isSame = $1.trader == .institution(i) && $1.venue == nil && $1.zone == zone
      return $0 + (isSame && $1.asset == asset ? max(0, -$1.units) : 0)
    }
  }

  /// Value of what a member has posted, tokens after the haircut of the clearer's rulebook.
  func postedValue(_ member: Int, _ clearer: Int) -> Double {
    let rules = rulebook(ofVenue: clearer)
    let zone = layout.zoneOfVenue[clearer]
    var value = posted[member, clearer, 0]
    for asset in 1..<layout.assets {
      let units = posted[member, clearer, asset]
      if units != 0 { value += units * price(zone, asset) * (1 - rules.collateralHaircuts[asset]) }
    }
    return value
  }

  /// Members top up margin with free cash, then with eligible tokens, of the clearer's zone.
  mutating func meetMarginCalls() {
    for member in 0..<layout.institutions where !standing[member].isInDefault {
      for clearer in 0..<layout.venues {
        let required = marginRequired[member * layout.venues + clearer]
        guard required > 0 else { continue }
        let missing = required - postedValue(member, clearer)
        guard missing > 1e-9 * required, isTransferred(missing, atClearer: clearer) else {
          continue
        }
        meetCall(missing, member: member, clearer: clearer)
      }
    }
  }

  private mutating func meetCall(_ missing: Double, member: Int, clearer: Int) {
    let zone = layout.zoneOfVenue[clearer]
    if payable(member, zone) < missing {
      // Nothing is sold for margin: a call that stays unmet shrinks the position instead.
      _ = transferCash(missing - payable(member, zone), member, to: zone)
    }
    var left = missing
    let cash = min(left, payable(member, zone))
    if cash > 0 {
      holdings[member, zone, 0] -= cash
      posted[member, clearer, 0] += cash
      left -= cash
    }
    let rules = rulebook(ofVenue: clearer)
    for asset in 1..<layout.assets where left > 0 && rules.collateralHaircuts[asset] < 1 {
      let worth = price(zone, asset) * (1 - rules.collateralHaircuts[asset])
      let units = min(
        max(0, holdings[member, zone, asset] - ordered(member, zone, asset)), left / worth)
      guard units > 0 else { continue }
      holdings[member, zone, asset] -= units
      posted[member, clearer, asset] += units
      left -= units * worth
    }
    if left > 1e-9 * missing, pass == 0 {
      record(
        .marginCall, who: member, toWhom: layout.institutionOfVenue[clearer], amount: left)
    }
  }
}
