import Contagion
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

/// Equal canonical forms give equal runs, and frictions act only where they stand (MODEL.md).
@Suite("Identities between regimes")
struct IdentityTests {
  static let worlds = [1, 2, 4, 7, 11, 18, 25, 40]

  func record(
    _ specification: WorldSpecification, _ regime: Regime, mode: ComparisonMode = .impact
  ) throws -> ReplicateRecord {
    try simulate(
      specification,
      regime: ResolvedRegime(
        regime, jurisdictions: specification.jurisdictions, assets: specification.assetIDs),
      mode: mode, seed: 3, replicate: 2)
  }

  /// A regime whose every friction is at zero, reached through the fields.
  func frictionless(_ regime: Regime) -> Regime {
    var free = regime
    free.path.dispersion = 0
    free.path.leverDispersion = [:]
    free.recognition = .full
    free.topology = .global
    free.coordination = .college(delayHours: 1, quorum: 0.5)
    free.settlementDelayHours = 0
    return free
  }

  @Test("a fragmented regime with every friction at zero is the harmonised one", arguments: worlds)
  func zeroFrictions(number: Int) throws {
    let random = RandomWorld(number)
    let fragmented = frictionless(random.regime)
    var harmonised = fragmented
    harmonised.name = "harmonised"
    harmonised.path.leverDispersion = Dictionary(
      uniqueKeysWithValues: Lever.allCases.map { ($0, 0) })
    let count = random.specification.jurisdictions.count
    harmonised.recognition = .matrix(Matrix(rows: count, columns: count, repeating: 1))
    for mode in ComparisonMode.allCases {
      #expect(
        try record(random.specification, fragmented, mode: mode)
          == record(random.specification, harmonised, mode: mode))
    }
  }

  @Test("the name of a regime changes nothing", arguments: worlds)
  func regimeNames(number: Int) throws {
    let random = RandomWorld(number)
    var renamed = random.regime
    renamed.name = "another"
    #expect(
      try record(random.specification, random.regime) == record(random.specification, renamed))
  }

  @Test("the names of jurisdictions change nothing but their own column", arguments: worlds)
  func jurisdictionNames(number: Int) throws {
    let random = RandomWorld(number)
    var renamed = random.specification
    for j in renamed.jurisdictions.indices { renamed.jurisdictions[j].id = "place-\(9 - j)" }
    let left = try record(random.specification, random.regime)
    let right = try record(renamed, random.regime)
    #expect(left.metrics == right.metrics)
    #expect(left.events == right.events)
    #expect(left.institutions.map(\.equityEnd) == right.institutions.map(\.equityEnd))
  }

  @Test(
    "jurisdictions with equal rules and full recognition are one jurisdiction", arguments: worlds)
  func mergedJurisdictions(number: Int) throws {
    let random = RandomWorld(number)
    var several = random.specification
    for j in several.jurisdictions.indices {
      several.jurisdictions[j].rulebook = several.jurisdictions[0].rulebook
    }
    let regime = frictionless(random.regime)
    let left = try record(several, regime).metrics
    let right = try record(merged(several), regime).metrics
    // Shares of jurisdictions, which the merged world does not have, come last.
    for (index, metric) in replicateMetrics(of: merged(several)).enumerated() {
      #expect(left[index] == right[index], "\(metric.description.name)")
    }
  }

  /// The same world written with one jurisdiction; sums run in the order in which worlds run them.
  func merged(_ several: WorldSpecification) -> WorldSpecification {
    var one = several
    one.jurisdictions = [several.jurisdictions[0]]
    one.jurisdictions[0].activity = several.jurisdictions.reduce(0) { $0 + $1.activity }
    one.marginAccounts.jurisdiction = one.marginAccounts.jurisdiction.map { _ in 0 }
    for asset in one.assets.indices where !one.assets[asset].backgroundDepth.isEmpty {
      one.assets[asset].backgroundDepth = [several.assets[asset].backgroundDepth.reduce(0, +)]
    }
    for oracle in one.oracles.indices {
      for index in one.oracles[oracle].feeds.indices {
        guard case .jurisdiction = one.oracles[oracle].feeds[index].feed else { continue }
        one.oracles[oracle].feeds[index].feed = .jurisdiction(0)
      }
    }
    if !one.chainThroughputPerHour.isEmpty {
      one.chainThroughputPerHour = [one.chainThroughputPerHour.reduce(0, +)]
    }
    for i in one.institutions.indices {
      one.institutions[i].home = 0
      one.institutions[i].operatesIn = [0]
      for index in one.institutions[i].holdings.indices {
        one.institutions[i].holdings[index].jurisdiction = 0
      }
      guard var making = one.institutions[i].behaviour.marketMaking else { continue }
      for index in making.depth.indices { making.depth[index].jurisdiction = 0 }
      one.institutions[i].behaviour.marketMaking = making
    }
    return one
  }

  /// A millionth of a lever's dispersion moves amounts by about as much.
  ///
  /// A hundredfold of it is allowed, since cascades amplify, and nothing that is counted may move.
  @Test("each lever's dispersion, as it vanishes, leaves the world without it", arguments: worlds)
  func dispersionVanishes(number: Int) throws {
    let random = RandomWorld(number)
    let world = random.specification
    let free = try record(world, frictionless(random.regime)).metrics
    for lever in Lever.allCases {
      var regime = frictionless(random.regime)
      regime.path.leverDispersion[lever] = 1e-6
      let near = try record(world, regime).metrics
      for (index, metric) in replicateMetrics(of: world).enumerated() {
        guard let left = near[index], let right = free[index] else {
          #expect(near[index] == free[index])
          continue
        }
        #expect(isNear(left, right, within: 1e-4), "\(lever) \(metric.description.name)")
      }
    }
  }

  @Test("removing the walls converges to the world without them, closer with every step")
  func wallsComeDown() throws {
    let unified = try price(recognition: nil)
    var last = Double.infinity
    for recognition in [0.0, 0.5, 0.9, 0.99, 1 - 1e-9] {
      let distance = abs(try price(recognition: recognition) - unified)
      #expect(distance < last, "at recognition \(recognition)")
      last = distance
    }
    // What is left at ρ = 1 − 1e-9: a billionth of gaps of order one.
    #expect(last < 1e-7 * unified)
  }

  /// Lowest zone price after funds of two zones, hit unevenly, have sold twice; nil is one zone.
  private func price(recognition: Double?) throws -> Double {
    var world = SmallWorld(jurisdictions: 2, ticks: 3)
    world.add("arbitrageur", .marketMaker) { maker in
      for j in 0...1 {
        maker.holdings += [
          Holding(jurisdiction: j, asset: 0, units: 1e6),
          Holding(jurisdiction: j, asset: 1, units: 1e4),
        ]
      }
      maker.behaviour.marketMaking = MarketMaking(
        depth: [], volatilityExponent: 0, inventoryLimit: .infinity, drawdownLimit: 1,
        refillHalfLifeHours: 0, arbitrageShare: 1)
    }
    for (home, units) in [(0, 10.0), (1, 2.0)] {
      world.add("fund\(home)", home: home, tokens: [1: units]) { fund in
        fund.externalLiabilities = 0.8 * 100 * units
        fund.behaviour.leverageTarget = LeverageTargeting(
          target: 5, maximum: 5, adjustmentHalfLifeHours: 0, isSymmetric: false)
      }
    }
    world.event(.priceMove(asset: 1, fraction: -0.05, durationHours: 0))
    world.specification.switches.supervision = false
    world.specification.contagion.valuation = .eisenbergNoe
    world.regime.recognition =
      recognition.map { .matrix(Matrix(rows: [[1, $0], [$0, 1]])) } ?? .full
    let (_, end) = try world.run()
    return end.zonePrices(1).min() ?? 0
  }
}
