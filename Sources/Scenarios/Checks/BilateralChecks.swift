internal import Formats
internal import Simulation

extension ScenarioChecks {
  /// Contracts off venues: in tokens, among at least two, and cleared where that is done.
  mutating func checkBilateral() {
    for (index, entry) in indexed(source.document.bilateralPositions) {
      let place = ["bilateral_positions", index]
      checkContract(
        in: entry.asset, venues: entry.venues, at: place,
        parties: [roster.institution(entry.holder), roster.institution(entry.counterparty)])
    }
    for (index, network) in indexed(source.document.bilateralNetworks) {
      let pairs = builder(replicate: 0).pairs(of: network)
      if pairs.isEmpty {
        note(
          ["bilateral_networks", index, "members"], found: "nobody to trade with",
          expected: "at least 2 members, or counterparties")
      }
      let parties = Set(pairs.flatMap { [$0.0, $0.1] })
      for (place, each) in indexed(network.classes) {
        checkContract(
          in: each.asset, venues: each.venues,
          at: ["bilateral_networks", index, "classes", place], parties: parties)
      }
    }
  }

  private mutating func checkContract(
    in asset: String, venues: [String], at place: [String], parties: Set<Int>
  ) {
    if isCash(asset) { note(place + ["asset"], found: "a contract in cash", expected: "a token") }
    for (index, venue) in venues.enumerated() {
      let place = place + ["venues", String(index)]
      if let problem = mismatch(venue, [.exchange, .clearingHouse]) {
        note(place, found: problem.found, expected: problem.expected)
      }
      if parties.contains(roster.institution(venue)) {
        note(
          place, found: "\(JSONText.quoted(venue)), which is a party",
          expected: "a venue that is none")
      }
      if venues[..<index].contains(venue) {
        note(place, found: "\(JSONText.quoted(venue)) again", expected: "each venue once")
      }
    }
  }
}
