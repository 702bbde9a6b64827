internal import Contagion
internal import Glibc

/// Cross margin: the positions of an account in several contracts of a venue share what it has posted.
///
/// Adds to phase 5. An account is under maintenance where margin and unrealised gains of all its positions together
/// are below the sum of their maintenance margins, so that a gain in one protects another: collateral is not
/// siloed. With an offset `θ` the maintenance margins `L` of long and `S` of short positions count as
/// `L + S − 2·θ·min(L, S)`, a credit of that rate on both legs of a spread, as clearing houses give it between
/// commodities (CME, *Standard Portfolio Analysis of Risk*); zero is none. Tokens posted count at the oracle's price after the haircut of the
/// rulebook, for all positions together, and all are sold as soon as a position is closed by force. Which positions
/// are closed first is the venue's rule (`ClosingRule`, an assumption of the scenario). What a bankrupt account owes,
/// its tokens taken, is put on its positions in proportion to their value, and each is then auto-deleveraged as an
/// isolated one.
///
/// Off means that no group of the scenario says so: every position has its own margin.
extension World {
  /// Looks through the accounts of a group, and closes positions of those under maintenance.
  mutating func liquidate(_ group: CrossGroup) {
    let segments = group.segments.map { accounts.segments[$0] }
    guard let venue = segments.first?.venue else { return }
    let host = layout.institutionOfVenue[venue]
    guard !standing[host].isInDefault else { return }
    let terms = segments.map { liquidationTerms($0) }
    let before = tally.liquidated
    for i in accounts.undermargined(group, terms) {
      closePositions(ofAccount: i, group, segments, terms)
    }
    if tally.liquidated > before {
      record(.liquidation, who: host, amount: tally.liquidated - before)
    }
  }

  private mutating func closePositions(
    ofAccount i: Int, _ group: CrossGroup, _ segments: [AccountSegment],
    _ terms: [LiquidationTerms]
  ) {
    let rule = group.closing
    var (long, short) = (0.0, 0.0)
    let venue = segments[0].venue
    var excess = 0.0
    var positions: [(place: Int, gain: Double)] = []
    for (place, segment) in segments.enumerated() {
      let leg = segment.range.lowerBound + i
      let units = accounts.quantity[leg]
      excess += terms[place].excess(
        base: accounts.base[leg], units: units,
        collateral: accounts.collateralUnits(of: leg, in: segment))
      guard units != 0 else { continue }
      if units > 0 {
        long += terms[place].requirement(units)
      } else {
        short += terms[place].requirement(units)
      }
      positions.append((place, units * (terms[place].oracle - accounts.entryPrice[leg])))
    }
    let tokens = segments.reduce(0) { $0 + collateralValue(of: $1.range.lowerBound + i, $1) }
    let value = resources(of: segments[0].range.lowerBound + i, segments[0]) + tokens
    if value < 0 {
      guard fundCommitted[venue] - value <= funds.own[venue] else {
        for segment in segments { seizeCollateral(segment.range.lowerBound + i, segment) }
        spread(value, ofAccount: i, segments)
        bankrupts += positions.map { segments[$0.place].range.lowerBound + i }
        return
      }
      fundCommitted[venue] -= value
    }
    if rule == .worstFirst { positions.sort { ($0.gain, $0.place) < ($1.gain, $1.place) } }
    var isAnyClosed = false
    for (place, _) in positions {
      let left = excess + group.credit(long: long, short: short)
      if rule == .worstFirst, value >= 0, left >= 0 { break }
      let leg = segments[place].range.lowerBound + i
      let units = orderClosed(leg, segments[place])
      guard units != 0 else { break }
      isAnyClosed = true
      let held = accounts.quantity[leg]
      let (before, after) = (terms[place].requirement(held), terms[place].requirement(held + units))
      excess += before
      excess -= after
      if held > 0 { long += after - before } else { short += after - before }
    }
    guard isAnyClosed else { return }
    tally.liquidatedAccounts += 1
    for segment in segments { sellAllCollateral(segment.range.lowerBound + i, segment) }
  }

  /// Puts what an account is worth on its open positions, in proportion to their value.
  private mutating func spread(_ value: Double, ofAccount i: Int, _ segments: [AccountSegment]) {
    let zone = layout.zoneOfVenue[segments[0].venue]
    let weights = segments.map {
      abs(accounts.quantity[$0.range.lowerBound + i]) * price(zone, $0.asset)
    }
    let whole = weights.reduce(0, +)
    for (segment, weight) in zip(segments, weights) {
      let leg = segment.range.lowerBound + i
      let before = accounts.margin(of: leg, in: segment)
      accounts.changeMargin(of: leg, in: segment, by: value * weight / whole - before)
    }
  }

  /// What stands behind a position: its own margin, or that of all positions of its account.
  func resources(of position: Int, _ segment: AccountSegment) -> Double {
    guard let number = segment.crossGroup else { return accounts.margin(of: position, in: segment) }
    let i = position - segment.range.lowerBound
    var value = 0.0
    for index in accounts.crossGroups[number].segments {
      let other = accounts.segments[index]
      value += accounts.margin(of: other.range.lowerBound + i, in: other)
    }
    return value
  }

  /// The first position of the account that a position belongs to.
  func firstPosition(ofAccountOf position: Int, _ segment: AccountSegment) -> Int {
    guard let number = segment.crossGroup, let first = accounts.crossGroups[number].segments.first
    else { return position }
    return accounts.segments[first].range.lowerBound + position - segment.range.lowerBound
  }

  /// Whether any position of the account of a position is being closed.
  func isClosing(accountOf position: Int, _ segment: AccountSegment) -> Bool {
    guard let number = segment.crossGroup else { return accounts.isClosing(position) }
    let i = position - segment.range.lowerBound
    return accounts.crossGroups[number].segments.contains {
      accounts.isClosing(accounts.segments[$0].range.lowerBound + i)
    }
  }

  /// Whether the account of a position has any position left.
  func hasPositions(_ position: Int, _ segment: AccountSegment) -> Bool {
    guard let number = segment.crossGroup else { return accounts.quantity[position] != 0 }
    let i = position - segment.range.lowerBound
    return accounts.crossGroups[number].segments.contains {
      accounts.quantity[accounts.segments[$0].range.lowerBound + i] != 0
    }
  }

  /// What is left of a cross-margin account without positions is put in one place.
  mutating func gatherMargin(in position: Int, _ segment: AccountSegment) {
    guard let number = segment.crossGroup, !hasPositions(position, segment) else { return }
    let i = position - segment.range.lowerBound
    for index in accounts.crossGroups[number].segments where index != segment.index {
      let other = accounts.segments[index]
      let leg = other.range.lowerBound + i
      let amount = accounts.clearMargin(of: leg, in: other)
      accounts.changeMargin(of: position, in: segment, by: amount)
    }
  }
}
