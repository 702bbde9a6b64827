import Randomness

@testable import Simulation

extension WorldSpecification {
  /// Adds liquidity pools on both curves to a random world, with draws of their own.
  mutating func addRandomMarkets(_ number: Int) {
    // Some cascades are cut off.
    if number % 25 == 7 { clock.maximumPasses = 3 }
    var stream = Stream(seed: 77, replicate: UInt32(number), purpose: 901, tick: 0, entity: 0)
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
}
