import Contagion
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Linked houses")
struct LinkedHousesTests {
  /// Exchange and house in each of two jurisdictions (0 to 3) that recognise each other by half, and a fund
  /// (4) that is long eight at one exchange and short three at the other; margin is a tenth.
  private func small(
    _ topology: ClearingTopology, recognition: Double = 0.5, quantities: [Double] = [8, -3]
  ) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2)
    small.switchOff(\.marketImpact)
    small.rules { $0.marginFloorRate = 0.1 }
    small.recognise(recognition)
    small.regime.topology = topology
    for home in 0...1 { small.addExchange("x\(home)", home: home) }
    for home in 0...1 {
      small.add("house\(home)", .clearingHouse, home: home, cash: 1e4) {
        $0.venue = VenueSpecification()
        $0.venue?.ownFund = 0
      }
    }
    let fund = small.add("fund", cash: 1e4)
    for (venue, quantity) in quantities.enumerated() {
      small.position(fund, at: venue, quantity)
    }
    return small
  }

  private func margins(_ world: World) -> [Double] {
    [2, 3].map { world.requirement(of: 4, at: $0) }
  }

  @Test("a member's margin falls by recognition times the benefit of netting, shared pro rata")
  func benefit() throws {
    #expect(areNear(margins(try small(.perJurisdiction).world()), [80, 30]))
    // Separate 110, net 50: half of 60 is granted.
    let linked = margins(try small(.linked).world())
    let share = 30.0 / 110
    #expect(areNear(linked, [80 - 80 * share, 30 - 30 * share]))
    #expect(areNear(margins(try small(.linked, recognition: 0).world()), [80, 30]))
    #expect(areNear(margins(try small(.linked, quantities: [8, 3]).world()), [80, 30]))
    let world = try small(.global).world()
    #expect(isNear(world.requirement(of: 4, at: 2), linked.reduce(0, +)))
  }

  @Test("houses margin what members hold between them, net over members")
  func between() throws {
    var small = small(.linked)
    var world = try small.world()
    // Three offset, recognised by half: a tenth of 150 each way.
    #expect(isNear(world.requirement(of: 3, at: 2), 15))
    #expect(isNear(world.requirement(of: 2, at: 3), 15))
    #expect(isNear(world.posted[3, 2, 0], 15))
    let other = small.add("other", cash: 1e4)
    small.position(other, at: 0, -2)
    small.position(other, at: 1, 5)
    world = try small.world()
    #expect(isNear(world.requirement(of: 3, at: 2), 0.1 * 100 * 0.5 * (3 - 2)))
    for topology in [ClearingTopology.perJurisdiction, .global] {
      small.regime.topology = topology
      #expect(try small.world().requirement(of: 3, at: 2) == 0)
    }
  }

  @Test("houses pay nothing into each other's default funds")
  func funds() throws {
    let world = try small(.linked).world()
    #expect(world.funds[4, 2] > 0)
    #expect(world.funds[3, 2] == 0 && world.funds[2, 3] == 0)
  }

  /// The fund owes 80 at the first house and is owed 30, which takes hours to arrive, at the second; nothing
  /// is free, 45 and 50 are posted.
  private func hole(_ topology: ClearingTopology, failing: Bool = false) throws -> World {
    var small = small(topology)
    small.regime.settlementDelayHours = 9
    small.specification.institutions[4].holdings = []
    small.specification.institutions[4].prefunding = [2, 3].map {
      Prefunding(clearer: $0, margin: $0 == 2 ? 45 : 50, defaultFund: 0)
    }
    small.specification.institutions[3].prefunding = [
      Prefunding(clearer: 2, margin: 25, defaultFund: 0)
    ]
    if failing { small.specification.institutions[3].externalLiabilities = 1e5 }
    small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0), atHours: failing ? 1 : 0)
    small.specification.clock.ticks = 2
    return try small.finished()
  }

  @Test("what a member's margin leaves of a hole comes from its margin and gains at linked houses")
  func draws() throws {
    let apart = try hole(.perJurisdiction)
    #expect(isNear(apart.tally.unallocated, 35))
    let linked = try hole(.linked)
    #expect(linked.tally.unallocated == 0)
    #expect(isNear(apart.posted[4, 3, 0], 50) && isNear(linked.posted[4, 3, 0], 15))
    #expect(apart.standing[4].isInDefault && !linked.standing[4].isInDefault)
  }

  @Test("where the linked house has failed, the margin between the houses pays instead")
  func failedHouse() throws {
    let world = try hole(.linked, failing: true)
    #expect(world.standing[3].isInDefault)
    #expect(isNear(world.posted[3, 2, 0], 0))
    #expect(isNear(world.claims.face(.recourse, creditor: 3, debtor: 4), 25))
    #expect(isNear(world.tally.unallocated, 35 - 25))
  }
}

