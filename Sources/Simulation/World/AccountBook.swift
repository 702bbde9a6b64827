internal import Regimes

/// A run of accounts that share venue, contract and collateral asset, so that one price serves all.
struct AccountSegment: Sendable {
  let venue: Int
  let asset: Int
  let collateralAsset: Int
  let range: Range<Int>
}

/// Margin accounts as struct-of-arrays in segments, and loans; margin is a liability of the venue.
struct AccountBook: Sendable {
  let segments: [AccountSegment]
  var quantity: [Double]
  var entryPrice: [Double]
  var margin: [Double]
  var collateralUnits: [Double]
  /// Part of the margin that the client added from its wallet to meet the regime's cap.
  var raisedMargin: [Double]
  /// Liquidation orders of these accounts are under way.
  var isClosing: [Bool]
  let jurisdiction: [Int32]
  let client: [ClientClass]
  /// Sum of margin by venue: what the venue owes its clients.
  var marginOfVenue: [Double]
  /// Units of token collateral by venue and asset.
  var collateralOfVenue: [Double]

  /// Sorts the accounts into segments; the order inside a segment is that of the specification.
  init(_ accounts: MarginAccounts, layout: Layout) {
    let order = accounts.venue.indices.sorted { left, right in
      let leftKey = (accounts.venue[left], accounts.asset[left], accounts.collateralAsset[left])
      let rightKey = (accounts.venue[right], accounts.asset[right], accounts.collateralAsset[right])
      return leftKey != rightKey ? leftKey < rightKey : left < right
    }
    var segments: [AccountSegment] = []
    var start = 0
    while start < order.count {
      let first = order[start]
      var end = start + 1
      while end < order.count, accounts.venue[order[end]] == accounts.venue[first],
        accounts.asset[order[end]] == accounts.asset[first],
        accounts.collateralAsset[order[end]] == accounts.collateralAsset[first]
      { end += 1 }
      if let venue = layout.venueOfInstitution[Int(accounts.venue[first])] {
        segments.append(
          AccountSegment(
            venue: venue, asset: Int(accounts.asset[first]),
            collateralAsset: Int(accounts.collateralAsset[first]), range: start..<end))
      }
      start = end
    }
    self.segments = segments
    quantity = order.map { accounts.quantity[$0] }
    entryPrice = order.map { accounts.entryPrice[$0] }
    margin = order.map { accounts.margin[$0] }
    collateralUnits = order.map { accounts.collateralUnits[$0] }
    raisedMargin = [Double](repeating: 0, count: order.count)
    isClosing = [Bool](repeating: false, count: order.count)
    jurisdiction = order.map { accounts.jurisdiction[$0] }
    client = order.map { accounts.client[$0] }
    marginOfVenue = [Double](repeating: 0, count: layout.venues)
    collateralOfVenue = [Double](repeating: 0, count: layout.venues * layout.assets)
    for segment in segments {
      for m in segment.range {
        marginOfVenue[segment.venue] += margin[m]
        collateralOfVenue[segment.venue * layout.assets + segment.collateralAsset] +=
          collateralUnits[m]
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
}

/// Secured loans as struct-of-arrays; the debt is an asset of the lending protocol.
struct LoanBook: Sendable {
  let venue: [Int]
  let asset: [Int]
  let threshold: [Double]
  var units: [Double]
  var debt: [Double]
  /// Debt outstanding by venue.
  var debtOfVenue: [Double]
  /// Collateral units by venue and asset.
  var collateralOfVenue: [Double]

  init(_ loans: LoanAccounts, layout: Layout) {
    venue = loans.venue.map { layout.venueOfInstitution[Int($0)] ?? 0 }
    asset = loans.collateralAsset.map(Int.init)
    threshold = loans.liquidationThreshold
    units = loans.collateralUnits
    debt = loans.debt
    debtOfVenue = [Double](repeating: 0, count: layout.venues)
    collateralOfVenue = [Double](repeating: 0, count: layout.venues * layout.assets)
    for loan in venue.indices {
      debtOfVenue[venue[loan]] += debt[loan]
      collateralOfVenue[venue[loan] * layout.assets + asset[loan]] += units[loan]
    }
  }

  var count: Int { venue.count }
}
