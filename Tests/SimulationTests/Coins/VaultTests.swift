import Contagion
import Glibc
import Testing

@testable import Simulation

@Suite("Vaults behind a stablecoin")
struct VaultTests {
  /// Vaults of eth at 150 that owe 100 coins in all, at β = 1.5; the market takes any sale of eth.
  private func small(
    _ vaults: [(units: Double, debt: Double)] = [(1, 100)], ethDepth: Double = 1e18,
    ticks: Int = 1
  ) -> SmallWorld {
    var small = SmallWorld(tokens: [("eth", 150), ("coin", 1)], ticks: ticks)
    let issuer = small.add("protocol", .stablecoinIssuer, cash: 10)
    small.specification.assets[1].backgroundDepth = [ethDepth]
    small.specification.assets[2].kind = .stablecoin(issuer: issuer, face: 1)
    small.specification.assets[2].coin.backing = .vaults(
      VaultTerms(
        collateralFactor: 1.5,
        vaults: vaults.map { Vault(collateral: 1, units: $0.units, debt: $0.debt) }))
    return small
  }

  private func fallen(_ small: SmallWorld, to price: Double) throws -> World {
    var small = small
    small.event(.priceMove(asset: 1, fraction: price / 150 - 1, durationHours: 0))
    return try small.finished()
  }

  /// Klages-Mundt and Minca (2021, arXiv:1906.02152) with n = 1, D = L = 100, β = 1.5: closed form of
  /// `β·u = n·p + D·(u − L)/u`.
  @Test(
    "supply and price after the fall are those of the published leverage constraint",
    arguments: [
      (150, 100.0, 1.0), (148, 95.59381295311022, 1.0460928057033467),
      (146, 89.57187779440035, 1.1164218330839948), (145, 83.33333333333333, 1.2),
      (144.95, 81.88629078131146, 1.221205638280328),
    ])
  func published(collateral: Double, supply: Double, price: Double) throws {
    let world = try fallen(small(), to: collateral)
    #expect(isNear(world.outstanding[2], supply))
    #expect(isNear(world.burnt[2], 100 - supply))
    #expect(isNear(world.price(0, 2), price))
    #expect(isNear(world.coins.vaultDebt(2), supply))
    #expect(!world.coins.isSettled[2])
    let held = world.coins.vaults[0].units * world.price(0, 1)
    #expect(isNear(held, max(1.5 * supply, collateral - (100 - supply) * price)))
  }

  /// Below 2·√(1.5·100·100) − 100 = 144.949 no supply is bearable; the collateral still covers the face.
  @Test("past the critical value the coin is settled out of the collateral, at face")
  func settled() throws {
    let world = try fallen(small(), to: 144.9)
    #expect(world.coins.isSettled[2])
    #expect(world.coins.vaultDebt(2) == 0)
    #expect(isNear(world.holdings[0, 0, 1] * 144.9, 100))
    #expect(world.price(0, 2) == 1)
    #expect(world.tally.badDebt == 0)
    #expect(isNear(world.equities()[0], 10))
    #expect(try fallen(small(), to: 144.95).coins.isSettled[2] == false)
  }

  @Test("vaults that are short share the buy-back by what they lack; the others are left alone")
  func several() throws {
    let world = try fallen(small([(0.6, 60), (0.6, 40)]), to: 148)
    let short = 1.5 * 60 - 0.6 * 148
    let one = try #require(
      stablecoinDeleveraging(
        collateral: 150 - short, demand: 100, supply: 100, collateralFactor: 1.5))
    #expect(isNear(world.outstanding[2], one.supply))
    #expect(isNear(world.price(0, 2), one.price))
    #expect(isNear(world.coins.vaults[0].debt, 60 - short / (1.5 - one.price)))
    #expect(world.coins.vaults[1].debt == 40)
    #expect(world.coins.vaults[1].units == 0.6)
  }

  @Test("clients pay the premium of the buy-back, holders of the coin gain it on what they keep")
  func whoPays() throws {
    var small = small()
    let fund = small.add("fund", tokens: [2: 20])
    let world = try fallen(small, to: 145)
    #expect(isNear(world.channels.clients[Channel.liquidity.rawValue], -(100 - 250 / 3.0) * 0.2))
    #expect(isNear(world.channels[fund, .fireSale], 20 * 0.2))
    #expect(isNear(world.outstanding[2], 250 / 3.0))
  }

  @Test("selling collateral into a thin market deepens the spiral; with depth it ends")
  func spiral() throws {
    let vaults = [(0.5, 50.0), (0.52, 50.0)]
    let deep = try fallen(small(vaults, ticks: 3), to: 148)
    let thin = try fallen(small(vaults, ethDepth: 200, ticks: 3), to: 148)
    #expect(thin.price(0, 1) < deep.price(0, 1))
    #expect(thin.outstanding[2] < deep.outstanding[2])
    #expect(deep.coins.vaults[1].debt == 50)
  }

  /// A fall to 80 leaves 20 of 100 uncovered: the protocol's 10 of cash do not do.
  @Test("a vault under water is the protocol's, and what is missing marks the coin")
  func underwater() throws {
    var small = small(ticks: 2)
    small.switchOff(\.payments)
    let world = try fallen(small, to: 80)
    #expect(isNear(world.tally.badDebt, 20))
    #expect(world.standing[0].isInDefault)
    #expect(isNear(world.price(0, 2), 0.9))
    #expect(isNear(world.channels[0, .clearing], -20))
  }
}
