internal import Contagion

/// The isolated accounts of a segment in order of liquidation price, nearest to the market first.
///
/// With margin `b + q·level` and maintenance rate `r`, an account is under maintenance at an oracle price
/// `p` where `b + q·x < r·|q|·p` with `x` the level at that price: a long where `−b/q > x − r·p`, a short
/// where `−b/q < x + r·p` (`liquidationPrice(units:entryPrice:margin:maintenanceRate:)` of `Contagion`, solved
/// for what does not move). So the order by `−b/q` holds whatever prices, payments per unit and rates
/// do, and a look at the front of each side tells that nobody is under maintenance. With tiers the order is that
/// of `MaintenanceTiers.liquidationPrice` and is made anew where payments per unit or rates change.
///
/// Entries are 8 bytes: the key rounded to a `Float` above, the account below. Rounding only ever adds
/// candidates, each of which is tested as the scan tests it. Building costs `O(n log n)`, a look that finds
/// `k` candidates `O(k)`, whatever `n`; accounts that change are looked at one by one until they are so many
/// that the order is made anew.
struct LiquidationQueue: Sendable {
  /// One side of the market by rising rank.
  private struct Side: Sendable {
    var entries: [UInt64] = []
    /// Entries before it have left.
    var front = 0

    /// Visits all entries up to a rank; drops those that are not kept.
    mutating func visit(upTo limit: UInt32, _ isKept: (Int) -> Bool) {
      var end = front
      while end < entries.count, UInt32(truncatingIfNeeded: entries[end] >> 32) <= limit {
        end += 1
      }
      var place = end
      var index = end
      while index > front {
        index -= 1
        guard isKept(Int(UInt32(truncatingIfNeeded: entries[index]))) else { continue }
        place -= 1
        entries[place] = entries[index]
      }
      front = place
    }
  }

  private var longs = Side()
  private var shorts = Side()
  /// Accounts that have changed since the order was made.
  var loose: [Int32] = []
  private let tiers: MaintenanceTiers?
  /// Level less mark when the order was made.
  private let offset: Double

  /// Relative to a price: an order by `Float` is not asked for more.
  private static let slack = 1e-6

  init(_ book: AccountBook, _ segment: AccountSegment, _ terms: LiquidationTerms) {
    tiers = terms.tiers
    offset = terms.reach - terms.oracle
    for m in segment.range where book.quantity[m] != 0 {
      let units = book.quantity[m]
      let key = tiers?.liquidationPrice(
        units: units, entryPrice: 0, margin: book.base[m] + units * offset)
      let rank = Self.rank(key ?? -book.base[m] / units)
      let entry = UInt64(units > 0 ? ~rank : rank) << 32 | UInt64(m)
      if units > 0 { longs.entries.append(entry) } else { shorts.entries.append(entry) }
    }
    longs.entries.sort()
    shorts.entries.sort()
  }

  /// Whether the order still is that of liquidation prices, and few accounts stand outside of it.
  func holds(for terms: LiquidationTerms, among count: Int) -> Bool {
    guard loose.count <= max(64, count / 16) else { return false }
    guard tiers != nil || terms.tiers != nil else { return true }
    let shift = abs(terms.reach - terms.oracle - offset)
    return tiers == terms.tiers && shift <= 1e-3 * Self.slack * abs(terms.oracle)
  }

  /// Visits every account that may be under maintenance, with the state that it must be in; drops those that
  /// are not kept.
  mutating func visit(_ terms: LiquidationTerms, _ isKept: (Int, AccountState) -> Bool) {
    let slack = Self.slack * abs(terms.oracle)
    let long = terms.tiers == nil ? terms.reach - terms.need : terms.oracle
    let short = terms.tiers == nil ? terms.reach + terms.need : terms.oracle
    longs.visit(upTo: ~Self.rank(long - slack - Self.slack * abs(long))) { isKept($0, .isQueued) }
    shorts.visit(upTo: Self.rank(short + slack + Self.slack * abs(short))) { isKept($0, .isQueued) }
    loose.removeAll { !isKept(Int($0), .isLoose) }
  }

  /// Rises with a number.
  private static func rank(_ number: Double) -> UInt32 {
    let bits = Float(number).bitPattern
    return bits & 0x8000_0000 != 0 ? ~bits : bits | 0x8000_0000
  }
}
