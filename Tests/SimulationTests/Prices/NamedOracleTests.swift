import Contagion
import Glibc
import Regimes
import Testing

@testable import Simulation

@Suite("Named oracles")
struct NamedOracleTests {
  /// Three jurisdictions without recognition, a fund that sells in the first, and a venue with the oracle.
  private func small(
    weights: [Double] = [1, 1, 1], ticks: Int = 1,
    change: (inout OracleSpecification) -> Void = { _ in }
  ) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 3, ticks: ticks)
    small.add("fund", tokens: [1: 10])
    var oracle = OracleSpecification(
      id: "shared",
      feeds: weights.enumerated().map { WeightedFeed(feed: .jurisdiction($0.0), weight: $0.1) })
    change(&oracle)
    small.specification.oracles = [oracle]
    small.addExchange("venue", home: 2) { $0.oracle = "shared" }
    return small
  }

  /// What the venue reads after a sale of three tokens has moved the first zone to `100·exp(−0.3)`.
  private func afterSale(_ small: SmallWorld) throws -> Double {
    try small.formed([(0, -3)]).market.oracle[1]
  }

  private let low = 100 * exp(-0.3)

  @Test("the mean weighs its feeds; the median of three ignores one, a false one too")
  func aggregation() throws {
    #expect(isNear(try afterSale(small()), (low + 200) / 3))
    #expect(isNear(try afterSale(small(weights: [3, 1, 1])), (3 * low + 200) / 5))
    #expect(try afterSale(small { $0.aggregation = .median }) == 100)
    #expect(try afterSale(small(weights: [3, 1, 1]) { $0.aggregation = .median }) == low)
    #expect(
      isNear(
        try afterSale(small(weights: [2, 1, 1]) { $0.aggregation = .median }), (low + 100) / 2))
  }

  /// The price falls from 100 to 90 at hour two.
  private func steps(_ change: @escaping (inout OracleSpecification) -> Void) throws -> [Double] {
    var small = small(ticks: 7, change: change)
    small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0), atHours: 2)
    var world = try small.world()
    return (0..<7).map { tick in
      world.step(at: tick)
      return world.market.oracle[1]
    }
  }

  @Test("latency, interpolated between ends of ticks, as for a venue's own oracle")
  func latency() throws {
    #expect(areNear(try steps { _ in }, [100, 100, 90, 90, 90, 90, 90]))
    #expect(areNear(try steps { $0.latencyHours = 2 }, [100, 100, 100, 100, 90, 90, 90]))
    #expect(areNear(try steps { $0.latencyHours = 1.5 }, [100, 100, 100, 95, 90, 90, 90]))
  }

  @Test("a threshold that the move does not pass leaves the price stale until the heartbeat")
  func staleness() throws {
    #expect(areNear(try steps { $0.deviationThreshold = 0.05 }, [100, 100, 90, 90, 90, 90, 90]))
    #expect(
      areNear(
        try steps { $0.deviationThreshold = 0.2 }, [100, 100, 100, 100, 100, 100, 100]))
    #expect(
      areNear(
        try steps {
          $0.deviationThreshold = 0.2
          $0.heartbeatHours = 4
        }, [100, 100, 100, 100, 90, 90, 90]))
  }

  @Test("an oracle whose operator is in default publishes no more")
  func operatorDefault() throws {
    func after(debt: Double) throws -> Double {
      var small = small(ticks: 3)
      let host = small.add("operator", .oracleOperator, cash: 10) { $0.externalLiabilities = debt }
      small.specification.oracles[0].operatorInstitution = host
      small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0), atHours: 1)
      return try small.finished().market.oracle[1]
    }
    #expect(isNear(try after(debt: 0), 90))
    #expect(try after(debt: 20) == 100)
  }

  @Test(
    "marks of venues and spot prices of pools are feeds too; what no feed quotes is read at home")
  func feeds() throws {
    var small = SmallWorld(tokens: [("eth", 2000), ("btc", 100)])
    small.add("fund", tokens: [2: 1])
    small.addPool(units: 100, cash: 1.8e5)
    let venue = small.addExchange("venue") { $0.oracle = "pool" }
    small.specification.oracles = [
      OracleSpecification(id: "pool", feeds: [WeightedFeed(feed: .pool(0), weight: 1)])
    ]
    var world = try small.world()
    world.market.price[2] = 90
    world.publishOracles()
    #expect(isNear(world.market.oracle[1], 1800))
    #expect(world.market.oracle[2] == 90)
    small.specification.oracles[0].feeds = [WeightedFeed(feed: .venue(venue), weight: 1)]
    world = try small.world()
    world.market.mark[1] = 1700
    world.publishOracles()
    #expect(world.market.oracle[1] == 1700)
  }

  @Test(
    "a shared oracle that fails leaves all its users with its last price, an own one its venue alone"
  )
  func failure() throws {
    func prices(_ event: ScheduledEvent.Kind) throws -> [Double] {
      var small = small(ticks: 2)
      small.addExchange("second") { $0.oracle = "shared" }
      small.addExchange("third")
      small.event(event)
      small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0), atHours: 1)
      let oracle = try small.finished().market.oracle
      return [oracle[1], oracle[3], oracle[5]]
    }
    #expect(
      areNear(try prices(.namedOracleFailure(oracle: 0, durationHours: 5)), [100, 100, 90]))
    #expect(areNear(try prices(.oracleFailure(venue: 3, durationHours: 5)), [90, 90, 100]))
    #expect(areNear(try prices(.oracleFailure(venue: 1, durationHours: 5)), [100, 90, 90]))
  }

  @Test("a false price is published for its time, by a shared oracle to all its users")
  func manipulation() throws {
    func prices(_ target: OracleTarget) throws -> [[Double]] {
      var small = small(ticks: 3)
      small.addExchange("second") { $0.oracle = "shared" }
      small.event(
        .oracleManipulation(target: target, asset: 1, fraction: 0.5, durationHours: 1), atHours: 1)
      var world = try small.world()
      return (0..<3).map { tick in
        world.step(at: tick)
        return [world.market.oracle[1], world.market.oracle[3]]
      }
    }
    #expect(try prices(.oracle(0)) == [[100, 100], [150, 150], [100, 100]])
    #expect(try prices(.venue(2)) == [[100, 100], [100, 150], [100, 100]])
  }

  /// A venue's zone says 100, a pool that an attacker holds at 300 says 300.
  @Test(
    "trading against one of three sources moves the mean, not the median; with one source it is the price"
  )
  func attackedSources() throws {
    func price(_ aggregation: OracleAggregation, feeds: Int) throws -> Double {
      var small = small(ticks: 1)
      small.addPool(home: 0, units: 100, cash: 1e4)
      var feeds = (0..<feeds).map { WeightedFeed(feed: .jurisdiction($0), weight: 1) }
      feeds.append(WeightedFeed(feed: .pool(0), weight: 1))
      small.specification.oracles[0].feeds = feeds
      small.specification.oracles[0].aggregation = aggregation
      small.event(.poolManipulation(pool: 0, fraction: 2, durationHours: 2))
      return try small.finished().market.oracle[1]
    }
    #expect(isNear(try price(.mean, feeds: 0), 300))
    #expect(isNear(try price(.mean, feeds: 2), 500.0 / 3))
    #expect(isNear(try price(.median, feeds: 2), 100))
  }
}

