/// How accounts are laid out: by venue, contract, collateral asset and group of cross-margin accounts.
extension MarginAccounts {
  /// What the accounts of a segment have in common, as one number to compare; cross groups count from one.
  private func segmentKeys() -> [UInt64] {
    var cross = [UInt64](repeating: 0, count: crossGroups.isEmpty ? 0 : count)
    for (number, group) in crossGroups.enumerated() {
      for start in group.starts {
        for leg in start..<start + group.count { cross[leg] = UInt64(number + 1) }
      }
    }
    return (0..<count).map { m in
      let contract = UInt64(UInt16(venue[m])) << 48 | UInt64(UInt16(asset[m])) << 32
      return contract | UInt64(UInt16(collateralAsset[m])) << 16 | (cross.isEmpty ? 0 : cross[m])
    }
  }

  /// The same accounts, those of a segment side by side, each segment in the order of the specification.
  func inSegmentOrder() -> MarginAccounts {
    let keys = segmentKeys()
    guard !zip(keys, keys.dropFirst()).allSatisfy({ $0 <= $1 }) else { return self }
    let order = keys.indices.sorted { keys[$0] != keys[$1] ? keys[$0] < keys[$1] : $0 < $1 }
    var sorted = MarginAccounts()
    sorted.venue = order.map { venue[$0] }
    sorted.asset = order.map { asset[$0] }
    sorted.quantity = order.map { quantity[$0] }
    sorted.entryPrice = order.map { entryPrice[$0] }
    sorted.margin = order.map { margin[$0] }
    sorted.collateralAsset = order.map { collateralAsset[$0] }
    sorted.collateralUnits = order.map { collateralUnits[$0] }
    sorted.jurisdiction = order.map { jurisdiction[$0] }
    sorted.client = order.map { client[$0] }
    sorted.crossGroups = moved(crossGroups, to: order)
    return sorted
  }

  /// The groups with their positions where an order puts them.
  private func moved(_ groups: [CrossMarginGroup], to order: [Int]) -> [CrossMarginGroup] {
    guard !groups.isEmpty else { return [] }
    var place = [Int](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { place[old] = new }
    return groups.map { group in
      var group = group
      group.starts = group.starts.map { place[$0] }
      return group
    }
  }
}

extension AccountBook {
  /// The runs of accounts in segment order; those at what is no venue of the world stand in none.
  static func segments(of accounts: MarginAccounts, layout: Layout) -> [AccountSegment] {
    var groupOfStart: [Int: Int] = [:]
    for (number, group) in accounts.crossGroups.enumerated() {
      for start in group.starts { groupOfStart[start] = number }
    }
    var segments: [AccountSegment] = []
    var units = 0
    var start = 0
    while start < accounts.count {
      let group = groupOfStart[start]
      var end = start + 1
      if let group {
        end = start + accounts.crossGroups[group].count
      } else {
        while end < accounts.count, groupOfStart[end] == nil,
          accounts.venue[end] == accounts.venue[start],
          accounts.asset[end] == accounts.asset[start],
          accounts.collateralAsset[end] == accounts.collateralAsset[start]
        { end += 1 }
      }
      if let venue = layout.venueOfInstitution[Int(accounts.venue[start])] {
        let collateral = Int(accounts.collateralAsset[start])
        segments.append(
          AccountSegment(
            index: segments.count, venue: venue, asset: Int(accounts.asset[start]),
            collateralAsset: collateral, crossGroup: group, range: start..<end,
            unitsOffset: start - units))
        if collateral != 0 { units += end - start }
      }
      start = end
    }
    return segments
  }

  static func crossGroups(
    of accounts: MarginAccounts, in segments: [AccountSegment]
  ) -> [CrossGroup] {
    accounts.crossGroups.enumerated().map { number, group in
      let own = segments.filter { $0.crossGroup == number }
      return CrossGroup(
        segments: own.map(\.index), count: group.count, closing: group.closing,
        offset: group.offset)
    }
  }
}

extension AccountBook {
  /// Margin and open units at a venue by accounts, and the units that segments keep count of.
  func sums(
    ofVenue venue: Int
  ) -> (margin: Double, grossMargin: Double, open: Double, kept: Double) {
    var sums = (margin: 0.0, grossMargin: 0.0, open: 0.0, kept: 0.0)
    for segment in segments where segment.venue == venue {
      sums.kept += long[segment.index] + short[segment.index]
      for m in segment.range {
        sums.margin += margin(of: m, in: segment)
        sums.grossMargin += abs(base[m]) + abs(quantity[m] * level[segment.index])
        sums.open += abs(quantity[m])
      }
    }
    return sums
  }
}

/// Cross-margin accounts with a position in each of the same contracts of a venue.
///
/// The positions of a contract are a segment; the `i`-th of each belong to one account.
struct CrossGroup: Sendable {
  let segments: [Int]
  let count: Int
  let closing: ClosingRule
  let offset: Double

  /// What is let off of the maintenance margins of long and short positions together.
  func credit(long: Double, short: Double) -> Double { 2 * offset * min(long, short) }
}
