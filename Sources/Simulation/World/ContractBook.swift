internal import Glibc

/// A contract in force at a venue, and what its terms remember.
struct Contract: Sendable {
  let venue: Int
  let asset: Int
  let index: ContractIndex
  let kind: ContractKind
  /// Premiums since the last funding payment.
  var premiumSum = 0.0
  var premiums = 0
  /// A future that has settled.
  var hasExpired = false
}

/// The contracts with terms of their own, at most one for each venue and asset.
struct ContractBook: Sendable {
  var all: [Contract] = []
  private var lookup: [Int?] = []
  private let assets: Int
  /// Paid by one side to the other in funding.
  var fundingPaid = 0.0

  init(_ specification: WorldSpecification, layout: Layout) {
    assets = layout.assets
    guard !specification.contracts.isEmpty else { return }
    lookup = [Int?](repeating: nil, count: layout.venues * layout.assets)
    for each in specification.contracts {
      guard let venue = layout.venueOfInstitution[each.venue] else { continue }
      lookup[venue * assets + each.asset] = all.count
      all.append(Contract(venue: venue, asset: each.asset, index: each.index, kind: each.kind))
    }
  }

  /// The terms of what is traded in an asset at a venue; nil where there are none.
  func terms(_ venue: Int, _ asset: Int) -> Contract? {
    guard !lookup.isEmpty, let found = lookup[venue * assets + asset] else { return nil }
    return all[found]
  }
}

extension World {
  /// Price of what is traded in an asset at a venue over that of the asset: `exp(r·T)` for a future with
  /// the time `T` to go, else one.
  func contractBasis(_ venue: Int, _ asset: Int) -> Double {
    guard let contract = contracts.terms(venue, asset), case .future(let terms) = contract.kind
    else { return 1 }
    let hours = Double(max(0, tick)) * specification.clock.tickHours
    return exp(terms.carryRate * max(0, terms.expiryHours - hours) / (24 * 365.25))
  }

  /// Whether what was traded in an asset at a venue has expired: nobody can open a position in it.
  func hasExpired(_ venue: Int, _ asset: Int) -> Bool {
    contracts.terms(venue, asset)?.hasExpired ?? false
  }

  /// What premiums are measured against and futures settle at.
  func indexPrice(_ contract: Contract) -> Double {
    switch contract.index {
    case .fundamental: market.fundamental[contract.asset]
    case .allZones: worldPrice(contract.asset, in: market.price)
    }
  }

  /// Marks of the start: a future is priced with its cost of carry.
  mutating func markContracts() {
    for contract in contracts.all {
      market.mark[contract.venue * layout.assets + contract.asset] *= contractBasis(
        contract.venue, contract.asset)
    }
  }
}
