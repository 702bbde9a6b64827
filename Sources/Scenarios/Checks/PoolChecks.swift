internal import Formats
internal import Simulation

extension ScenarioChecks {
  /// Pools belong to automated market makers and hold a token, and another one or cash.
  mutating func checkPools() {
    for (index, pool) in indexed(source.document.pools) {
      let host = source.institutions[roster.seats[roster.institution(pool.amm)].entry].value
      if host.kind != .automatedMarketMaker {
        note(
          ["pools", index, "amm"],
          found: "\(JSONText.quoted(pool.amm)) of kind \(host.kind.rawValue)", expected: "amm")
      }
      if pool.asset == source.document.assets.first?.id {
        note(["pools", index, "asset"], found: "a pool of cash", expected: "a token")
      }
      if let quote = pool.quote, isCash(quote) || quote == pool.asset {
        note(
          ["pools", index, "quote"], found: JSONText.quoted(quote),
          expected: "a token other than \(pool.asset), or null for cash")
      }
    }
    for (index, event) in indexed(source.document.events) {
      guard case .poolManipulation(let attack) = event.kind,
        let pool = source.document.pools.first(where: { $0.id == attack.pool })
      else { continue }
      if let quote = pool.quote {
        note(
          ["events", index, "pool"], found: "a pool whose quote is \(quote)",
          expected: "a pool of a token and cash")
      }
      if let venue = attack.attacker?.borrowsAt,
        let problem = mismatch(venue, [.lendingProtocol])
      {
        note(
          ["events", index, "attacker", "borrows_at"], found: problem.found,
          expected: problem.expected)
      }
    }
  }
}
