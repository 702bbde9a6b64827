import Contagion
import Regimes
import Testing

@testable import Simulation

@Suite("Keepers and terms of lending")
struct KeepersTests {
  /// The example of Qin and others (2021): ten tokens at 2000 fall to 1700 behind 14,000, close factor 0.5, spread 0.05.
  private func small(
    endPrice: Double = 1700, change: (inout VenueSpecification) -> Void = { _ in }
  ) -> SmallWorld {
    var small = SmallWorld(tokens: [("eth", 2000)])
    small.switchOff(\.marketImpact)
    small.add("protocol", .lendingProtocol, cash: 1000) {
      var venue = VenueSpecification()
      venue.closeFactor = 0.5
      venue.liquidationBonus = 0.05
      change(&venue)
      $0.venue = venue
    }
    small.specification.loanAccounts.append(
      venue: 0, collateralAsset: 1, collateralUnits: 10, debt: 14_000, liquidationThreshold: 0.8)
    small.event(.priceMove(asset: 1, fraction: endPrice / 2000 - 1, durationHours: 0))
    return small
  }

  private func keeper(_ small: inout SmallWorld, cash: Double, share: Double = 1) -> Int {
    small.add("keeper-\(small.specification.institutions.count)", .marketMaker, cash: cash) {
      $0.behaviour.keeping = Keeping(cashShare: share)
    }
  }

  @Test(
    "a named keeper earns the published profit of 350, sells what it seized, and pays the protocol")
  func bonus() throws {
    var small = small()
    let keeper = keeper(&small, cash: 10_000)
    let world = try small.finished()
    #expect(isNear(world.loans.debt[0], 7000))
    #expect(isNear(world.loans.units[0], 10 - 4.323529411764706))
    #expect(isNear(world.lending.keeperGain, 350))
    #expect(isNear(world.channels[keeper, .liquidity], 350))
    #expect(isNear(world.holdings[keeper, 0, 0], 10_350))
    #expect(isNear(world.holdings[keeper, 0, 1], 0))
    #expect(isNear(world.holdings[0, 0, 0], 8000))
  }

  @Test(
    "finite capital repays no more than it has; what is left is for keepers outside, as far as they go"
  )
  func capital() throws {
    func debt(cash: Double, share: Double = 1, outside: Double) throws -> Double {
      var small = small { $0.lending.outsideKeeperCapacityPerHour = outside }
      _ = keeper(&small, cash: cash, share: share)
      var world = try small.world()
      world.tick = 0
      shocks(&world)
      priceFormation(&world)
      liquidation(&world)
      return world.loans.debt[0]
    }
    #expect(isNear(try debt(cash: 1000, outside: 0), 13_000))
    #expect(isNear(try debt(cash: 1000, share: 0.4, outside: 0), 13_600))
    #expect(isNear(try debt(cash: 1000, outside: 2000), 11_000))
    #expect(isNear(try debt(cash: 1000, outside: .infinity), 7000))
    #expect(isNear(try debt(cash: 50_000, outside: 0), 7000))
  }

  @Test("two keepers share pro rata to their money")
  func proRata() throws {
    var small = small { $0.lending.outsideKeeperCapacityPerHour = 0 }
    let first = keeper(&small, cash: 10_000)
    let second = keeper(&small, cash: 30_000)
    let world = try small.finished()
    #expect(isNear(world.channels[first, .liquidity], 350 / 4))
    #expect(isNear(world.channels[second, .liquidity], 350 * 3 / 4))
  }

  @Test("one in default, or frozen, keeps nothing")
  func absentKeepers() throws {
    var small = small { $0.lending.outsideKeeperCapacityPerHour = 0 }
    let keeper = keeper(&small, cash: 10_000)
    small.specification.institutions[keeper].externalLiabilities = 1e6
    small.specification.events[0].atHours = 1
    small.specification.clock.ticks = 3
    #expect(try small.finished().loans.debt[0] == 14_000)
  }

  /// Ether falls to 1700 at once; the oracle says so an hour later, when it stands at 1300.
  @Test(
    "keepers that need profit wait while the oracle is dearer than the market: late, there is bad debt"
  )
  func profit() throws {
    func badDebt(latency: Double, needProfit: Bool) throws -> Double {
      var small = small {
        $0.closeFactor = 1
        $0.oracleLatencyHours = latency
        $0.lending.keepersNeedProfit = needProfit
      }
      small.specification.clock.ticks = 5
      small.event(.priceMove(asset: 1, fraction: 1300 / 1700 - 1, durationHours: 0), atHours: 1)
      return try small.finished().tally.badDebt
    }
    #expect(try badDebt(latency: 0, needProfit: true) == 0)
    #expect(try badDebt(latency: 1, needProfit: false) == 0)
    #expect(isNear(try badDebt(latency: 1, needProfit: true), 14_000 - 13_000 / 1.05))
  }

