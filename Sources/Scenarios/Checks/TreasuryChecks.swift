internal import Formats
internal import Simulation

extension ScenarioChecks {
  private var document: ScenarioDocument { source.document }

  private func kind(of institution: String) -> InstitutionKind {
    source.institutions[roster.seats[roster.institution(institution)].entry].value.kind
  }

  /// What is wrapped is no wrapped token and no cash, and a bridge stands behind it.
  mutating func checkWrapped() {
    for (index, asset) in indexed(document.assets) {
      guard case .wrapped(let token) = asset.kind else { continue }
      switch document.assets[roster.asset(token.underlying)].kind {
      case .token, .stablecoin: break
      case .settlement, .wrapped:
        note(
          ["assets", index, "underlying"], found: JSONText.quoted(token.underlying),
          expected: "a token or a stablecoin")
      }
      if kind(of: token.bridge) != .bridge {
        note(
          ["assets", index, "bridge"],
          found: "\(JSONText.quoted(token.bridge)) of kind \(kind(of: token.bridge).rawValue)",
          expected: InstitutionKind.bridge.rawValue)
      }
    }
  }

  /// Events on coins and bridges name them; treasuries support tokens; nobody lends to itself.
  mutating func checkInterventions() {
    for (index, event) in indexed(document.events) {
      switch event.kind {
      case .pricePath(let path) where isCash(path.asset):
        note(["events", index, "asset"], found: "a path of the price of cash", expected: "a token")
      case .pricePath(let path): checkTimes(path.points.map(\.hours), event: index)
      case .dePeg(let loss):
        if case .stablecoin = document.assets[roster.asset(loss.coin)].kind { continue }
        note(
          ["events", index, "coin"], found: JSONText.quoted(loss.coin), expected: "a stablecoin")
      case .bridgeHalt(let halt) where kind(of: halt.bridge) != .bridge:
        note(
          ["events", index, "bridge"],
          found: "\(JSONText.quoted(halt.bridge)) of kind \(kind(of: halt.bridge).rawValue)",
          expected: InstitutionKind.bridge.rawValue)
      default: break
      }
    }
    for located in source.institutions {
      let entry = located.value
      let bought = [entry.behaviour.support?.asset, entry.behaviour.support?.reserve]
      for asset in bought.compactMap({ $0 }) where isCash(asset) {
        problems.append(
          located.problem("behaviour", found: "support of or by cash", expected: "a token"))
      }
      for asset in entry.rehypothecation.compactMap(\.buys) where isCash(asset) {
        problems.append(
          located.problem("rehypothecation", found: "cash spent on cash", expected: "a token"))
      }
      for pledge in entry.pledges
      where isCash(pledge.asset) || entry.members.contains(pledge.lender) {
        problems.append(
          located.problem(
            "pledges", found: "a pledge of \(pledge.asset) to \(pledge.lender)",
            expected: "a token, for another institution"))
      }
      for backstop in entry.behaviour.backstops where entry.members.contains(backstop.institution) {
        problems.append(
          located.problem(
            "behaviour", found: "a backstop of itself", expected: "another institution"))
      }
      let share = entry.rehypothecation.reduce(0) { $0 + $1.share }
      if share > 1 + 1e-9 {
        problems.append(
          located.problem(
            "rehypothecation", found: "shares that sum to \(JSONText.number(share))",
            expected: "at most 1"))
      }
      if lendsToItself(entry) {
        problems.append(
          located.problem(
            "rehypothecation", found: "a chain that comes back to \(entry.id)",
            expected: "a chain that ends"))
      }
    }
  }

  private mutating func checkTimes(_ hours: [Double], event: String) {
    for (before, after) in zip(hours, hours.dropFirst()) where before >= after {
      note(
        ["events", event, "points"],
        found: "a point at \(JSONText.number(after)) hours after one at \(JSONText.number(before))",
        expected: "times that rise")
    }
  }

  /// Whether what an institution lends can come back to it.
  private func lendsToItself(_ entry: InstitutionEntry) -> Bool {
    var reached: Set<String> = []
    var open = entry.rehypothecation.map(\.to)
    while let next = open.popLast() {
      guard reached.insert(next).inserted else { continue }
      let seat = roster.seats[roster.institution(next)]
      open += source.institutions[seat.entry].value.rehypothecation.map(\.to)
    }
    return entry.members.contains { reached.contains($0) }
  }
}
