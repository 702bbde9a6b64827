import Randomness

@testable import Simulation

extension WorldSpecification {
  /// Adds pools, oracles and keepers to a random world, with draws of their own.
  mutating func addRandomMarkets(_ number: Int) {
    // Some cascades are cut off.
    if number % 25 == 7 { clock.maximumPasses = 3 }
    var stream = Stream(seed: 77, replicate: UInt32(number), purpose: 901, tick: 0, entity: 0)
    addPools(&stream)
    addOracles(&stream)
    addLending(&stream)
  }

  private mutating func addPools(_ stream: inout Stream) {
    let zones = jurisdictions.count
    let coin = assets.count - 1
    for index in 0..<2 {
      let host = institutions.count
      institutions.append(
        InstitutionSpecification(
          id: "amm\(index)", kind: .automatedMarketMaker, home: stream.integer(below: zones),
          operatesIn: []))
      institutions[host].operatesIn = [institutions[host].home]
      for asset in [1, coin] where stream.uniform() < 0.7 {
        let units = 1 + 20 * stream.uniform()
        var pool = PoolSpecification(
          id: "pool\(pools.count)", host: host, asset: asset, units: units,
          cash: units * assets[asset].price * (0.95 + 0.1 * stream.uniform()))
        pool.fee = stream.uniform() < 0.5 ? 0 : 0.005
        pool.curve = asset == coin ? .stableSwap(amplification: 50) : .constantProduct
        pool.providers = [
          PoolShare(institution: 8, share: 0.5 * stream.uniform()),
          PoolShare(institution: 13, share: 0.5 * stream.uniform()),
        ]
        pool.outsideArbitragePerHour = [0, 100, .infinity][stream.integer(below: 3)]
        if stream.uniform() < 0.5 {
          var exit = LiquidityExit()
          exit.divergenceLoss = 0.01
          exit.annualVolatility = 5
          pool.exit = exit
        }
        pools.append(pool)
      }
      if stream.uniform() < 0.4 {
        events.append(
          ScheduledEvent(
            atHours: 2 * stream.uniform(),
            kind: index == 0
              ? .run(debtor: host, fraction: 0.5) : .exploit(institution: host, fraction: 0.3)))
      }
    }
  }

  private mutating func addOracles(_ stream: inout Stream) {
    var feeds = jurisdictions.indices.map {
      WeightedFeed(feed: .jurisdiction($0), weight: 0.5 + stream.uniform())
    }
    feeds.append(WeightedFeed(feed: .venue(0), weight: 1))
    feeds += pools.indices.map { WeightedFeed(feed: .pool($0), weight: 1) }
    var oracle = OracleSpecification(id: "shared", feeds: feeds)
    oracle.aggregation = stream.uniform() < 0.5 ? .mean : .median
    oracle.latencyHours = stream.uniform() < 0.5 ? 0 : 0.4
    oracle.deviationThreshold = stream.uniform() < 0.5 ? 0 : 0.01
    oracle.heartbeatHours = 1
    oracle.operatorInstitution = stream.uniform() < 0.5 ? 12 : nil
    oracles = [oracle]
    for host in [1, 3] where stream.uniform() < 0.4 {
      institutions[host].venue?.oracle = "shared"
      institutions[host].venue?.oracleLatencyHours = 0
      institutions[host].venue?.oracleSource = .ownZone
    }
    if stream.uniform() < 0.5 {
      oracleHazard = OracleHazard(ratePerYear: 500, durationHours: 0.5)
    }
    var manipulations: [ScheduledEvent.Kind] = [
      .namedOracleFailure(oracle: 0, durationHours: 0.5),
      .oracleManipulation(target: .oracle(0), asset: 1, fraction: -0.2, durationHours: 0.5),
      .oracleManipulation(target: .venue(0), asset: 1, fraction: 0.2, durationHours: 0.5),
    ]
    if !pools.isEmpty {
      manipulations.append(.poolManipulation(pool: 0, fraction: 0.3, durationHours: 0.5))
    }
    for kind in manipulations where stream.uniform() < 0.3 {
      events.append(ScheduledEvent(atHours: 2 * stream.uniform(), kind: kind))
    }
  }

  private mutating func addLending(_ stream: inout Stream) {
    guard stream.uniform() < 0.7 else { return }
    var terms = LendingTerms()
    terms.targetHealth = stream.uniform() < 0.3 ? 1.05 : nil
    terms.auctionBidders = stream.uniform() < 0.5 ? 2 : nil
    terms.outsideKeeperCapacityPerHour = stream.uniform() < 0.5 ? .infinity : 100
    terms.keepersNeedProfit = stream.uniform() < 0.5
    terms.interestPerYear = stream.uniform() < 0.5 ? 0 : 0.1
    if stream.uniform() < 0.5 {
      terms.procyclicality = ProcyclicalHaircut(sensitivity: stream.uniform(), memoryHours: 1)
    }
    institutions[3].venue?.lending = terms
    for keeper in [6, 10] where stream.uniform() < 0.6 {
      institutions[keeper].behaviour.keeping = Keeping(cashShare: 0.5)
    }
    if stream.uniform() < 0.5 {
      chainThroughputPerHour = jurisdictions.map { _ in 200 * stream.uniform() }
    }
  }
}
