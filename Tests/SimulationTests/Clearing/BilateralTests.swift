import Contagion
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

extension SmallWorld {
  /// A contract off venues: the first is long this much against the second.
  mutating func contract(
    _ holder: Int, _ counterparty: Int, asset: Int = 1, _ quantity: Double, venues: [Int] = []
  ) {
    specification.bilateralPositions.append(
      BilateralPosition(
        holder: holder, counterparty: counterparty, asset: asset, quantity: quantity,
        venues: venues))
  }
}

@Suite("Contracts off venues")
struct BilateralTests {
  /// `a` is long ten at 100 against `b`, who is rich.
  private func small(cash: Double = 1000, fall: Double = 0.05) -> SmallWorld {
    var small = SmallWorld()
    small.switchOff(\.marketImpact)
    small.regime.topology = .bilateral
    small.add("a", cash: cash)
    small.add("b", cash: 1000)
    small.contract(0, 1, 10)
    small.event(.priceMove(asset: 1, fraction: -fall, durationHours: 0))
    return small
  }

  private func cash(_ world: World) -> [Double] { (0...1).map { world.holdings[$0, 0, 0] } }

  @Test("the move of the price goes from the loser to the winner, and each books it")
  func variation() throws {
    let world = try small().finished()
    #expect(areNear(cash(world), [950, 1050]))
    #expect(areNear(world.equities(), [950, 1050]))
    #expect(isNear(world.channels[0, .marketRevaluation], -50))
    #expect(isNear(world.grossNotional(), 950))
    #expect(world.netUnits(0, 1) == 10 && world.netUnits(1, 1) == -10)
  }

  @Test("without variation margin nothing moves")
  func switchedOff() throws {
    var small = small()
    small.switchOff(\.variationMargin)
    #expect(try small.finished().equities() == [1000, 1000])
  }

  @Test("two contracts of a pair net into one payment")
  func netting() throws {
    var small = SmallWorld(tokens: [("btc", 100), ("eth", 10)])
    small.regime.topology = .bilateral
    for name in ["a", "b"] { small.add(name, cash: 1000) }
    small.contract(0, 1, asset: 1, 10)
    small.contract(1, 0, asset: 2, 30)
    for (asset, fraction) in [(1, -0.1), (2, -0.2)] {
      small.event(.priceMove(asset: asset, fraction: fraction, durationHours: 0))
    }
    var world = try small.world()
    shocks(&world)
    priceFormation(&world)
    margining(&world)
    #expect(world.dues.count == 1)
    #expect(isNear(world.dues[0].amount, 100 - 60) && world.dues[0].debtor == 0)
  }

  @Test("a book in which one side differs from the other breaks a law")
  func antisymmetry() throws {
    var world = try small().world()
    var laws = Conservation(world)
    laws.check(world, after: "nothing")
    #expect(laws.violations.isEmpty)
    world.bilateral[0].quantity[1] += 1
    laws.check(world, after: "a wrong entry")
    #expect(laws.violations.contains { $0.contains("bilateral positions") })
  }

  @Test("initial margin of both parties, where the rulebook asks: cash that stays its owner's")
  func initialMargin() throws {
    var small = small(cash: 120)
    small.specification.events = []
    #expect(try small.world().bilateral.sides.allSatisfy { $0.posted == 0 })
    small.rules {
      $0.unclearedMargin = true
      $0.marginFloorRate = 0.1
    }
    let world = try small.world()
    #expect(areNear(world.bilateral.sides.map(\.posted), [100, 100]))
    #expect(areNear(cash(world), [20, 900]))
    #expect(areNear(world.equities(), [120, 1000]))
    #expect(isNear(world.efficiency().collateral, 200))
    small.switchOff(\.initialMargin)
    #expect(try small.world().bilateral.sides.allSatisfy { $0.posted == 0 })
  }