  @Test("with a target, a liquidation repays just what brings the health factor there")
  func target() throws {
    for target in [1.0, 1.05] {
      var small = small {
        $0.closeFactor = 1
        $0.lending.targetHealth = target
      }
      small.specification.clock.maximumPasses = 1
      let world = try small.finished()
      #expect(isNear(world.loans.units[0] * 1700 * 0.8 / world.loans.debt[0], target))
      #expect(world.loans.debt[0] < 14_000)
    }
  }

  @Test("interest is added to debt: the protocol's gain is its borrowers' loss")
  func interest() throws {
    var small = small(endPrice: 2000) { $0.lending.interestPerYear = 0.1 }
    small.specification.clock = Clock(tickHours: 24 * 365.25 / 4, ticks: 4)
    let world = try small.finished()
    let debt = 14_000 * 1.025 * 1.025 * 1.025 * 1.025
    #expect(isNear(world.loans.debt[0], debt))
    #expect(isNear(world.channels[0, .liquidity], debt - 14_000))
    #expect(isNear(world.channels.clients[Channel.liquidity.rawValue], 14_000 - debt))
    #expect(isNear(world.equities()[0], 1000 + debt))
  }
}

@Suite("Procyclical lenders")
struct ProcyclicalLenderTests {
  /// A speculator with five tokens at 100 on margin: it owes what the haircut lets it, and `shock` more.
  ///
  /// Customers take one token more for each 0.1 that the price falls: `2/(γσ²) = 10` with γ = 0.05 and σ = 2.
  private func speculator(sensitivity: Double, shock: Double, passes: Int = 50) throws -> World {
    var small = SmallWorld(tokens: [("asset", 100)])
    small.specification.assets[1].impact = .linear(floor: 0)
    small.specification.assets[1].backgroundDepth = [10 * 100 * 100]
    small.specification.clock.maximumPasses = passes
    small.add("lender", .lendingProtocol, cash: 1) {
      var venue = VenueSpecification()
      venue.lending.targetHealth = 1
      venue.lending.procyclicality = ProcyclicalHaircut(
        sensitivity: sensitivity, memoryHours: 1e6)
      $0.venue = venue
    }
    small.specification.loanAccounts.append(
      venue: 0, collateralAsset: 1, collateralUnits: 5, debt: 480 + shock,
      liquidationThreshold: 0.96)
    return try small.finished()
  }

  /// Margin per unit is `m = h·p` with a haircut of 4 %: `∂m/∂p = 0.04 − θ` for falling prices.
  ///
  /// The tolerance is the second order in the shock, and the least share of a debt that is called.
  @Test(
    "the price falls by the multiplier of Brunnermeier and Pedersen's proposition 4",
    arguments: [(0.04, 0.02857142857142857), (0.44, 0.030303030303030304), (0.0, 1 / 35.2)])
  func spiral(sensitivity: Double, multiplier: Double) throws {
    let shock = 0.01
    let world = try speculator(sensitivity: sensitivity, shock: shock)
    let formula = liquiditySpiralMultiplier(
      riskAversion: 0.05, volatility: 2, margin: 4, marginSlope: 0.04 - sensitivity, position: 5,
      initialPosition: 5)
    #expect(isNear(try #require(formula), multiplier, within: 1e-12))
    #expect(abs((100 - world.price(0, 1)) / shock / multiplier - 1) < 2e-3)
  }

  /// Published: 1/40, the loss alone without what it does to those who hold on.
  @Test("the first round is the direct effect")
  func directEffect() throws {
    let world = try speculator(sensitivity: 0.44, shock: 0.01, passes: 2)
    #expect(abs((100 - world.price(0, 1)) / 0.01 / 0.025 - 1) < 2e-3)
  }

  @Test(
    "haircuts that rise with moves make more liquidations, and without the term none are touched")
  func ablation() throws {
    func liquidated(_ rule: ProcyclicalHaircut?) throws -> Double {
      var small = SmallWorld(tokens: [("eth", 2000)], ticks: 3)
      small.specification.assets[1].backgroundDepth = [1e6]
      small.add("protocol", .lendingProtocol, cash: 1000) {
        $0.venue = VenueSpecification()
        $0.venue?.closeFactor = 0.5
        $0.venue?.lending.procyclicality = rule
      }
      for loan in 0..<10 {
        small.specification.loanAccounts.append(
          venue: 0, collateralAsset: 1, collateralUnits: 10, debt: 12_000 + 200 * Double(loan),
          liquidationThreshold: 0.8)
      }
      small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0), atHours: 1)
      return try small.finished().tally.liquidated
    }
    let without = try liquidated(nil)
    let none = try liquidated(ProcyclicalHaircut(sensitivity: 0, memoryHours: 24))
    let some = try liquidated(ProcyclicalHaircut(sensitivity: 0.5, memoryHours: 24))
    let forgetful = try liquidated(ProcyclicalHaircut(sensitivity: 0.5, memoryHours: 1e-6))
    #expect(none == without)
    #expect(some > without)
    #expect(forgetful <= some)
  }
}
