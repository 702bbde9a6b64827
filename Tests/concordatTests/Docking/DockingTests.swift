import Testing

/// With one channel on, the whole simulator gives the published model's numbers (MODEL.md, docking table).
///
/// The worlds are scenario files; their expected values and tolerances come from published examples and
/// from peer packages, named in each `.expected.json`.
@Suite("Docking")
struct DockingTests {
  static let clearingCases = [
    "en-01-siebenbrunner-3", "en-02-finnetvalu-3", "en-03-finnetvalu-3", "en-04-hand-chain",
    "en-05-hand-closed-ring-nonunique", "en-06-systemicrisk-example", "en-07-er10", "en-08-er50",
    "en-10-barucca-exercise2-senior", "rv-01-systemicrisk-example", "rv-02-siebenbrunner-3",
    "rv-03a-paper-example-3.3", "rv-03b-paper-example-3.3", "rv-er10-a0.5-b0.5",
    "rv-er10-a0.7-b0.6", "rv-er10-a0.9-b0.9", "rv-er50-a0.5-b0.5", "rv-er50-a0.7-b0.6",
    "rv-er50-a0.9-b0.9",
  ]

  @Test(
    "claims alone, valued at default: Eisenberg–Noe and Rogers–Veraart", arguments: clearingCases)
  func clearing(name: String) throws {
    let expected = try Expectation(name)
    let payments = try expected.list("payments")
    let tolerance = try expected.number("tolerance")
    let run = try DockedRun(name)
    expectEqual(
      try run.column("payments", count: payments.count), payments, within: tolerance, "payment")
    if let equity = expected.values["equity"] as? [Double] {
      expectEqual(
        try run.column("equity_end", count: equity.count), equity, within: tolerance, "equity")
    }
    if let defaulted = expected.values["defaulted"] as? [Bool] {
      for (node, isInDefault) in defaulted.enumerated() {
        let row = run.institutions.first { $0["institution"] == "n\(node)" }
        #expect((row?["default_tick"] != "") == isInDefault, "node \(node)")
      }
    }
  }

  static let distressCases = [
    "dr-readme3-debtrank15", "dr-readme3-debtrank15-vector-shock", "dr-er10-dr15",
    "dr-er10-dr15-all", "dr-er50-dr15", "dr-er50-dr15-all",
  ]

  @Test("claims marked to market: linear DebtRank", arguments: distressCases)
  func debtRank(name: String) throws {
    let expected = try Expectation(name)
    let buffer = try expected.list("buffer")
    let weights = try expected.list("weights")
    let tolerance = try expected.number("tolerance")
    for shock in try expected.cases("shocks") {
      let before = try shock.list("h0")
      let run = try DockedRun(
        name,
        set: before.indices.filter { before[$0] > 0 }.map {
          "events.\($0).amount=\(before[$0] * buffer[$0])"
        })
      let start = try run.column("equity_start", count: buffer.count)
      let end = try run.column("equity_end", count: buffer.count)
      let distress = try run.column("distress", count: buffer.count)
      expectEqual(start, buffer, within: tolerance, "buffer")
      if let uncapped = shock.values["final_uncapped_stress"] as? [Double] {
        let stress = zip(start, end).map { ($0 - $1) / $0 }
        expectEqual(stress, uncapped, within: tolerance, "stress")
      }
      if let final = shock.values["final_h"] as? [Double] {
        expectEqual(distress, final, within: tolerance, "distress")
      }
      let total = weights.reduce(0, +)
      let added = zip(weights, zip(distress, before)).reduce(0) {
        $0 + $1.0 / total * ($1.1.0 - $1.1.1)
      }
      expectEqual(
        [added], [try shock.number("additional_stress")], within: tolerance, "additional stress")
      if let defaults = shock.values["additional_defaults"] as? Double {
        let found = zip(distress, before).count { $0 >= 1 - 1e-12 && $1 < 1 }
        #expect(Double(found) == defaults)
      }
    }
  }

