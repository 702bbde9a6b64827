internal import Formats
internal import LinearAlgebra
internal import Simulation

extension ScenarioChecks {
  private var document: ScenarioDocument { source.document }

  func isCash(_ asset: String) -> Bool { asset == document.assets.first?.id }

  /// Cash comes first and only there.
  mutating func checkAssets() {
    for (index, asset) in indexed(document.assets) {
      let isSettlement = asset.kind == .settlement
      if index == "0", !isSettlement {
        note(
          ["assets", "0", "kind"], found: "an asset that is not the settlement asset",
          expected: "settlement first")
      } else if index != "0", isSettlement {
        note(
          ["assets", index, "kind"], found: "a second settlement asset",
          expected: "exactly one, the first")
      }
    }
    for (index, jurisdiction) in indexed(document.jurisdictions) where jurisdiction.id == homeKey {
      note(
        ["jurisdictions", index, "id"], found: "\"home\"",
        expected: "another id, because this one stands for every institution's own home")
    }
    let rulebooks =
      [(["rulebook"], document.rulebook)]
      + indexed(document.jurisdictions).map { (["jurisdictions", $0, "rulebook"], $1.rulebook) }
    for (tokens, rulebook) in rulebooks {
      for asset in rulebook.collateralHaircuts.keys where isCash(asset) {
        note(
          tokens + ["collateral_haircuts", asset], found: "a haircut on cash", expected: "a token")
      }
    }
    for (index, stress) in indexed(document.margin.stressScenarios) {
      for asset in stress.moves.keys where isCash(asset) {
        note(
          ["margin", "stress_scenarios", index, "moves", asset], found: "a move of cash",
          expected: "a token")
      }
    }
    for (index, event) in indexed(document.events) {
      if case .priceMove(let move) = event.kind, isCash(move.asset) {
        note(["events", index, "asset"], found: "a price move of cash", expected: "a token")
      }
    }
  }

  mutating func checkInstitutions() {
    if source.institutions.isEmpty {
      note(["institutions"], found: "no institution", expected: "at least one")
    }
    if roster.seats.count > 10_000 {
      note(
        ["institutions"], found: "\(roster.seats.count) institutions", expected: "at most 10000")
    }
    for located in source.institutions {
      let entry = located.value
      for asset in entry.tokens.keys + entry.custody.map(\.asset) where isCash(asset) {
        problems.append(
          located.problem(
            "tokens", found: "units of cash (\(asset))", expected: "cash under the key cash"))
      }
      if let redemption = entry.behaviour.redemption {
        let asset = document.assets[roster.asset(redemption.asset)]
        if case .stablecoin(let coin) = asset.kind, coin.issuer == entry.id { continue }
        problems.append(
          located.problem(
            "behaviour", found: "redemption of \(redemption.asset)",
            expected: "a stablecoin that \(entry.id) issues"))
      }
    }
  }

  /// What stands at a venue must be what venues of its kind do.
  mutating func checkVenues() {
    let trading: [InstitutionKind] = [.exchange, .clearingHouse]
    for located in source.positions {
      if let problem = mismatch(located.value.venue, trading) {
        problems.append(located.problem("venue", found: problem.found, expected: problem.expected))
      }
      if isCash(located.value.asset) {
        problems.append(
          located.problem("asset", found: "a position in cash", expected: "a token"))
      }
    }
    for located in source.accounts {
      if let problem = mismatch(located.value.venue, [.exchange]) {
        problems.append(located.problem("venue", found: problem.found, expected: problem.expected))
      }
    }
    for (index, group) in indexed(document.accounts) {
      if let problem = mismatch(group.venue, [.exchange]) {
        note(["accounts", index, "venue"], found: problem.found, expected: problem.expected)
      }
      if isCash(group.asset) {
        note(["accounts", index, "asset"], found: "accounts in cash", expected: "a token")
      }
      if let collateral = group.collateral, isCash(collateral.asset) {
        note(
          ["accounts", index, "collateral", "asset"], found: "cash",
          expected: "a token; what is not in tokens is cash")
      }
    }
    checkCrossAccounts()
    for (index, group) in indexed(document.loans) {
      if let problem = mismatch(group.venue, [.lendingProtocol]) {
        note(["loans", index, "venue"], found: problem.found, expected: problem.expected)
      }
      if isCash(group.collateral) {
        note(["loans", index, "collateral"], found: "cash as collateral", expected: "a token")
      }
    }
  }