  @Test("margin is asked by the rules of who is protected, and given back as the position shrinks")
  func whoseRules() throws {
    var small = SmallWorld(jurisdictions: 2)
    small.switchOff(\.marketImpact)
    small.regime.topology = .bilateral
    small.add("a", home: 0, cash: 1000)
    small.add("b", home: 1) {
      $0.holdings = [Holding(jurisdiction: 0, asset: 0, units: 1000)]
    }
    small.specification.margin.quantile = 0
    small.specification.jurisdictions[1].rulebook.unclearedMargin = true
    small.specification.jurisdictions[1].rulebook.marginFloorRate = 0.2
    small.contract(0, 1, 10)
    #expect(areNear(try small.world().bilateral.sides.map(\.posted), [200, 0]))
    small.event(.priceMove(asset: 1, fraction: 0.1, durationHours: 0))
    #expect(areNear(try small.finished().bilateral.sides.map(\.posted), [220, 0]))
    small.specification.events = []
    small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0))
    #expect(areNear(try small.finished().bilateral.sides.map(\.posted), [180, 0]))
  }

  /// Of 120, 100 is posted: a loss of 100 takes 20 in cash and 80 of the margin.
  @Test("what is not paid comes out of the pair's margin before it is a claim")
  func marginPays() throws {
    var small = small(cash: 120, fall: 0.1)
    small.rules {
      $0.unclearedMargin = true
      $0.marginFloorRate = 0.1
    }
    let world = try small.finished()
    #expect(isNear(world.equities()[1], 1100))
    #expect(world.claims.total.elements.allSatisfy { $0 == 0 })
    #expect(isNear(world.bilateral[0].posted, 20))
    #expect(!world.standing[0].isInDefault)
  }

  @Test("an unpaid rest is a claim, and margin makes it smaller", arguments: [false, true])
  func arrears(isMargined: Bool) throws {
    var small = small(cash: 120, fall: 0.3)
    small.rules {
      $0.unclearedMargin = isMargined
      $0.marginFloorRate = 0.05
    }
    let world = try small.finished()
    #expect(world.standing[0].cause == .insolvent)
    // The loss of 300 meets all that there is either way: what is posted is cash that was not free.
    #expect(isNear(world.claims.face(.arrears, creditor: 1, debtor: 0), 180))
    #expect(isNear(world.equities()[0], -180))
  }
}

@Suite("Default of a party to contracts off venues")
struct BilateralCloseOutTests {
  /// `a` fails by a write-off; it is long ten against `b` and short four against `c`.
  private func small(margin: Double = 0) -> SmallWorld {
    var small = SmallWorld()
    small.regime.topology = .bilateral
    small.specification.assets[1].impact = .linear(floor: 0.01)
    small.rules {
      $0.unclearedMargin = margin > 0
      $0.marginFloorRate = margin
    }
    small.add("a", cash: 500)
    for name in ["b", "c"] { small.add(name, cash: 1000) }
    small.contract(0, 1, 10)
    small.contract(0, 2, -4)
    return small
  }

  /// A world in which `a` has been brought down by a loss on its external debts.
  private func failed(margin: Double = 0) throws -> World {
    var small = small(margin: margin)
    small.specification.institutions[0].externalAssets = 100
    small.specification.institutions[0].externalLiabilities = 550
    small.event(.externalLoss(institution: 0, amount: 100))
    return try small.finished()
  }

  /// Six net sold of a depth of 1000: a linear fall by 600/1000 of the price, from 100 to 40.
  @Test("survivors enter their contracts anew, and the move that this makes is their claim")
  func replacement() throws {
    let world = try failed()
    #expect(world.standing.map(\.isInDefault) == [true, false, false])
    let price = world.price(0, 1)
    #expect(isNear(price, 40))
    #expect(world.bilateral.units(of: 0, 1) == 0)
    #expect(world.bilateral.units(of: 1, 1) == -10 && world.bilateral.units(of: 2, 1) == 4)
    #expect(world.bilateral.units(of: world.layout.outside, 1) == 6)
    // b replaces a short position after a fall, c a long one.
    #expect(isNear(world.claims.face(.arrears, creditor: 1, debtor: 0), 10 * 60))
    #expect(isNear(world.holdings[2, 0, 0], 1000 - 4 * 60))
    #expect(isNear(world.tally.replacementCost, 600 - 240))
    #expect(world.events(.closeOut).count == 2)
  }

  @Test("without impact nothing is lost by replacing")
  func noImpact() throws {
    var small = small()
    small.switchOff(\.marketImpact)
    small.specification.institutions[0].externalLiabilities = 550
    let world = try small.finished()
    #expect(world.standing[0].isInDefault)
    #expect(world.tally.replacementCost == 0)
    #expect(areNear((1...2).map { world.equities()[$0] }, [1000, 1000]))
  }

