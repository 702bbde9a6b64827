internal import LinearAlgebra

/// The conservation laws of MODEL.md, checked on stocks alone.
///
/// A law is broken where two sums that must be equal differ by more than `tolerance` of the gross amounts
/// that went into them.
struct Conservation: Sendable {
  /// Relative to gross amounts: a few thousand roundings of 1e-16, with room to spare.
  static let tolerance = 1e-9

  private let cash: Double
  private let tokens: [Double]
  private let systemEquity: Double
  private(set) var violations: [String] = []

  init(_ world: World) {
    cash = world.cashTotal().sum
    tokens = (0..<world.layout.assets).map { world.tokenTotal($0).sum }
    systemEquity = world.systemEquity()
  }

  mutating func check(_ world: World, after phase: String) {
    guard violations.count < 20 else { return }
    func compare(_ law: String, _ found: Double, _ expected: Double, gross: Double) {
      guard abs(found - expected) > Self.tolerance * max(gross, 1) else { return }
      violations.append(
        "tick \(world.tick) pass \(world.pass) after \(phase): \(law): \(found), not \(expected)")
    }
    let nowCash = world.cashTotal()
    compare("cash", nowCash.sum, cash, gross: nowCash.gross)
    for asset in 1..<max(1, world.layout.assets) {
      let now = world.tokenTotal(asset)
      compare(
        "units of \(world.specification.assets[asset].id)", now.sum,
        tokens[asset] - world.burnt[asset] + world.coins.minted[asset], gross: now.gross)
      for venue in 0..<world.layout.venues {
        let name = world.nodeName(world.layout.institutionOfVenue[venue])
        compare(
          "positions at \(name)", world.netPosition(venue, asset), 0,
          gross: world.grossPosition(venue, asset))
      }
    }
    for venue in 0..<world.layout.venues {
      let clients = world.accounts.sums(ofVenue: venue)
      let name = world.nodeName(world.layout.institutionOfVenue[venue])
      compare(
        "margin of accounts at \(name)", world.accounts.marginOfVenue[venue], clients.margin,
        gross: clients.grossMargin)
      compare(
        "positions of accounts at \(name)", clients.kept, clients.open, gross: clients.open)
    }
    let bilateral = world.bilateral.asymmetry()
    compare("bilateral positions", bilateral.sum, 0, gross: bilateral.gross)
    let change = Channel.allCases.reduce(0) { $0 + world.channels.system($1) }
    compare(
      "channels", change, world.systemEquity() - systemEquity, gross: world.grossBalance())
    compare("claims", world.negativeClaims(), 0, gross: world.grossBalance())
    let sides = world.realisedSides()
    compare("realised equity", sides.equity, sides.external, gross: world.grossBalance())
  }
}

extension World {
  /// Cash wherever it stands: free, posted, in funds, in transit; `outside` included.
  func cashTotal() -> (sum: Double, gross: Double) {
    var total = tokenTotal(0)
    for side in bilateral.sides {
      total.sum += side.posted
      total.gross += side.posted
    }
    for venue in 0..<layout.venues {
      total.sum += funds.own[venue]
      total.gross += funds.own[venue]
      for i in 0..<layout.institutions {
        total.sum += funds[i, venue]
        total.gross += funds[i, venue]
      }
    }
    return total
  }

  /// Units of an asset held, posted, in transit and behind accounts and loans; `outside` included.
  func tokenTotal(_ asset: Int) -> (sum: Double, gross: Double) {
    var sum = 0.0
    var gross = 0.0
    func add(_ units: Double) {
      sum += units
      gross += abs(units)
    }
    for node in 0..<layout.nodes {
      for zone in 0..<layout.zones { add(holdings[node, zone, asset]) }
      for venue in 0..<layout.venues { add(posted[node, venue, asset]) }
    }
    for transfer in transfers where transfer.asset == asset { add(transfer.units) }
    for pledge in pledges where pledge.asset == asset { add(pledge.units) }
    for request in coins.queue where request.asset == asset { add(request.units) }
    for vault in coins.vaults where vault.collateral == asset { add(vault.units) }
    for venue in 0..<layout.venues where asset > 0 {
      let slot = venue * layout.assets + asset
      add(accounts.collateralOfVenue[slot])
      add(loans.collateralOfVenue[slot])
    }
    add(pools.units(of: asset))
    return (sum, gross)
  }

  func grossPosition(_ venue: Int, _ asset: Int) -> Double {
    var gross = 0.0
    for node in 0..<layout.nodes { gross += abs(positions[node, venue, asset]) }
    for segment in accounts.segments where segment.venue == venue && segment.asset == asset {
      gross += accounts.long[segment.index] + accounts.short[segment.index]
    }
    return gross
  }

  /// Assets and claims of everybody, as the yardstick of rounding.
  func grossBalance() -> Double {
    var gross = clientEquity().magnitude
    for each in assetsApartFromClaims() { gross += abs(each) }
    for each in seniorLiabilities() { gross += abs(each) }
    for each in claims.total.elements { gross += abs(each) }
    return gross + holdings.cash(of: layout.outside).magnitude
  }

  /// Faces below zero and claims on oneself: there must be none.
  func negativeClaims() -> Double {
    var wrong = 0.0
    for i in 0..<layout.institutions {
      wrong += abs(claims.total[i, i])
      for k in 0..<layout.institutions { wrong += max(0, -claims.total[i, k]) }
    }
    return wrong
  }

  /// Σ E of institutions, and external net assets less what claims have lost; equal by law 5.
  ///
  /// Every claim has one liability, so claims drop out of the sum but for `Σ_k (1 − V_k)·L_k`.
  func realisedSides() -> (equity: Double, external: Double) {
    let equity = equities().reduce(0, +)
    var external = assetsApartFromClaims().reduce(0, +) - seniorLiabilities().reduce(0, +)
    for venue in 0..<layout.venues {
      external -= accounts.marginOfVenue[venue] * (1 - segregatedShare(ofVenue: venue))
    }
    for due in dues {
      if due.creditor == layout.outside { external -= due.amount }
      if due.debtor == layout.outside { external += due.amount }
    }
    return (equity, external - valuationGap())
  }

  /// Value lost on claims between institutions.
  func valuationGap() -> Double {
    var gap = 0.0
    for k in 0..<layout.institutions {
      for i in 0..<layout.institutions where claims.total[i, k] != 0 {
        gap += (1 - claims.value(creditor: i, debtor: k)) * claims.total[i, k]
      }
    }
    return gap
  }
}