/// A dealer holds ten against a client, all houses take the contract, and charges are quadratic alone.
@Suite("Position data of clearing houses")
struct PositionDataTests {
  private func small(
    houses: Int, _ data: PositionData, multipliers: [Double]? = nil
  ) -> SmallWorld {
    var small = SmallWorld(jurisdictions: houses, tokens: [("btc", 1)])
    small.regime.recognition = .full
    small.specification.margin.quantile = 0
    small.specification.margin.concentration = [0, 1]
    small.specification.margin.stressMultiple = 1
    small.rules { $0.marginFloorRate = 0 }
    small.regime.positionData = data
    for home in 0..<houses {
      if let multipliers {
        small.specification.jurisdictions[home].rulebook.initialMarginMultiplier =
          multipliers[home]
      }
      small.add("house\(home)", .clearingHouse, home: home) {
        $0.venue = VenueSpecification()
        $0.venue?.ownFund = 0
        $0.venue?.gainsHaircutLimit = 0
      }
    }
    for name in ["dealer", "client"] { small.add(name, cash: 1000) }
    small.contract(houses, houses + 1, 10, venues: Array(0..<houses))
    return small
  }

  /// Margin at each house and in all of a cost of 100: the closed form of the scalar case.
  @Test(
    "n uncoordinated houses under-margin by n; with shared data they collect the cost",
    arguments: [1, 2, 3, 5])
  func hiddenIlliquidity(houses: Int) throws {
    let count = Double(houses)
    for (data, total) in [(PositionData.own, 100 / count), (.shared, 100)] {
      let small = small(houses: houses, data)
      let world = try small.world()
      let margins = (0..<houses).map { world.requirement(of: houses, at: $0) }
      #expect(areNear(margins, [Double](repeating: total / count, count: houses)))
      // The metric counts both parties.
      let (record, _) = try small.run()
      #expect(isNear(small.metric("collateral_locked", record) ?? 0, 2 * total))
    }
    // Houses that multiply their charge by their number collect the cost from what they see.
    let coordinated = small(
      houses: houses, .own, multipliers: [Double](repeating: count, count: houses))
    #expect(isNear(try coordinated.world().marginRequired.reduce(0, +), 200))
  }

  @Test("members split in inverse proportion to the charges of the houses")
  func asymmetric() throws {
    let world = try small(houses: 2, .own, multipliers: [3, 1.5]).world()
    #expect(areNear((0...1).map { world.positions[2, $0, 1] }, [10.0 / 3, 20.0 / 3]))
    #expect(areNear((0...1).map { world.positions[3, $0, 1] }, [-10.0 / 3, -20.0 / 3]))
    #expect(areNear((0...1).map { world.requirement(of: 2, at: $0) }, [100.0 / 3, 200.0 / 3]))
  }

  @Test("one house is the same with shared data, and so is a world without concentration charges")
  func indifferent() throws {
    var worlds = [PositionData.own, .shared].map { small(houses: 3, $0) }
    for index in worlds.indices {
      worlds[index].specification.margin.concentration = []
      worlds[index].rules { $0.marginFloorRate = 0.1 }
    }
    #expect(try worlds[0].world().marginRequired == worlds[1].world().marginRequired)
  }

  /// The dealer fails; closing ten into a depth of 20 moves the price as if ten had been seen at one house.
  @Test("what is not seen is not covered: losses shared among survivors fall with shared data")
  func ablation() throws {
    var uncovered: [Double] = []
    for data in PositionData.allCases {
      var small = small(houses: 4, data)
      small.specification.assets[1].impact = .linear(floor: 0.01)
      small.specification.assets[1].backgroundDepth = [5, 5, 5, 5]
      small.specification.margin.concentration = [0, 0.05]
      small.specification.institutions[4].holdings = [Holding(jurisdiction: 0, asset: 0, units: 20)]
      small.specification.institutions[4].externalAssets = 10
      small.specification.institutions[4].externalLiabilities = 25
      small.event(.externalLoss(institution: 4, amount: 10))
      uncovered.append(try small.finished().tally.unallocated)
    }
    // The price halves: a cost of 5 on ten units, of which own data collects a quarter.
    #expect(areNear(uncovered, [5 - 1.25, 0], within: 1e-6))
  }
}
