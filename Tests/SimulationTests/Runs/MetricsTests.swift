import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Metrics by hand")
struct MetricsTests {
  private func value(_ name: String, _ small: SmallWorld) throws -> Double? {
    let (record, _) = try small.run()
    return small.metric(name, record)
  }

  /// A fund with one token at 100: 80 from hour one, 91 from hour four.
  private func recovering() -> SmallWorld {
    var small = SmallWorld(ticks: 6)
    small.add("fund", tokens: [1: 1])
    small.event(.priceMove(asset: 1, fraction: -0.2, durationHours: 0), atHours: 1)
    small.event(.priceMove(asset: 1, fraction: 91.0 / 80 - 1, durationHours: 0), atHours: 4)
    return small
  }

  @Test("falls, troughs, losses and the time to recover half of the greatest loss")
  func path() throws {
    let small = recovering()
    #expect(isNear(try value("fall_btc", small) ?? 0, 0.2))
    #expect(isNear(try value("lowest_price_btc", small) ?? 0, 80))
    #expect(isNear(try value("greatest_loss", small) ?? 0, 20))
    #expect(isNear(try value("system_loss", small) ?? 0, 9))
    #expect(isNear(try value("system_loss_share", small) ?? 0, 0.09))
    #expect(isNear(try value("channel_market_revaluation", small) ?? 0, -9))
    #expect(try value("time_to_recovery_hours", small) == 3)
  }

  @Test("without recovery there is no time to it")
  func noRecovery() throws {
    var small = recovering()
    small.specification.events.removeLast()
    #expect(try value("time_to_recovery_hours", small) == nil)
  }

  @Test("the gap between zones, and the time until half of it is left")
  func gap() throws {
    var small = SmallWorld(jurisdictions: 2)
    small.specification.assets[1].impactHalfLifeHours = 2.5
    small.add("fund", tokens: [1: 10])
    var world = try small.world()
    world.orders = [Order(trader: .institution(0), venue: nil, zone: 0, asset: 1, units: -2)]
    var seen = Observations(world)
    for tick in 0..<6 {
      world.step(at: tick)
      seen.observe(world)
    }
    // The first tick decays before anybody has traded: 0.2 at its end.
    #expect(isNear(seen.widestGap[1], 0.2))
    #expect(seen.widestGapTick == 0)
    #expect(seen.gapHalfLifeTicks == 3)
  }

  @Test("loss abroad over loss at home, from where the shock was")
  func lossAbroad() throws {
    var small = SmallWorld(jurisdictions: 2)
    small.switchOff(\.payments)
    small.specification.contagion.valuation = .eisenbergNoe
    let debtor = small.add("debtor") { $0.externalAssets = 140 }
    let abroad = small.add("abroad", .lender, home: 1) { $0.externalAssets = 100 }
    small.claim(of: abroad, on: debtor, 100)
    small.event(.externalLoss(institution: debtor, amount: 100))
    #expect(isNear(try value("loss_abroad", small) ?? 0, 0.6))
    #expect(try value("defaults", small) == 1)
    #expect(try value("defaults_insolvent", small) == 1)
    #expect(try value("defaults_fund", small) == 1)
    #expect(try value("defaults_lender", small) == 0)
    #expect(isNear(try value("valuation_gap", small) ?? 0, 60))
  }

  @Test("concentration of activity: equities of 30 and 10 in two zones give 0.625")
  func concentration() throws {
    var small = SmallWorld(jurisdictions: 2)
    small.add("a", cash: 30)
    small.add("b", home: 1, cash: 10)
    #expect(isNear(try value("activity_hhi", small) ?? 0, 0.625))
    #expect(isNear(try value("activity_share_j0", small) ?? 0, 0.75))
    #expect(isNear(try value("activity_share_j1", small) ?? 0, 0.25))
    small.regime.recognition = .full
    #expect(isNear(try value("activity_hhi", small) ?? 0, 1))
    // One zone, but still the places where firms are at home.
    #expect(isNear(try value("activity_share_j0", small) ?? 0, 0.75))
    let names = replicateMetrics(of: SmallWorld().specification).map(\.description.name)
    #expect(!names.contains { $0.hasPrefix("activity_share") })
  }

  @Test("who has migrated counts where it went, and one without equity counts nowhere")
  func activityOfMigrants() throws {
    var small = SmallWorld(jurisdictions: 3)
    small.add("a", cash: 30)
    small.add("b", home: 1, cash: 10)
    small.add("c", home: 1, cash: 5) { $0.externalLiabilities = 10 }
    var world = try small.world()
    world.standing[0].activeZone = 2
    let metrics = replicateMetrics(of: small.specification).suffix(3)
    #expect(metrics.map(\.description.name) == (0...2).map { "activity_share_j\($0)" })
    let observed = Observations(world)
    #expect(areNear(metrics.compactMap { $0.value(world, observed) }, [0, 0.25, 0.75]))
  }

  /// Four long and four short at 100: notional 400; margin 40 each, fund 20.
  @Test("open notional over collateral locked")
  func efficiency() throws {
    var small = SmallWorld()
    small.rules { $0.marginFloorRate = 0.1 }
    let exchange = small.addExchange { $0.ownFund = 20 }
    small.position(small.add("long", cash: 500), at: exchange, 4)
    small.position(small.add("short", cash: 500), at: exchange, -4)
    #expect(isNear(try value("collateral_locked", small) ?? 0, 100))
    #expect(isNear(try value("notional_over_collateral", small) ?? 0, 4))
  }

  @Test(
    "the spectral radius of claims over equity: a pair at 30 over 60 and 20 over 40 gives a half")
  func spectralRadius() throws {
    var small = SmallWorld()
    small.add("a") { $0.externalAssets = 50 }
    small.add("b") { $0.externalAssets = 50 }
    small.claim(of: 0, on: 1, 30)
    small.claim(of: 1, on: 0, 20)
    #expect(isNear(try value("spectral_radius_start", small) ?? 0, 0.5))
  }

  @Test("liquidated notional, its long share, the peak tick and the share of what was open")
  func liquidations() throws {
    var small = SmallWorld(ticks: 3)
    small.switchOff(\.marketImpact)
    let exchange = small.addExchange()
    for (quantity, margin) in [(1.0, 10.2), (2, 40.2), (-3, 400)] {
      small.specification.marginAccounts.append(
        venue: exchange, asset: 1, quantity: quantity, entryPrice: 100, margin: margin,
        jurisdiction: 0, client: .retail)
    }
    small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0))
    small.event(.priceMove(asset: 1, fraction: -1.0 / 9, durationHours: 0), atHours: 1)
    let first = 90.0
    let second = 2 * 80.0
    #expect(isNear(try value("liquidated", small) ?? 0, first + second))
    #expect(isNear(try value("liquidated_long_share", small) ?? 0, 1))
    #expect(isNear(try value("peak_tick_liquidated", small) ?? 0, second))
    #expect(isNear(try value("liquidated_share", small) ?? 0, (first + second) / 300))
    #expect(try value("liquidated_accounts", small) == 2)
  }
}
