import Regimes
import Testing

@testable import Simulation

@Suite("Netting efficiency")
struct NettingEfficiencyTests {
  /// What four members have to receive from each other, row from column: 50 in all, 30 if each pair nets, 8 if all
  /// do, by hand.
  private let claims: [[Double]] = [[0, 10, 0, 5], [4, 0, 8, 0], [6, 2, 0, 3], [1, 7, 4, 0]]

  /// Every claim is a long and a short position at an exchange of its own; each pair of members has a
  /// jurisdiction and a clearing house.
  private func world() -> SmallWorld {
    let pairs = (0..<4).flatMap { i in (0..<i).map { (i, $0) } }
    var small = SmallWorld(jurisdictions: pairs.count, tokens: [("unit", 1)])
    let members = 4
    for member in 0..<members { small.add("m\(member)", cash: 1e5) }
    for (home, pair) in pairs.enumerated() {
      small.add("house\(home)", .clearingHouse, home: home, cash: 1e3) {
        $0.venue = VenueSpecification()
      }
      for (i, k) in [pair, (pair.1, pair.0)] where claims[i][k] > 0 {
        let exchange = small.addExchange("x\(i)\(k)", home: home)
        small.position(i, at: exchange, claims[i][k])
        small.position(k, at: exchange, -claims[i][k])
      }
    }
    return small
  }

  @Test("nothing nets venue by venue, 0.4 of gross pair by pair, 0.84 in one house")
  func published() throws {
    let cases: [(ClearingTopology, Recognition, Double)] = [
      (.perVenue, .none, 0), (.perJurisdiction, .none, 0.4), (.global, .full, 0.84),
    ]
    for (topology, recognition, expected) in cases {
      var small = world()
      small.regime.topology = topology
      small.regime.recognition = recognition
      let (record, _) = try small.run()
      let found = try #require(small.metric("netting_efficiency", record))
      #expect(isNear(found, expected, within: 1e-12))
    }
  }
}