@Suite("Oracles: what they do")
struct OracleAblationTests {
  /// Long accounts at 4 to 8 times leverage while ether falls by 4 % an hour for eight hours.
  private func badDebt(latency: Double, oracle: Bool = true) throws -> Double {
    var small = SmallWorld(tokens: [("eth", 2000)], ticks: 16)
    small.specification.assets[1].backgroundDepth = [1e9]
    small.specification.oracles = [
      OracleSpecification(id: "feed", feeds: [WeightedFeed(feed: .jurisdiction(0), weight: 1)])
    ]
    small.specification.oracles[0].latencyHours = latency
    let venue = small.addExchange { $0.oracle = oracle ? "feed" : nil }
    small.add("short", cash: 1e6)
    for account in 0..<20 {
      small.specification.marginAccounts.append(
        venue: venue, asset: 1, quantity: 1, entryPrice: 2000,
        margin: 250 + 12.5 * Double(account), jurisdiction: 0, client: .retail)
    }
    small.position(1, at: venue, -20)
    for hour in 1...8 {
      small.event(.priceMove(asset: 1, fraction: -0.04, durationHours: 0), atHours: Double(hour))
    }
    return try small.finished().tally.badDebt
  }

  @Test("latency delays liquidations until margin is gone: more bad debt")
  func latency() throws {
    let found = try [0.0, 2, 4].map { try badDebt(latency: $0) }
    #expect(found[0] < found[1] && found[1] < found[2], "\(found)")
    #expect(try badDebt(latency: 0, oracle: false) == found[0])
  }

  /// The share of replicates in which none, one or both of two venues fail in the only tick.
  private func failures(shared: Bool) throws -> [Double] {
    var small = SmallWorld()
    small.specification.clock = Clock(tickHours: 24 * 365.25, ticks: 1)
    small.specification.oracles =
      shared
      ? [OracleSpecification(id: "feed", feeds: [WeightedFeed(feed: .jurisdiction(0), weight: 1)])]
      : []
    for index in 0..<2 { small.addExchange("v\(index)") { $0.oracle = shared ? "feed" : nil } }
    small.specification.oracleHazard = OracleHazard(ratePerYear: log(2), durationHours: 1)
    small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0))
    var counts = [0.0, 0, 0]
    for replicate in 0..<400 {
      var simulator = try small.simulator(replicate: replicate, checks: false)
      simulator.world.step(at: 0)
      let stale = [1, 3].count { simulator.world.market.oracle[$0] == 100 }
      counts[stale] += 1 / 400
    }
    return counts
  }

  /// With a probability of one half each: 400 draws scatter by 0.025, so that 0.1 is four standard deviations.
  @Test("a shared oracle fails for all at once; own ones fail as often, each by itself")
  func commonality() throws {
    let own = try failures(shared: false)
    let shared = try failures(shared: true)
    #expect(shared[1] == 0)
    #expect(abs(own[1] - 0.5) < 0.1)
    #expect(abs(shared[2] - 0.5) < 0.1)
    #expect(abs(own[2] + own[1] / 2 - (shared[2] + shared[1] / 2)) < 0.1)
  }
}
