internal import LinearAlgebra

/// A column of `institutions.csv` beyond identity, equity and channels.
package struct InstitutionColumn: Sendable {
  package let name: String
  package let unit: String
  package let meaning: String
  let value: @Sendable (World, Int, Double) -> Double?

  /// The columns in order, parallel to `InstitutionRecord.extras`.
  package static let all: [InstitutionColumn] = [
    .init(name: "claims_receivable", unit: "money", meaning: "face of its claims on others") {
      world, i, _ in
      (0..<world.layout.institutions).reduce(0) { $0 + world.claims.total[i, $1] }
    },
    .init(name: "claims_payable", unit: "money", meaning: "face of others' claims on it") {
      world, i, _ in world.payable(by: i)
    },
    .init(
      name: "claim_value", unit: "fraction", meaning: "value of a unit of face of a claim on it"
    ) { world, i, _ in world.claims.valuation[i] },
    .init(
      name: "payments", unit: "money", meaning: "what claims on it are worth: value times face"
    ) { world, i, _ in world.claims.valuation[i] * world.payable(by: i) },
    .init(
      name: "distress", unit: "fraction",
      meaning: "1 − E/E0, between 0 and 1; E0 is equity at the start"
    ) { world, i, equity in
      let start = world.referenceEquity[i]
      guard start > 0 else { return equity < 0 ? 1 : 0 }
      return min(1, max(0, 1 - equity / start))
    },
    .init(name: "free_cash", unit: "money", meaning: "cash in all zones") {
      world, i, _ in world.holdings.cash(of: i)
    },
    .init(name: "margin_posted", unit: "money", meaning: "margin at all clearers after haircuts") {
      world, i, _ in (0..<world.layout.venues).reduce(0) { $0 + world.postedValue(i, $1) }
    },
    .init(
      name: "default_fund", unit: "money", meaning: "its contributions to default funds"
    ) { world, i, _ in (0..<world.layout.venues).reduce(0) { $0 + world.funds[i, $1] } },
    .init(
      name: "own_fund", unit: "money",
      meaning: "insurance fund, skin in the game or reserve of a venue"
    ) { world, i, _ in world.layout.venueOfInstitution[i].map { world.funds.own[$0] } },
  ]
}

extension World {
  /// Face of all claims of institutions on one.
  fileprivate func payable(by k: Int) -> Double {
    (0..<layout.institutions).reduce(0) { $0 + claims.total[$1, k] }
  }
}
