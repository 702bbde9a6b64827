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
}
