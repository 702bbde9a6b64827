internal import Contagion
internal import Regimes

/// One pool: its reserves, and who provided them.
///
/// Reserves are stocks of their own. A provider owns `liquidity/total` of both; there is no claim and no debtor.
struct Pool: Sendable {
  let id: String
  let host: Int
  let zone: Int
  let asset: Int
  /// What it trades against: cash, asset 0, or another token (`PairArbitrage`).
  let quote: Int
  let curve: PoolCurve
  let fee: Double
  /// Value of a token in units of the quote where a stable-swap pool is in balance.
  let scale: Double
  var units: Double
  /// Reserve of the quote: cash, or units of the other token.
  var cash: Double
  /// Nodes, `outside` last, with what they provided; the sum at the start is one.
  var providers: [(node: Int, liquidity: Double)]
  /// Reserves per unit of liquidity when the run began.
  var startUnits: Double
  var startCash: Double
  /// Least liquidity left so far.
  var leastLiquidity = 1.0
  /// Money that arbitrageurs outside may still use in this tick.
  var outsideCapital = 0.0

  var liquidity: Double { providers.reduce(0) { $0 + $1.liquidity } }
  /// A pool that everyone has left does not trade.
  var isOpen: Bool { units > 0 && cash > 0 }

  /// The pool as one to which tokens are sold; amounts of tokens count at `scale`.
  var selling: any SwapPool { oriented(units * scale, cash) }
  /// The pool as one to which cash is sold for tokens.
  var buying: any SwapPool { oriented(cash, units * scale) }

  private func oriented(_ reserveIn: Double, _ reserveOut: Double) -> any SwapPool {
    switch curve {
    case .constantProduct:
      ConstantProductPool(reserveIn: reserveIn, reserveOut: reserveOut, fee: fee)
    case .stableSwap(let amplification):
      StableSwapPool(
        reserveIn: reserveIn, reserveOut: reserveOut, amplification: amplification, fee: fee)
    }
  }

  /// Price of a token before the fee.
  var spotPrice: Double { selling.spotPrice * scale }
  /// What the first token sold to the pool brings.
  var bid: Double { selling.marginalPrice(selling: 0) * scale }
  /// What the first token bought from it costs.
  var ask: Double { scale / buying.marginalPrice(selling: 0) }

  /// Tokens that go into the pool until the last one brings a price.
  func unitsSold(downTo price: Double) -> Double {
    selling.amount(forMarginalPrice: price / scale) / scale
  }

  /// Tokens that come out of it until the last one costs a price.
  func unitsBought(upTo price: Double) -> Double {
    let pool = buying
    return pool.received(for: pool.amount(forMarginalPrice: scale / price)) / scale
  }

  /// Cash that the pool pays for tokens.
  func proceeds(of units: Double) -> Double { selling.received(for: units * scale) }
  /// Cash that it asks for tokens.
  func cost(of units: Double) -> Double { buying.cost(of: units * scale) }

  /// Value of a provider's place against having held its part of the reserves of the start, as a share lost.
  ///
  /// Divergence loss, net of fees (Angeris and Chitra 2020): `1 − V(p)/(x_0·p + y_0)`.
  func divergenceLoss(at price: Double, quote: Double) -> Double {
    let held = startUnits * price + startCash * quote
    let total = liquidity
    guard held > 0, total > 0 else { return 0 }
    return 1 - (units * price + cash * quote) / total / held
  }
}

/// All pools, the part of a pass's orders that they take, and what has been traded with them.
struct Pools: Sendable {
  var all: [Pool]
  /// By zone and asset: how orders of one side are split in this pass.
  var routes: [Int: PoolRoute] = [:]
  /// Money traded with pools.
  var volume = 0.0
  /// Manipulations under way, and what those that are over have cost.
  var attacks: [PoolAttack] = []
  var attackCost = 0.0
  /// What attackers made of those that are over: money borrowed, less what secured it and what they cost.
  var attackProfit = 0.0
  /// Profit of arbitrage between pools and markets.
  var arbitrageProfit = 0.0

  var isEmpty: Bool { all.isEmpty }

  init(_ specification: WorldSpecification, layout: Layout) {
    all = specification.pools.map { each in
      let named = each.providers.reduce(0) { $0 + $1.share }
      return Pool(
        id: each.id, host: each.host, zone: layout.homeZone[each.host], asset: each.asset,
        quote: each.quote, curve: each.curve, fee: each.fee,
        scale: each.curve == .constantProduct
          ? 1 : specification.assets[each.asset].price / specification.assets[each.quote].price,
        units: each.units, cash: each.cash,
        providers: each.providers.map { ($0.institution, $0.share) }
          + [(layout.outside, max(0, 1 - named))],
        startUnits: each.units, startCash: each.cash)
    }
  }

  /// What later losses and volumes are measured against.
  mutating func markStart() {
    volume = 0
    arbitrageProfit = 0
    attackCost = 0
    attackProfit = 0
    for index in all.indices {
      let total = all[index].liquidity
      guard total > 0 else { continue }
      all[index].startUnits = all[index].units / total
      all[index].startCash = all[index].cash / total
      all[index].leastLiquidity = total
    }
  }

  /// Units of an asset in all pools.
  func units(of asset: Int) -> Double {
    all.reduce(0) { $0 + ($1.quote == asset ? $1.cash : $1.asset == asset ? $1.units : 0) }
  }

  /// Open pools of a token against cash in a zone.
  func open(_ zone: Int, _ asset: Int) -> [Int] {
    all.indices.filter {
      all[$0].zone == zone && all[$0].asset == asset && all[$0].quote == 0 && all[$0].isOpen
    }
  }
}

extension World {
  /// What institutions own of pools, added to their assets.
  func addPoolValues(to value: inout [Double]) {
    for pool in pools.all {
      let total = pool.liquidity
      guard total > 0 else { continue }
      let worth = worth(of: pool, units: pool.units, cash: pool.cash)
      for each in pool.providers where each.node < layout.institutions {
        value[each.node] += each.liquidity / total * worth
      }
    }
  }

  /// Books a change of a pool's value to those who own it.
  mutating func gainProviders(_ amount: Double, of pool: Int, _ channel: Channel) {
    let total = pools.all[pool].liquidity
    guard total > 0, amount != 0 else { return }
    for each in pools.all[pool].providers {
      gain(each.liquidity / total * amount, each.node, channel)
    }
  }

  /// What parts of a pool's reserves are worth at the zone's prices.
  func worth(of pool: Pool, units: Double, cash: Double) -> Double {
    units * price(pool.zone, pool.asset) + cash * price(pool.zone, pool.quote)
  }

  /// Reserves of pools follow a price like any other holding.
  mutating func repricePools(_ zone: Int, _ asset: Int, _ change: Double, _ channel: Channel) {
    for index in pools.all.indices where pools.all[index].zone == zone {
      if pools.all[index].asset == asset {
        gainProviders(pools.all[index].units * change, of: index, channel)
      } else if pools.all[index].quote == asset {
        gainProviders(pools.all[index].cash * change, of: index, channel)
      }
    }
  }

  /// Moves tokens into a pool against its quote, at the zone's present prices; the other side is the caller's.
  mutating func trade(withPool pool: Int, unitsIn: Double, cashOut: Double) {
    pools.all[pool].units += unitsIn
    pools.all[pool].cash -= cashOut
    let paid = cashOut * price(pools.all[pool].zone, pools.all[pool].quote)
    pools.volume += abs(paid)
    let worth = unitsIn * price(pools.all[pool].zone, pools.all[pool].asset)
    gainProviders(worth - paid, of: pool, .liquidity)
  }
}
