internal import Contagion
internal import Glibc

/// What decides at one moment whether accounts of a segment are under maintenance.
struct LiquidationTerms: Sendable {
  /// Price of the contract that the venue's oracle says.
  var oracle: Double
  /// What a unit has gained since the start at that price: level, oracle less mark.
  var reach: Double
  /// Oracle value of a unit of collateral after its haircut.
  var worth = 0.0
  /// Margin that must be left, as a share of notional.
  var rate: Double
  /// Rates that rise with the size of a position, none below `rate`; nil: one rate for all.
  var tiers: MaintenanceTiers?

  /// Margin that a unit needs at the highest rate there is.
  var need: Double { (tiers?.tiers.last?.rate ?? rate) * oracle }

  /// Maintenance margin of a position.
  func requirement(_ units: Double) -> Double {
    tiers?.requirement(notional: abs(units) * oracle) ?? abs(units) * need
  }

  /// Equity over maintenance margin of a position with the margin `base` at the start's mark.
  func excess(base: Double, units: Double, collateral: Double) -> Double {
    base + units * reach + collateral * worth - requirement(units)
  }
}

extension AccountBook {
  /// Accounts of an isolated segment under maintenance whose closing is not under way, ascending.
  mutating func undermargined(_ segment: AccountSegment, _ terms: LiquidationTerms) -> [Int] {
    if segment.collateralAsset != 0 { return scanned(segment, terms) }
    var found: [Int] = []
    var queue = takeQueue(of: segment, terms)
    queue.visit(terms) { m, place in
      let state = state[m]
      guard state.contains(place) else { return false }
      if !state.contains(.isClosing), quantity[m] != 0,
        terms.excess(base: base[m], units: quantity[m], collateral: 0) < 0
      {
        found.append(m)
      }
      return true
    }
    queues[segment.index] = queue
    found.sort()
    return found
  }

  /// The order of liquidation of a segment, out of the book, made anew where it does not hold.
  private mutating func takeQueue(
    of segment: AccountSegment, _ terms: LiquidationTerms
  ) -> LiquidationQueue {
    let holds = queues[segment.index]?.holds(for: terms, among: segment.range.count) ?? false
    if holds, let queue = queues[segment.index].take() { return queue }
    queues[segment.index] = nil
    for m in segment.range {
      state[m].remove(.isLoose)
      if quantity[m] != 0 { state[m].insert(.isQueued) } else { state[m].remove(.isQueued) }
    }
    return LiquidationQueue(self, segment, terms)
  }

  /// The same by a scan of all accounts, whose collateral moves with a price of its own.
  ///
  /// Blocks are tested by the signs of their excesses together, which the compiler turns into vectors; tiers count
  /// at their highest rate first, and one by one where that is not met.
  func scanned(_ segment: AccountSegment, _ terms: LiquidationTerms) -> [Int] {
    let (reach, worth, need) = (terms.reach, terms.worth, terms.need)
    var found: [Int] = []
    let first = segment.range.lowerBound
    quantity.withUnsafeBufferPointer { quantity in
      base.withUnsafeBufferPointer { base in
        units.withUnsafeBufferPointer { units in
          guard let q = quantity.baseAddress, let b = base.baseAddress,
            let u = units.baseAddress
          else { return }
          let held = u + (first - segment.unitsOffset)
          var start = 0
          while start < segment.range.count {
            let end = min(start + Self.block, segment.range.count)
            var signs: UInt64 = 0
            var i = start
            while i < end {
              let size = q[first + i]
              let excess = b[first + i] + size * reach + held[i] * worth - abs(size) * need
              signs |= excess.bitPattern
              i += 1
            }
            if signs >> 63 != 0 {
              for i in start..<end
              where q[first + i] != 0
                && terms.excess(base: b[first + i], units: q[first + i], collateral: held[i]) < 0
              {
                found.append(first + i)
              }
            }
            start = end
          }
        }
      }
    }
    return found.filter { !isClosing($0) }
  }

  /// Accounts that are tested together.
  static let block = 256
}
