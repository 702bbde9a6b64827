import Contagion
import Glibc
import Testing

@testable import Simulation

@Suite("Algorithmic stablecoins")
struct ShareMintingTests {
  /// 1000 coins outside behind which 100 shares at 20 stand; depth of the coin's market 1000.
  private func small(
    capacity: Double = 100, shareDepth: Double = 1e18, ticks: Int = 6, runs: [CoinRun] = [],
    change: (inout ShareMinting) -> Void = { _ in }
  ) -> SmallWorld {
    var small = SmallWorld(tokens: [("share", 20), ("coin", 1)], ticks: ticks)
    let issuer = small.add("issuer", .stablecoinIssuer, cash: 5) {
      $0.behaviour.redemption = Redemption(asset: 2, capacityPerHour: capacity)
    }
    var minting = ShareMinting(share: 1, supply: 100)
    change(&minting)
    small.specification.assets[1].backgroundDepth = [shareDepth]
    small.specification.assets[1].impact = .exponential(floor: 0)
    small.specification.assets[2].kind = .stablecoin(issuer: issuer, face: 1)
    small.specification.assets[2].heldOutside = 1000
    small.specification.assets[2].coin.backing = .shares(minting)
    small.specification.assets[2].coin.runs = runs
    return small
  }

  private func run(_ share: Double, exit: CoinRun.Exit = .redeem) -> CoinRun {
    CoinRun(
      share: share, jurisdiction: 0, signal: .coverage, lowestThreshold: 10, highestThreshold: 11,
      exit: exit)
  }

  /// Capitalisation 2000, 100 redeemed an hour: the price falls by the factor 1.05 an hour.
  @Test("a run inflates the share: its price falls by 1 + m/K an hour, its supply grows by as much")
  func hyperinflation() throws {
    for hours in [1, 3, 6] {
      let world = try small(runs: [run(1)]).world(after: hours)
      let factor = pow(1.05, Double(hours))
      #expect(isNear(world.price(0, 1), 20 / factor))
      #expect(isNear(world.coins.minted[1], 100 * (factor - 1)))
      #expect(isNear(world.outstanding[2], 1000 - 100 * Double(hours)))
    }
  }

  @Test(
    "without dilution and with depth the share keeps its price; without a run nothing is minted")
  func ablation() throws {
    let flat = try small(runs: [run(1)]) { $0.dilution = 0 }.finished()
    #expect(isNear(flat.price(0, 1), 20))
    #expect(isNear(flat.coins.minted[1], 30))
    let calm = try small().finished()
    #expect(calm.coins.minted[1] == 0)
    #expect(calm.price(0, 1) == 20)
    #expect(calm.price(0, 2) == 1)
  }

  /// The gap of 0.2 of depths 1000 and 500: 0.2·1000·500/1500, of which the coin recovers a thousandth each.
  @Test(
    "arbitrage redeems until the sale of shares costs what the coin yields; depth restores the peg")
  func arbitrage() throws {
    let thin = try small(capacity: .infinity, shareDepth: 500, runs: [run(0.2, exit: .sell)])
      .world(after: 2)
    #expect(isNear(-log(thin.price(0, 2)), 0.2 - 0.2 / 3))
    #expect(isNear(thin.tally.redeemed, 200.0 / 3))
    let deep = try small(capacity: .infinity, runs: [run(0.2, exit: .sell)]).world(after: 2)
    #expect(isNear(deep.price(0, 2), 1))
  }

  @Test("minted shares are sold: a thin market falls by the money over its depth, in logs")
  func sale() throws {
    let world = try small(shareDepth: 500, runs: [run(0.1)]) { $0.dilution = 0 }.world(after: 2)
    #expect(isNear(log(world.price(0, 1) / 20), -100.0 / 500))
  }

  @Test("the issuer owes nothing in cash; who holds the share loses what is diluted")
  func books() throws {
    var small = small(runs: [run(0.5)])
    let fund = small.add("fund", tokens: [1: 10])
    let world = try small.finished()
    #expect(world.equities()[0] == 5)
    #expect(isNear(world.channels[fund, .marketRevaluation], 200 * (pow(1.05, -5) - 1)))
  }

  /// Without a floor the price would go on to fall; minting stops below a hundredth.
  @Test("minting stops when the share is next to worthless, and the coin follows what is behind it")
  func halt() throws {
    let world = try small(capacity: 500, shareDepth: 100, ticks: 5, runs: [run(0.9)]) {
      $0.haltShare = 0.01
    }.finished()
    #expect(world.coins.isSettled[2])
    #expect(world.coins.queue.isEmpty)
    #expect(world.events(.redemptionHalt).count == 1)
    let behind = world.coinCoverage(2)
    #expect(behind < 0.5)
    #expect(isNear(world.market.fundamental[2], behind, within: 1e-9))
  }
}
