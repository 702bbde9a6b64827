/// Units of every asset (asset 0 is cash) that a node holds free in a zone; `outside` may be negative.
struct Holdings: Sendable {
  private var units: [Double]
  private let zones: Int
  private let assets: Int

  init(_ layout: Layout) {
    zones = layout.zones
    assets = layout.assets
    units = [Double](repeating: 0, count: layout.nodes * layout.zones * layout.assets)
  }

  subscript(node: Int, zone: Int, asset: Int) -> Double {
    get { units[(node * zones + zone) * assets + asset] }
    set { units[(node * zones + zone) * assets + asset] = newValue }
  }

  /// Free cash of a node in all zones.
  func cash(of node: Int) -> Double {
    var sum = 0.0
    for zone in 0..<zones { sum += self[node, zone, 0] }
    return sum
  }
}

/// Units by node, venue and asset: collateral posted at a clearer, or signed positions traded at a venue.
struct VenueTable: Sendable {
  private var values: [Double]
  private let venues: Int
  private let assets: Int

  init(_ layout: Layout) {
    venues = layout.venues
    assets = layout.assets
    values = [Double](repeating: 0, count: layout.nodes * layout.venues * layout.assets)
  }

  subscript(node: Int, venue: Int, asset: Int) -> Double {
    get { values[(node * venues + venue) * assets + asset] }
    set { values[(node * venues + venue) * assets + asset] = newValue }
  }
}

/// Cash or tokens on the way from one zone to another.
struct Transfer: Sendable {
  var arrival: Int
  var node: Int
  var source: Int
  var zone: Int
  var asset: Int
  var units: Double
  /// Goes back to where it came from.
  var returns = false
}

/// Units that a client keeps unsegregated at a custodian; the claim in `Claims` follows their price.
struct CustodyClaim: Sendable {
  var client: Int
  var custodian: Int
  var asset: Int
  var units: Double
}

/// Cash in funds: each venue's own, and members' contributions to default funds.
struct Funds: Sendable {
  /// Insurance fund, skin in the game or reserve of each venue.
  var own: [Double]
  /// The most that each has held before it was drawn on.
  var fullest: [Double]
  private var contributions: [Double]
  private let venues: Int

  init(_ layout: Layout) {
    venues = layout.venues
    own = [Double](repeating: 0, count: layout.venues)
    fullest = own
    contributions = [Double](repeating: 0, count: layout.institutions * layout.venues)
  }

  subscript(member: Int, venue: Int) -> Double {
    get { contributions[member * venues + venue] }
    set { contributions[member * venues + venue] = newValue }
  }
}
