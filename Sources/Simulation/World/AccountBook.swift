internal import Regimes

/// A run of accounts that share venue, contract and collateral asset, so that one price serves all.
struct AccountSegment: Sendable {
  /// Its place in the book.
  let index: Int
  let venue: Int
  let asset: Int
  let collateralAsset: Int
  /// The group of cross-margin accounts of which these are one contract's positions; nil: isolated margin.
  let crossGroup: Int?
  let range: Range<Int>
  /// Account number less its place among the units of token collateral.
  let unitsOffset: Int
}

/// Margin accounts as struct-of-arrays in segments; margin is a liability of the venue.
///
/// Margin is settled lazily: `margin[m] = base[m] + quantity[m]·level`, where the level of a segment
/// is the sum of all that a unit has gained since the start. A mark that moves costs one addition a
/// segment, and the margin owed by a venue follows from its net position; an account is touched only when it
/// trades, pays or is closed. Isolated accounts with cash alone stand in order of liquidation price
/// (`LiquidationQueue`); those with token collateral, whose worth moves with a second price, and
/// cross-margin accounts are scanned.
///
/// Memory: 16 bytes an account for quantity and base, copied from the specification at the first change,
/// 8 for its place in the order, 1 for its state, 8 for token collateral and 8 where a rule made
/// clients of the world add margin; entry price, home and class are shared with the specification.
struct AccountBook: Sendable {
  let segments: [AccountSegment]
  let crossGroups: [CrossGroup]
  private(set) var quantity: [Double]
  /// Margin less what the position has gained since the start.
  private(set) var base: [Double]
  let entryPrice: [Double]
  let jurisdiction: [Int32]
  let client: [ClientClass]
  /// What a unit has gained since the start, by segment.
  private(set) var level: [Double]
  /// Units held long and short, by segment.
  private(set) var long: [Double]
  private(set) var short: [Double]
  /// Sum of margin by venue: what the venue owes its clients.
  var marginOfVenue: [Double]
  /// Units of token collateral by venue and asset.
  var collateralOfVenue: [Double]
  /// Units of token collateral of the segments that have any.
  private(set) var units: [Double]
  /// Part of the margin that clients added from their wallets to meet the regime's cap; empty: none did.
  private var raised: [Double] = []
  var state: [AccountState]
  /// The order of liquidation of each isolated segment, once it has been asked for.
  var queues: [LiquidationQueue?]

  /// Sorts the accounts into segments; the order inside a segment is that of the specification.
  ///
  /// Accounts that are in that order already are not copied before they change.
  init(_ accounts: MarginAccounts, layout: Layout) {
    let sorted = accounts.inSegmentOrder()
    segments = Self.segments(of: sorted, layout: layout)
    crossGroups = Self.crossGroups(of: sorted, in: segments)
    quantity = sorted.quantity
    base = sorted.margin
    entryPrice = sorted.entryPrice
    jurisdiction = sorted.jurisdiction
    client = sorted.client
    state = [AccountState](repeating: [], count: sorted.count)
    level = [Double](repeating: 0, count: segments.count)
    long = level
    short = level
    queues = [LiquidationQueue?](repeating: nil, count: segments.count)
    marginOfVenue = [Double](repeating: 0, count: layout.venues)
    collateralOfVenue = [Double](repeating: 0, count: layout.venues * layout.assets)
    units = []
    for segment in segments {
      for m in segment.range {
        let held = quantity[m]
        if held > 0 { long[segment.index] += held } else { short[segment.index] -= held }
        marginOfVenue[segment.venue] += base[m]
      }
      guard segment.collateralAsset != 0 else { continue }
      for m in segment.range {
        units.append(sorted.collateralUnits[m])
        collateralOfVenue[segment.venue * layout.assets + segment.collateralAsset] +=
          sorted.collateralUnits[m]
      }
    }
  }

  var count: Int { quantity.count }

  /// The segment that an account belongs to.
  func segment(of account: Int) -> AccountSegment {
    var low = 0
    var high = segments.count - 1
    while low < high {
      let middle = (low + high) / 2
      if segments[middle].range.upperBound <= account { low = middle + 1 } else { high = middle }
    }
    return segments[low]
  }