  @Test("tokens and leverage targeting, two ticks: Greenwood, Landier and Thesmar")
  func vulnerableBanks() throws {
    let name = "greenwood-landier-thesmar"
    let expected = try Expectation(name)
    let tolerance = try expected.number("tolerance")
    let run = try DockedRun(name)
    func price(_ asset: Int, _ tick: Int) throws -> Double {
      try #require(run.series[tick]["price_asset\(asset)"].flatMap(Double.init))
    }
    // Sales move prices, one at the start, by impact per unit of money: F2 = L·φ.
    let impact = try (0...1).map { try price($0, 1) - price($0, 0) }
    expectEqual(impact, try expected.list("F2"), within: tolerance, "return of the sales")
    let assets = try expected.list("total_assets")
    let banks = try (0...2).map { bank in
      try #require(run.institutions.first { $0["institution"] == "bank\(bank)" })
    }
    let losses = try banks.map { try #require($0["change_fire_sale"].flatMap(Double.init)) }
    expectEqual(
      zip(losses, assets).map { $0 / $1 }, try expected.list("R2"), within: tolerance, "R2")
    let equity = try banks.map { try #require($0["equity_start"].flatMap(Double.init)) }
    expectEqual(
      [losses.reduce(0, +) / equity.reduce(0, +)],
      [try expected.number("aggregate_vulnerability")], within: tolerance, "vulnerability")
    expectEqual(
      zip(losses, equity).map { $0 / $1 }, try expected.list("indirect_vulnerability"),
      within: tolerance, "indirect vulnerability")
  }

  @Test("a clearing house: its waterfall, layer by layer")
  func waterfall() throws {
    let name = "ccp-waterfall-hand"
    let expected = try Expectation(name)
    let tolerance = try expected.number("tolerance")
    for each in try expected.cases("cases") {
      let loss = try each.number("loss")
      let run = try DockedRun(name, set: ["events.0.fraction=\(-loss / 1000)"])
      expectEqual(
        [run.amounts("fund_used", of: "m0").reduce(0, +)], [try each.number("defaulter")],
        within: tolerance, "defaulter")
      expectEqual(
        [run.amounts("fund_used", of: "house").reduce(0, +)], [try each.number("own")],
        within: tolerance, "skin in the game")
      let fund = try each.amounts("default_fund")
      let calls = try each.amounts("assessments")
      for member in ["m1", "m2", "m3"] {
        let paid = [fund[member], calls[member]].compactMap { $0 }.filter { $0 > 0 }
        expectEqual(run.amounts("mutualised", of: member), paid, within: tolerance, member)
      }
      expectEqual(
        [run.amounts("unallocated", of: "house").reduce(0, +)], [try each.number("uncovered")],
        within: tolerance, "uncovered")
    }
  }

  @Test("a clearing house with a haircut of gains: every layer of the published ordering")
  func waterfallWithHaircut() throws {
    let name = "ccp-waterfall-layers"
    let expected = try Expectation(name)
    let tolerance = try expected.number("tolerance")
    let capacity = try expected.number("gains_haircut_capacity")
    for each in try expected.cases("cases") {
      let loss = try each.number("loss")
      let run = try DockedRun(
        name,
        set: [
          "events.0.fraction=\(-loss / 1000)",
          "institutions.house.venue.gains_haircut_limit=\(min(1, capacity / loss))",
        ])
      let used = try each.list("used")
      let members = ["m1", "m2", "m3"]
      let paid = members.map { run.amounts("mutualised", of: $0) }
      expectEqual(
        [
          run.amounts("fund_used", of: "m0").reduce(0, +),
          run.amounts("fund_used", of: "house").reduce(0, +),
          paid.compactMap(\.first).reduce(0, +),
          paid.compactMap { $0.count > 1 ? $0[1] : nil }.reduce(0, +),
          members.flatMap { run.amounts("gains_haircut", of: $0) }.reduce(0, +),
          run.amounts("unallocated", of: "house").reduce(0, +),
        ],
        [used[0] + used[1]] + used.dropFirst(2) + [try each.number("uncovered")],
        within: tolerance, "layer at a loss of \(loss)")
      if loss == 100 {
        expectEqual(
          paid.compactMap(\.first), try expected.list("prorata_of_35"), within: tolerance,
          "share of the fund")
      }
    }
  }
}