  func mismatch(
    _ venue: String, _ kinds: [InstitutionKind]
  ) -> (found: String, expected: String)? {
    let kind = source.institutions[roster.seats[roster.institution(venue)].entry].value.kind
    guard !kinds.contains(kind) else { return nil }
    return (
      "\(JSONText.quoted(venue)) of kind \(kind.rawValue)",
      kinds.map(\.rawValue).joined(separator: " or ")
    )
  }

  mutating func checkNetworks() {
    for (index, network) in indexed(document.claimNetworks) {
      if case .maximumEntropy(let totals) = network.method {
        checkTotals(totals, index)
        continue
      }
      guard let generated = network.generated else { continue }
      let count = Set(roster.members(generated.members) + core(of: network)).count
      if count < 2 {
        note(
          ["claim_networks", index, "members"], found: "an empty population (\(count) members)",
          expected: "at least 2 members")
      }
      if case .erdosRenyi(let entry) = network.method, entry.meanDegree > Double(count - 1) {
        note(
          ["claim_networks", index, "mean_degree"], found: JSONText.number(entry.meanDegree),
          expected: "at most \(count - 1), the number of others")
      }
    }
  }

  private func core(of network: ClaimNetworkEntry) -> [Int] {
    if case .corePeriphery(let entry) = network.method { roster.members(entry.core) } else { [] }
  }

  private mutating func checkTotals(_ totals: ClaimNetworkEntry.Totals, _ index: String) {
    let assets = totals.assets.entries.reduce(0) { $0 + $1.value }
    let liabilities = totals.liabilities.entries.reduce(0) { $0 + $1.value }
    let tolerance = 1e-9 * max(assets, liabilities)
    if abs(assets - liabilities) > tolerance {
      note(
        ["claim_networks", index, "liabilities"],
        found: "liabilities of \(JSONText.number(liabilities)) in all",
        expected: "as much as assets in all (\(JSONText.number(assets)))")
    } else if !builder(replicate: 0).reconstruct(totals).isMet {
      note(
        ["claim_networks", index], found: "totals that no network without loops meets",
        expected: "nobody who owns or owes more than all others together")
    }
  }

  func builder(replicate: UInt32) -> WorldBuilder {
    let seed = UInt64(document.seed)
    return WorldBuilder(
      source: source, roster: roster, draws: Draws(seed: seed, replicate: replicate))
  }

  mutating func checkCorrelation() {
    guard problems.isEmpty else { return }
    do throws(NotPositiveDefinite) {
      _ = try CholeskyFactor(source.correlation(assets: roster.assets))
    } catch {
      let assets = roster.assets.prefix(error.leadingMinor).dropFirst().joined(separator: ", ")
      note(
        ["correlation"], found: "correlations of \(assets) that no returns can have",
        expected: "a positive definite matrix")
    }
  }

  /// Positions and accounts at each venue must net to zero in each asset.
  mutating func checkPositions() {
    let world = builder(replicate: 0).world()
    for sum in world.netPositions where !sum.isBalanced {
      let venue = world.institutions[sum.venue].id
      let asset = world.assets[sum.asset].id
      note(
        [document.positions.isEmpty ? "accounts" : "positions"],
        found: """
          positions at \(venue) in \(asset) that sum to \(significant(sum.net, digits: 9)) \
          (long \(significant(sum.long, digits: 9)), short \(significant(sum.short, digits: 9)))
          """, expected: "a sum of 0")
    }
  }
}