  @Test("initial margin of the pair pays the claim first, and what it does not need is returned")
  func margined() throws {
    let world = try failed(margin: 0.2)
    #expect(isNear(world.claims.face(.arrears, creditor: 1, debtor: 0), 600 - 200))
    #expect(world.bilateral.sides.allSatisfy { $0.posted == 0 })
    #expect(try failed().equities()[1] < world.equities()[1])
  }

  @Test("of two parties that fail together nobody replaces anything")
  func both() throws {
    var small = small()
    for i in 0...2 { small.specification.institutions[i].externalLiabilities = 2000 }
    let world = try small.finished()
    #expect(world.standing.allSatisfy { $0.isInDefault })
    #expect(world.bilateral.sides.allSatisfy { !$0.isOpen || $0.counterparty == 3 })
    #expect(world.tally.replacementCost == 0)
    #expect(world.price(0, 1) == 100)
  }
}

@Suite("Novation")
struct NovationTests {
  /// Exchange 0 in j0, houses 1 in j0 and 2 in j1, parties 3 in j0 and 4 in j1 with one contract of ten
  /// that exchange 0 would take.
  private func small(_ topology: ClearingTopology, mandate: [Bool] = [false, false]) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2)
    small.rules { $0.marginFloorRate = 0.1 }
    small.regime.topology = topology
    small.addExchange()
    for home in 0...1 {
      small.add("house\(home)", .clearingHouse, home: home, cash: 1e6) {
        $0.venue = VenueSpecification()
      }
      small.specification.jurisdictions[home].rulebook.clearingMandate = mandate[home]
    }
    for home in 0...1 { small.add("p\(home)", home: home, cash: 1e4) }
    small.contract(3, 4, 10, venues: [0])
    return small
  }

  @Test(
    "a contract stays between the parties under `bilateral`, and goes to its venue's clearer else")
  func topologies() throws {
    let bilateral = try small(.bilateral).world()
    #expect(bilateral.bilateral.units(of: 3, 1) == 10)
    #expect(bilateral.positions[3, 0, 1] == 0)
    #expect(bilateral.clearedShareOfContracts() == 0)
    for (topology, clearer) in [
      (ClearingTopology.perVenue, 0), (.perJurisdiction, 1), (.linked, 1), (.global, 1),
    ] {
      let world = try small(topology).world()
      #expect(world.bilateral.isEmpty, "\(topology)")
      #expect(world.positions[3, 0, 1] == 10 && world.positions[4, 0, 1] == -10)
      #expect(isNear(world.requirement(of: 3, at: clearer), 100), "\(topology)")
      #expect(world.clearedShareOfContracts() == 1)
    }
  }

  @Test(
    "a mandate at the home of either party clears what would stay bilateral, at the zone's house")
  func mandate() throws {
    #expect(try small(.bilateral, mandate: [false, true]).world().positions[3, 0, 1] == 10)
    let world = try small(.bilateral, mandate: [true, false]).world()
    #expect(world.positions[3, 0, 1] == 10)
    #expect(isNear(world.requirement(of: 3, at: 1), 100))
    #expect(isNear(try small(.perVenue).world().requirement(of: 3, at: 0), 100))
    #expect(
      isNear(try small(.perVenue, mandate: [true, false]).world().requirement(of: 3, at: 1), 100))
  }

  @Test("a class that no venue takes is never cleared")
  func noVenue() throws {
    var small = small(.global, mandate: [true, true])
    small.specification.bilateralPositions[0].venues = []
    #expect(try small.world().bilateral.units(of: 3, 1) == 10)
  }

  @Test("a switch of the rules carries the margin on what is not cleared with the mandate")
  func harmonised() throws {
    var small = small(.bilateral)
    small.specification.jurisdictions[0].rulebook.unclearedMargin = true
    small.specification.jurisdictions[0].activity = 2
    #expect(try small.resolved().rulebooks.map(\.unclearedMargin) == [true, false])
    small.regime.path.dispersion = 0
    #expect(try small.resolved().rulebooks.map(\.unclearedMargin) == [true, true])
    #expect(try small.resolved().changedRules == [0, 1])
  }
}
