import Contagion
import Formats
import LinearAlgebra
import Regimes
import Scenarios
import Simulation
import Testing

/// Dealers whose contracts are drawn, run by the simulator: the mean of `netted_exposure_start` over
/// replicates is the expected exposure of Duffie and Zhu (2011, Review of Asset Pricing Studies 1, 74–95)
/// and of Cont and Kokholm (2014, Statistics and Risk Modeling 31, 3–22).
@Suite("Scenario: expected netted exposure of drawn contracts")
struct NettedExposureTests {
  /// Classes by name with the house that takes each, `-` for none; dealers fall into equal groups, each
  /// with a house of its own for the last class, and pairs of different groups clear nothing.
  private func scenario(
    dealers: Int, deviations: [Double], houses: [String], correlation: Double = 0,
    groups: Int = 1
  ) throws -> Scenario {
    let assets = deviations.indices.map {
      #"{"id": "c\#($0)", "kind": "token", "price": 2, "background_depth": {"x": 1}}"#
    }
    func network(_ id: String, _ group: Int, _ other: Int?, _ houses: [String]) -> String {
      let classes = deviations.indices.map {
        let venues = houses[$0] == "-" ? "" : "\"\(houses[$0])\""
        return #"{"asset": "c\#($0)", "standard_deviation": \#(deviations[$0]), "#
          + #""venues": [\#(venues)]}"#
      }
      return #"{"id": "\#(id)", "members": ["g\#(group)"], "correlation": \#(correlation), "#
        + (other.map { #""counterparties": ["g\#($0)"], "# } ?? "")
        + #""classes": [\#(classes.joined(separator: ", "))]}"#
    }
    var networks: [String] = []
    for group in 0..<groups {
      let own = houses.map { $0 == "own" ? "h\(group)" : $0 }
      networks.append(network("in-\(group)", group, nil, own))
      for other in (group + 1)..<max(group + 1, groups) {
        networks.append(
          network("between-\(group)-\(other)", group, other, deviations.map { _ in "-" }))
      }
    }
    let names = Set(houses).subtracting(["-", "own"]).sorted() + (0..<groups).map { "h\($0)" }
    let institutions =
      names.map { #"{"id": "\#($0)", "kind": "clearing_house", "home": "x"}"# }
      + (0..<groups).map {
        #"{"id": "g\#($0)", "count": \#(dealers / groups), "kind": "fund", "home": "x"}"#
      }
    return try Sample.load(
      #"""
      {"format": 1, "name": "netting", "seed": 11, "clock": {"horizon_hours": 1},
       "jurisdictions": [{"id": "x"}],
       "assets": [{"id": "usd", "kind": "settlement"}, \#(assets.joined(separator: ", "))],
       "switches": {"returns": false, "hazards": false, "variation_margin": false,
         "initial_margin": false, "payments": false, "liquidation": false, "waterfall": false,
         "contagion": false, "behaviour": false, "supervision": false, "compliance": false},
       "institutions": [\#(institutions.joined(separator: ", "))],
       "bilateral_networks": [\#(networks.joined(separator: ", "))],
       "regimes": {"bilateral": {"topology": "bilateral"}, "cleared": {"topology": "per_venue"}}}
      """#)
  }

  /// Mean and its standard error over replicates.
  private struct Estimate {
    let mean: Double
    let error: Double

    init(_ values: [Double]) {
      let count = Double(values.count)
      let mean = values.reduce(0, +) / count
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
      self.mean = mean
      error = (variance / count).squareRoot()
    }

    /// Within four standard errors: one run in sixteen thousand falls outside by chance.
    ///
    /// The seed is fixed. The error itself must be small, so that the comparison says something.
    func meets(_ expected: Double) -> Bool {
      abs(mean - expected) < 4 * error && error < 0.02 * expected
    }
  }

  private func exposures(
    _ scenario: Scenario, _ name: String, replicates: Int
  ) throws -> [Double] {
    let regime = try #require(scenario.regime(named: name))
    let metrics = replicateMetrics(of: scenario.specification(replicate: 0))
    let index = try #require(metrics.firstIndex { $0.description.name == "netted_exposure_start" })
    return try (0..<replicates).map {
      let record = scenario.simulate(regime: regime, mode: .impact, replicate: $0)
      return try #require(record.metrics[index])
    }
  }

  private func mean(
    _ scenario: Scenario, _ name: String = "cleared", replicates: Int = 150
  ) throws -> Estimate {
    Estimate(try exposures(scenario, name, replicates: replicates))
  }

  /// `N` dealers, `K` classes of equal risk, and the published closed forms without and with a house for
  /// one class: `(N − 1)·√(K/2π)` and `(N − 1)·√((K − 1)/2π) + √((N − 1)/2π)`.
  @Test(
    "Duffie and Zhu: expected exposure without and with a house for one class",
    arguments: [
      (12, 4, 8.77673016883152, 8.924013145469688), (15, 4, 11.170383851240116, 11.166541515557856),
      (12, 3, 7.600871288369381, 7.529227276125627),
      (16, 6, 14.658075357087597, 14.926027679238544),
    ])
  func oneHouse(dealers: Int, classes: Int, bilateral: Double, cleared: Double) throws {
    let houses = [String](repeating: "-", count: classes - 1) + ["a"]
    let scenario = try scenario(
      dealers: dealers, deviations: [Double](repeating: 1, count: classes), houses: houses)
    #expect(try mean(scenario, "bilateral").meets(bilateral))
    #expect(try mean(scenario).meets(cleared))
  }

  @Test(
    "Duffie and Zhu: one house for two classes is better than two, and one for all best",
    arguments: [
      (["a", "a", "-", "-", "-", "-"], 10.647935328086298),
      (["a", "b", "-", "-", "-", "-"], 11.423013883032134),
      (["a", "a", "a", "a", "a", "a"], 3.2410224072142877),
      (["a", "b", "c", "d", "e", "f"], 7.938851142601841),
    ])
  func jointOrSeparate(houses: [String], expected: Double) throws {
    let scenario = try scenario(
      dealers: 12, deviations: [Double](repeating: 1, count: 6), houses: houses)
    #expect(try mean(scenario).meets(expected))
  }

  @Test(
    "a second house for the same class undoes the good of the first",
    arguments: [(1, 17.805990840012885), (2, 18.498627875104074), (4, 18.70892564724132)])
  func split(groups: Int, expected: Double) throws {
    let scenario = try scenario(
      dealers: 24, deviations: [1, 1, 1, 1], houses: ["-", "-", "-", "own"], groups: groups)
    let cleared = try mean(scenario, replicates: 60)
    #expect(cleared.meets(expected))
    #expect(try mean(scenario, "bilateral", replicates: 60).meets(18.351344898465904))
  }

  /// Mean of what a house for the last class adds, on the same draws.
  private func change(_ scenario: Scenario, replicates: Int) throws -> Estimate {
    Estimate(
      zip(
        try exposures(scenario, "cleared", replicates: replicates),
        try exposures(scenario, "bilateral", replicates: replicates)
      ).map { $0 - $1 })
  }

  /// At `N = 4K − 1` itself the gain is less than half a percent, from `K = 3` on less than a tenth: it is compared with
  /// its closed form, and the sign by one or two dealers less and more.
  @Test(
    "Duffie and Zhu: one house for one of K classes helps from N = 4K − 1 dealers on",
    arguments: [
      (1, 2, 0.0), (1, 3, -1), (2, 6, 1), (2, 7, 0), (2, 8, -1), (3, 9, 1), (3, 11, 0),
      (3, 13, -1), (4, 13, 1), (4, 15, 0), (4, 17, -1),
    ])
  func leastMembers(classes: Int, dealers: Int, sign: Double) throws {
    let houses = [String](repeating: "-", count: classes - 1) + ["a"]
    let scenario = try scenario(
      dealers: dealers, deviations: [Double](repeating: 1, count: classes), houses: houses)
    let change = try change(scenario, replicates: classes > 2 ? 700 : 1500)
    let market = ClearingMarket(members: dealers, classes: classes)
    let expected =
      market.expectedExposure(clearingHouses: [[classes - 1]]) - market.expectedExposure()
    #expect(abs(change.mean - expected) < max(1e-9, 4 * change.error))
    #expect(sign == 0 || sign * change.mean > 3 * change.error)
    #expect(
      ClearingMarket.leastMembers(covariance: market.covariance, clearing: [classes - 1])
        == 4 * classes - 1)
  }

  /// With twelve dealers the threshold is `2·√11/10 = 0.6633` of the risk of the other classes.
  @Test(
    "Duffie and Zhu: a class must be large enough against the rest",
    arguments: [(0.5, 1.0), (0.85, -1)]
  )
  func relativeSize(ratio: Double, sign: Double) throws {
    let scenario = try scenario(
      dealers: 12, deviations: [1, ratio], houses: ["-", "a"])
    let change = try change(scenario, replicates: 300)
    #expect(sign * change.mean > 3 * change.error)
  }

  /// Four classes, the last three times as risky or correlated: the closed form of the public library is
  /// tested against the published numbers on its own.
  @Test(
    "Cont and Kokholm: different risks and correlated classes turn the result",
    arguments: [(1.0, 0.3), (3, 0), (3, 0.1)])
  func heterogeneous(last: Double, correlation: Double) throws {
    let deviations = [1, 1, 1, last]
    let dealers = 8
    let scenario = try scenario(
      dealers: dealers, deviations: deviations, houses: ["-", "-", "-", "a"],
      correlation: correlation)
    var covariance = Matrix(rows: 4, columns: 4)
    for a in 0..<4 {
      for b in 0..<4 {
        covariance[a, b] = (a == b ? 1 : correlation) * deviations[a] * deviations[b]
      }
    }
    let market = ClearingMarket(members: dealers, covariance: covariance)
    #expect(try mean(scenario, "bilateral", replicates: 300).meets(market.expectedExposure()))
    #expect(
      try mean(scenario, replicates: 300).meets(market.expectedExposure(clearingHouses: [[3]])))
    #expect(try change(scenario, replicates: 300).mean < 0)
  }

  /// The same positions through the formula of the public library, draw by draw.
  @Test("each draw is netted as the public library nets it")
  func oracle() throws {
    let houses = ["-", "a", "b", "b"]
    let scenario = try scenario(dealers: 9, deviations: [1, 2, 1, 3], houses: houses)
    let found = try exposures(scenario, "cleared", replicates: 20)
    for (replicate, value) in found.enumerated() {
      let world = scenario.specification(replicate: replicate)
      let first = try #require(world.institutions.firstIndex { $0.kind == .fund })
      var classes = [Matrix](repeating: Matrix(rows: 9, columns: 9), count: 4)
      for each in world.bilateralPositions {
        let money = each.quantity * world.assets[each.asset].price
        let (i, k) = (each.holder - first, each.counterparty - first)
        classes[each.asset - 1][money > 0 ? i : k, money > 0 ? k : i] += abs(money)
      }
      let exposures = netExposures(classes: classes, clearingHouses: [[1], [2, 3]])
      #expect(abs(exposures.reduce(0, +) / 9 - value) < 1e-9)
    }
  }
}