  /// Margin of an account, settled to the last mark.
  func margin(of account: Int, in segment: AccountSegment) -> Double {
    base[account] + quantity[account] * level[segment.index]
  }

  func margin(of account: Int) -> Double { margin(of: account, in: segment(of: account)) }

  /// Units of token collateral of an account.
  func collateralUnits(of account: Int, in segment: AccountSegment) -> Double {
    segment.collateralAsset == 0 ? 0 : units[account - segment.unitsOffset]
  }

  /// Part of its margin that the client added from its wallet.
  func raisedMargin(of account: Int) -> Double { raised.isEmpty ? 0 : raised[account] }

  /// Whether liquidation orders of an account are under way.
  func isClosing(_ account: Int) -> Bool { state[account].contains(.isClosing) }
}

extension AccountBook {
  /// Adds a gain of a unit to every account of a segment; returns what they gain together.
  mutating func credit(_ segment: AccountSegment, change: Double) -> Double {
    level[segment.index] += change
    let total = (long[segment.index] - short[segment.index]) * change
    marginOfVenue[segment.venue] += total
    return total
  }

  /// Changes a position at the price to which its margin is settled: its margin stays, and zero exactly.
  mutating func setQuantity(of account: Int, in segment: AccountSegment, to new: Double) {
    let old = quantity[account]
    guard new != old else { return }
    if old > 0 { long[segment.index] -= old } else { short[segment.index] += old }
    if new > 0 { long[segment.index] += new } else { short[segment.index] -= new }
    base[account] = margin(of: account, in: segment) - new * level[segment.index]
    quantity[account] = new
    noteChange(of: account, in: segment)
  }

  /// Ends all positions of a segment at the last mark.
  mutating func closeAll(_ segment: AccountSegment) {
    for m in segment.range {
      base[m] = margin(of: m, in: segment)
      quantity[m] = 0
      state[m] = []
    }
    long[segment.index] = 0
    short[segment.index] = 0
    queues[segment.index] = nil
  }

  mutating func changeMargin(of account: Int, in segment: AccountSegment, by amount: Double) {
    base[account] += amount
    marginOfVenue[segment.venue] += amount
    noteChange(of: account, in: segment)
  }

  /// Brings the margin of an account to exactly zero; returns what it was.
  mutating func clearMargin(of account: Int, in segment: AccountSegment) -> Double {
    let margin = margin(of: account, in: segment)
    changeMargin(of: account, in: segment, by: -margin)
    base[account] = -(quantity[account] * level[segment.index])
    return margin
  }

  /// Adds money from the client's wallet, or gives it back.
  mutating func raiseMargin(of account: Int, in segment: AccountSegment, by amount: Double) {
    if raised.isEmpty { raised = [Double](repeating: 0, count: count) }
    raised[account] += amount
    changeMargin(of: account, in: segment, by: amount)
  }

  mutating func takeCollateral(
    of account: Int, in segment: AccountSegment, units taken: Double, assets: Int
  ) {
    let place = account - segment.unitsOffset
    units[place] = max(0, units[place] - taken)
    collateralOfVenue[segment.venue * assets + segment.collateralAsset] -= taken
  }

  mutating func setClosing(_ account: Int, _ isClosing: Bool) {
    if isClosing {
      state[account].insert(.isClosing)
    } else {
      state[account].remove(.isClosing)
    }
  }

  /// An account that has changed no longer stands where it stood in the order of liquidation.
  private mutating func noteChange(of account: Int, in segment: AccountSegment) {
    guard queues[segment.index] != nil else { return }
    state[account].remove(.isQueued)
    guard quantity[account] != 0, !state[account].contains(.isLoose) else { return }
    state[account].insert(.isLoose)
    queues[segment.index]?.loose.append(Int32(account))
  }
}

/// What an account is doing.
struct AccountState: OptionSet, Sendable {
  let rawValue: UInt8
  /// Liquidation orders are under way.
  static let isClosing = AccountState(rawValue: 1)
  /// Its entry in the order of liquidation holds.
  static let isQueued = AccountState(rawValue: 2)
  /// It has changed since the order was made, and is looked at one by one.
  static let isLoose = AccountState(rawValue: 4)
}
