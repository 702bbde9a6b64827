internal import Formats
internal import Regimes
internal import Simulation

extension Scenario {
  /// What `concordat validate` prints of a scenario that is right.
  package var validationReport: String {
    let world = specification(replicate: 0)
    var lines = ["\(name): valid"]
    lines.append("  " + counts(of: world))
    lines.append("  " + kinds(of: world))
    lines.append("  " + time)
    if let off = switchedOff { lines.append("  switched off: \(off)") }
    lines += provenanceLines.map { "  " + $0 }
    lines.append("")
    lines.append("rules, as mean ± dispersion, or as the most frequent case, weighted by activity:")
    lines += ruleLines.map { "  " + $0 }
    return lines.joined(separator: "\n") + "\n"
  }

  private func counts(of world: WorldSpecification) -> String {
    let venues = world.institutions.count { $0.venue != nil }
    return [
      (world.jurisdictions.count, "jurisdiction"), (world.assets.count, "asset"),
      (world.institutions.count, "institution"), (venues, "venue"),
      (world.positions.count, "position"), (world.claims.count, "claim"),
      (world.marginAccounts.count, "margin account"), (world.loanAccounts.count, "loan"),
      (world.events.count, "event"), (world.hazards.count, "hazard"), (regimes.count, "regime"),
    ].map { "\($0) \($1)\($0 == 1 ? "" : "s")" }.joined(separator: ", ")
  }

  private func kinds(of world: WorldSpecification) -> String {
    InstitutionKind.allCases.compactMap { kind in
      let count = world.institutions.count { $0.kind == kind }
      return count == 0 ? nil : "\(kind.rawValue) \(count)"
    }.joined(separator: ", ")
  }

  private var time: String {
    let entry = source.document.clock
    let burnIn =
      clock.burnInTicks == 0 ? "" : ", after \(clock.burnInTicks) ticks of burn-in in equilibrium"
    return "\(clock.ticks) ticks of \(JSONText.number(entry.tickSeconds)) s from "
      + "\(entry.startUTC)\(burnIn); \(replicates) replicates, seed \(seed)"
  }

  /// The names of the mechanisms that are off, nil when all are on.
  private var switchedOff: String? {
    guard case .object(let members) = Switches.object.encode(source.document.switches) else {
      return nil
    }
    let off = members.filter { $0.value == false }.map(\.key)
    return off.isEmpty ? nil : off.joined(separator: ", ")
  }

  private var provenanceLines: [String] {
    let account = provenance
    let unmarked = account.unmarked.count + account.unmarkedCells
    var lines = [
      """
      \(account.count) numbers: \(account.sourced + account.recalled) sourced \
      (\(account.sourced) seen in the source, \(account.recalled) recalled), \
      \(account.assumed) assumed, \(unmarked) unmarked
      """
    ]
    if !account.unmarked.isEmpty {
      let shown = account.unmarked.prefix(5).map { source.root.named($0).description }
      let more = account.unmarked.count > shown.count ? ", …" : ""
      lines.append("unmarked: \(shown.joined(separator: ", "))\(more)")
    }
    return lines
  }

  private var ruleLines: [String] {
    let table = ruleTable
    var cells = [["rule", "unit"] + table.columns]
    for row in table.rows {
      cells.append(
        [row.rule, row.unit]
          + row.moments.map {
            "\(significant($0.mean, digits: 4)) ± \(significant($0.dispersion, digits: 4))"
          })
    }
    for row in table.categories {
      cells.append(
        [row.rule, "–"]
          + row.modes.map {
            let name = $0.category.isEmpty ? "none" : $0.category
            return "\(name) (\(significant(100 * $0.share, digits: 3)) %)"
          })
    }
    let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { row in
      zip(row, widths).map { text, width in
        text + String(repeating: " ", count: width - text.count)
      }.joined(separator: "  ").trimmingTrailingSpaces
    }
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    var text = self
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }
}
