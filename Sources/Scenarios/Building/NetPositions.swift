internal import Simulation

/// Positions and accounts of one contract at one venue together: they must net to zero.
struct NetPosition: Sendable {
  var venue: Int
  var asset: Int
  var long = 0.0
  var short = 0.0
  /// The account with the largest position, and the institution's position with the largest.
  var largestAccount: Int?
  var largestPosition: Int?

  var net: Double { long - short }

  /// The share of open interest beyond which a difference is a mistake and no rounding.
  static let tolerance = 1e-6

  var isBalanced: Bool { abs(net) <= Self.tolerance * max(long, short) }
}

extension WorldSpecification {
  /// Sums by venue and contract, in order of venue and asset.
  var netPositions: [NetPosition] {
    var sums: [NetPosition] = []
    var places = [Int32](repeating: -1, count: institutions.count * assets.count)
    func add(_ quantity: Double, venue: Int, asset: Int, _ note: (inout NetPosition) -> Void) {
      let key = venue * assets.count + asset
      if places[key] < 0 {
        places[key] = Int32(sums.count)
        sums.append(NetPosition(venue: venue, asset: asset))
      }
      let place = Int(places[key])
      if quantity > 0 { sums[place].long += quantity } else { sums[place].short -= quantity }
      note(&sums[place])
    }
    for (index, position) in positions.enumerated() {
      add(position.quantity, venue: position.venue, asset: position.asset) { sum in
        let largest = sum.largestPosition.map { abs(positions[$0].quantity) } ?? -1
        if abs(position.quantity) > largest { sum.largestPosition = index }
      }
    }
    for account in 0..<marginAccounts.count {
      let quantity = marginAccounts.quantity[account]
      let venue = Int(marginAccounts.venue[account])
      add(quantity, venue: venue, asset: Int(marginAccounts.asset[account])) { sum in
        let largest = sum.largestAccount.map { abs(marginAccounts.quantity[$0]) } ?? -1
        if abs(quantity) > largest { sum.largestAccount = account }
      }
    }
    return sums.sorted { ($0.venue, $0.asset) < ($1.venue, $1.asset) }
  }

  /// Puts what rounding leaves over on the largest account, or else on the largest position.
  mutating func balanceRounding() {
    for sum in netPositions where sum.net != 0 && sum.isBalanced {
      if let account = sum.largestAccount {
        marginAccounts.quantity[account] -= sum.net
      } else if let position = sum.largestPosition {
        positions[position].quantity -= sum.net
      }
    }
  }
}
