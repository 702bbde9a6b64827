import Contagion

@testable import Simulation

extension SmallWorld {
  /// Adds an automated market maker with one pool of asset 1 and cash, and returns its index.
  @discardableResult
  mutating func addPool(
    _ id: String = "pool", home: Int = 0, units: Double, cash: Double, fee: Double = 0,
    change: (inout PoolSpecification) -> Void = { _ in }
  ) -> Int {
    let host = add("\(id)-amm", .automatedMarketMaker, home: home)
    var pool = PoolSpecification(id: id, host: host, asset: 1, units: units, cash: cash)
    pool.fee = fee
    change(&pool)
    specification.pools.append(pool)
    return host
  }

  /// Takes away all depth but the pools'.
  mutating func removeDepth() {
    for asset in specification.assets.indices.dropFirst() {
      specification.assets[asset].backgroundDepth = specification.jurisdictions.map { _ in 0 }
      specification.assets[asset].impact = .exponential(floor: 0)
    }
  }

  /// The world after one price formation with these orders.
  func formed(_ orders: [(trader: Int, units: Double)], zone: Int = 0) throws -> World {
    var world = try world()
    world.order(orders, zone: zone)
    return world
  }
}

extension World {
  /// Orders in asset 1, and the price formation that fills them.
  mutating func order(_ orders: [(trader: Int, units: Double)], zone: Int = 0) {
    self.orders = orders.map {
      Order(trader: .institution($0.trader), venue: nil, zone: zone, asset: 1, units: $0.units)
    }
    priceFormation(&self)
  }
}
