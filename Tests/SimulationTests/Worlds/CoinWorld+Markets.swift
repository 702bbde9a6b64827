import Randomness

@testable import Simulation

extension CoinWorld {
  /// Loans in another institution's coin, and a protocol that lends its own, with draws of their own.
  mutating func addCoinDebt() {
    var stream = Stream(seed: 77, replicate: UInt32(number), purpose: 903, tick: 0, entity: 0)
    let coin = specification.assets.firstIndex { $0.id == "coin" } ?? 0
    let home = stream.integer(below: specification.jurisdictions.count)
    var lender = InstitutionSpecification(
      id: "cdp", kind: .lendingProtocol, home: home, operatesIn: [home])
    lender.holdings = [Holding(jurisdiction: home, asset: 0, units: 50)]
    var venue = VenueSpecification()
    venue.liquidationBonus = 0.1
    venue.lending.auctionBidders = stream.uniform() < 0.3 ? 3 : nil
    venue.lending.interestPerYear = stream.uniform() < 0.5 ? 0 : 1
    lender.venue = venue
    specification.institutions.append(lender)
    let own = specification.assets.count
    var asset = specification.assets[coin]
    asset.id = "own"
    asset.kind = .stablecoin(issuer: specification.institutions.count - 1, face: 1)
    asset.heldOutside = 20
    asset.coin = CoinSpecification()
    specification.assets.append(asset)
    let price = specification.assets[1].price
    for number in 0..<20 {
      let issues = number % 2 == 0
      specification.loanAccounts.append(
        venue: issues ? specification.institutions.count - 1 : 3, collateralAsset: 1,
        collateralUnits: 1, debt: price * (0.5 + 0.28 * stream.uniform()),
        debtAsset: issues ? own : coin, liquidationThreshold: 0.8)
    }
  }

  /// Pools of two tokens of either curve.
  mutating func addPairPools() {
    var stream = Stream(seed: 77, replicate: UInt32(number), purpose: 904, tick: 0, entity: 0)
    let host = specification.institutions.firstIndex { $0.kind == .automatedMarketMaker } ?? 0
    let coin = specification.assets.firstIndex { $0.id == "coin" } ?? 0
    let dai = specification.assets.firstIndex { $0.id == "dai" } ?? 0
    for (token, quote) in [(1, 2), (coin, dai), (2, coin)] {
      let units = 1 + 10 * stream.uniform()
      var pool = PoolSpecification(
        id: "pair\(token)", host: host, asset: token, units: units,
        cash: units * specification.assets[token].price / specification.assets[quote].price
          * (0.9 + 0.2 * stream.uniform()))
      pool.quote = quote
      pool.curve = token == coin ? .stableSwap(amplification: 50) : .constantProduct
      pool.fee = stream.uniform() < 0.5 ? 0 : 0.003
      pool.providers = [PoolShare(institution: 9, share: 0.6 * stream.uniform())]
      pool.outsideArbitragePerHour = [0, 50, .infinity][stream.integer(below: 3)]
      var exit = LiquidityExit()
      exit.divergenceLoss = 0.01
      if stream.uniform() < 0.5 { pool.exit = exit }
      specification.pools.append(pool)
    }
  }

  /// Funds and lenders that run on every coin, in either way.
  mutating func addHolders() {
    var stream = Stream(seed: 77, replicate: UInt32(number), purpose: 905, tick: 0, entity: 0)
    let issued = specification.assets.indices.filter {
      switch specification.assets[$0].kind {
      case .stablecoin, .wrapped: true
      case .settlement, .token: false
      }
    }
    for holder in [8, 9, 10, 12] {
      for asset in issued where stream.uniform() < 0.7 {
        specification.institutions[holder].holdings.append(
          Holding(
            jurisdiction: specification.institutions[holder].home, asset: asset,
            units: 20 * stream.uniform() / specification.assets[asset].price))
        var run = HeldCoinRun(
          asset: asset, signal: CoinRun.Signal.allCases[stream.integer(below: 2)],
          threshold: 0.7 + 0.6 * stream.uniform(),
          exit: CoinRun.Exit.allCases[stream.integer(below: 2)])
        run.exitShare = stream.uniform()
        run.reactionHours = stream.uniform() < 0.5 ? 0 : stream.uniform()
        run.informationLagHours = stream.uniform() < 0.5 ? 0 : stream.uniform()
        specification.institutions[holder].behaviour.coinRuns.append(run)
      }
    }
  }

  /// A fund that manipulates a pool of cash, and borrows on it from a protocol.
  mutating func addRobbery() {
    var stream = Stream(seed: 77, replicate: UInt32(number), purpose: 906, tick: 0, entity: 0)
    guard let pool = specification.pools.firstIndex(where: { $0.quote == 0 }) else { return }
    var attacker = PoolAttacker(institution: 10, borrowsAt: stream.uniform() < 0.8 ? 3 : nil)
    attacker.loanToValue = 0.5 + 0.3 * stream.uniform()
    specification.events.append(
      ScheduledEvent(
        atHours: stream.uniform(),
        kind: .poolManipulation(
          pool: pool, fraction: stream.uniform() < 0.7 ? 2 * stream.uniform() : -0.3,
          durationHours: 0.3 + stream.uniform(), by: attacker)))
  }
}
