import Contagion
import Regimes
import Testing

@testable import Simulation

@Suite("Margin by schedule and by published retail rules")
struct ScheduleMarginTests {
  /// Prices go through a logarithm and back.
  private let rounding = 1e-12

  /// A million units each of a commodity and an equity index, worth 100 and 60 million after one tick in which the
  /// first lost ten million and the second gained the share `1 − NGR` of that.
  private func world(ratio: Double) -> SmallWorld {
    let gain = 10 * (1 - ratio)
    var small = SmallWorld(tokens: [("oil", 110), ("index", 60 - gain)])
    small.specification.assets[1].marginClass = .commodity
    small.specification.assets[2].marginClass = .equity
    small.rules {
      $0.marginModel = .schedule
      $0.marginFloorRate = 0
    }
    let exchange = small.addExchange(cash: 1e9)
    let fund = small.add("fund", cash: 1e9)
    for asset in 1...2 { small.position(fund, at: exchange, asset: asset, 1e6) }
    small.event(.priceMove(asset: 1, fraction: 100.0 / 110 - 1, durationHours: 0))
    small.event(.priceMove(asset: 2, fraction: 60 / (60 - gain) - 1, durationHours: 0))
    return small
  }

  /// BCBS–IOSCO d499 (2020), appendix A: 15 % of both, gross 24 million.
  @Test(
    "net margin is 0.4 of gross and 0.6 of it times the net-to-gross ratio",
    arguments: [(0.0, 9.6e6), (0.25, 13.2e6), (0.5, 16.8e6), (1, 24e6)])
  func netToGross(ratio: Double, published: Double) throws {
    let world = try world(ratio: ratio).world(after: 1)
    #expect(isNear(world.requirement(of: 1, at: 0), published, within: rounding))
  }

  @Test("before anything is lost, all of gross is asked, in every class at its rate")
  func gross() throws {
    var small = world(ratio: 1)
    #expect(isNear(try small.world().requirement(of: 1, at: 0), 0.15 * 170e6, within: rounding))
    small.specification.assets[2].marginClass = .foreignExchange
    #expect(
      isNear(
        try small.world().requirement(of: 1, at: 0), 0.15 * 110e6 + 0.06 * 60e6, within: rounding))
  }

  @Test("what nets between venues of one clearer stays in gross: only what was lost nets")
  func contractsStayGross() throws {
    var small = SmallWorld()
    small.rules { $0.marginModel = .schedule }
    small.regime.topology = .perJurisdiction
    small.addExchange("a")
    small.addExchange("b")
    let house = small.add("house", .clearingHouse, cash: 1e6) { $0.venue = VenueSpecification() }
    let fund = small.add("fund", cash: 1e5)
    small.position(fund, at: 0, 10)
    small.position(fund, at: 1, -10)
    small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0))
    #expect(isNear(try small.world().requirement(of: fund, at: house), 0.15 * 2000))
    // One side's loss is the other's gain: NGR is zero.
    #expect(isNear(try small.world(after: 1).requirement(of: fund, at: house), 0.06 * 1800))
  }

  @Test("what is closed of a contract takes its part of the gain along")
  func closing() throws {
    var small = world(ratio: 0.5)
    small.specification.switches.marketImpact = false
    var world = try small.world(after: 1)
    world.positions[1, 0, 1] = 4e5
    world.positions[0, 0, 1] = -4e5
    world.step(at: 1)
    // Lost: 4 of 10 million; gained: 5 million. Nothing is owed in net.
    #expect(isNear(world.contractGain(1, 0, 1), -4e6, within: rounding))
    #expect(isNear(world.requirement(of: 1, at: 0), 0.4 * 0.15 * 100e6, within: rounding))
    world.positions[1, 0, 1] = -4e5
    #expect(world.contractGain(1, 0, 1) == 0)
  }

  /// BCBS–IOSCO d499: EUR 50 million of a group's margin are not exchanged; in millions.
  @Test(
    "only margin above the threshold is exchanged", arguments: [(300.0, 0.0), (500, 0), (800, 30)])
  func threshold(notional: Double, published: Double) throws {
    var small = SmallWorld()
    small.rules {
      $0.marginFloorRate = 0.1
      $0.marginThreshold = 50
    }
    small.addExchange()
    let fund = small.add("fund", cash: 1e5)
    small.position(fund, at: 0, notional / 100)
    let world = try small.world()
    #expect(isNear(world.requirement(of: fund, at: 0), published, within: rounding))
    #expect(isNear(world.posted[fund, 0, 0], published, within: rounding))
    small.rules { $0.marginThreshold = 0 }
    #expect(isNear(try small.world().requirement(of: fund, at: 0), notional / 10))
  }

  /// The same standard, appendix B: haircuts of 4 and 15 %, and 8 % more where currencies differ.
  @Test("collateral of 100 counts for 88, 85 and 77 after the published haircuts")
  func haircuts() throws {
    let kinds: [(ScheduleCollateral, Bool)] = [
      (.governmentAboveFiveYears, true), (.equity, false), (.gold, true),
    ]
    var small = SmallWorld(tokens: [("bond", 100), ("share", 100), ("gold", 100)])
    small.rules {
      $0.collateralHaircuts =
        [0] + kinds.map { $0.haircut + ($1 ? ScheduleCollateral.currencyMismatchHaircut : 0) }
    }
    small.addExchange()
    let fund = small.add("fund", cash: 1e5)
    var world = try small.world()
    for (index, published) in [88.0, 85, 77].enumerated() {
      world.posted[fund, 0, index + 1] = 1
      #expect(isNear(world.postedValue(fund, 0), published, within: rounding))
      world.posted[fund, 0, index + 1] = 0
    }
  }

  /// Monetary Authority of Singapore, consultation of 20 November 2019: the larger of 1.5 times the
  /// exchange's margin and half the notional; S$ 6,000 for a contract of S$ 10,000 and a margin of 40 %.
  @Test(
    "a multiplier of 1.5 over a floor of a third is Singapore's proposal for retail clients",
    arguments: [(0.4, 6000.0), (0.3, 5000), (0.2, 5000)])
  func singapore(exchangeMargin: Double, published: Double) throws {
    var small = SmallWorld()
    small.specification.margin.quantile = 2
    small.specification.assets[1].annualVolatility = exchangeMargin / 2 * 365.25.squareRoot()
    small.rules {
      $0.initialMarginMultiplier = 1.5
      $0.marginFloorRate = 1.0 / 3
    }
    small.addExchange()
    let client = small.add("client", cash: 1e5)
    small.position(client, at: 0, 100)
    let found = try small.world().requirement(of: client, at: 0)
    #expect(isNear(found, published, within: rounding))
    #expect(
      isNear(
        found, singaporeRetailMargin(notional: 10_000, exchangeMarginRate: exchangeMargin),
        within: rounding))
  }
}
