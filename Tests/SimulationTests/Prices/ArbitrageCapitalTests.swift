import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

/// The docking row "two zones, ρ → 1, unconstrained arbitrage capital, same topology, no delay".
@Suite("Two zones become one")
struct OneZoneLimitTests {
  /// Funds at home in either zone that deleverage into each other's losses for six hours, with margin at one house.
  private func small(_ recognition: Recognition) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2, tokens: [("btc", 100), ("eth", 10)], ticks: 6)
    small.specification.assets[1].backgroundDepth = [4000, 12_000]
    small.specification.assets[2].backgroundDepth = [3000, 2000]
    small.specification.assets[1].annualVolatility = 0.6
    small.specification.assets[2].annualVolatility = 0.8
    small.regime.recognition = recognition
    small.regime.topology = .global
    small.rules { $0.marginFloorRate = 0.05 }
    small.add("house", .clearingHouse, cash: 1e4) { $0.venue = VenueSpecification() }
    let exchange = small.addExchange()
    let abroad = small.addExchange("abroad", home: 1)
    for number in 0..<6 {
      let fund = small.add("fund\(number)", home: number % 2, cash: 3000, tokens: [1: 8, 2: 60]) {
        $0.operatesIn = [0, 1]
        $0.holdings.append(Holding(jurisdiction: 1 - number % 2, asset: 0, units: 3000))
        $0.externalLiabilities = 7000
        $0.behaviour.leverageTarget = LeverageTargeting(
          target: 2 + 0.2 * Double(number), maximum: 2 + 0.2 * Double(number),
          adjustmentHalfLifeHours: 2, isSymmetric: false)
      }
      let sign = number % 2 == 0 ? 1.0 : -1
      small.position(fund, at: exchange, asset: 1, 3 * sign)
      small.position(fund, at: abroad, asset: 2, -20 * sign)
    }
    small.add("arbitrageur", .marketMaker, cash: 1e7, tokens: [1: 1e5, 2: 1e6]) {
      $0.operatesIn = [0, 1]
      $0.holdings.append(Holding(jurisdiction: 1, asset: 0, units: 1e7))
      $0.holdings.append(Holding(jurisdiction: 1, asset: 1, units: 1e5))
      $0.holdings.append(Holding(jurisdiction: 1, asset: 2, units: 1e6))
      $0.behaviour.marketMaking = MarketMaking(
        depth: [], volatilityExponent: 0, inventoryLimit: .infinity, drawdownLimit: 1,
        refillHalfLifeHours: 0, arbitrageShare: 1)
    }
    small.event(.priceMove(asset: 1, fraction: -0.2, durationHours: 3))
    return small
  }

  private func partial(_ gap: Double) -> Recognition {
    .matrix(Matrix(rows: [[1, 1 - gap], [1 - gap, 1]]))
  }

  /// Prices of both tokens and the equity of the funds at the end.
  private func outcome(_ recognition: Recognition) throws -> (zones: Int, values: [Double]) {
    let world = try small(recognition).finished()
    let prices = (0..<world.layout.zones).map { zone in (1...2).map { world.price(zone, $0) } }
    let both = world.layout.zones == 1 ? prices[0] + prices[0] : prices[0] + prices[1]
    return (world.layout.zones, both + world.equities()[3...8])
  }

  /// What is left between the zones is in proportion to `1 − ρ`, with no jump at one: each hundredth of the gap leaves a
  /// hundredth of the difference, to a factor of two.
  @Test(
    "as recognition goes to one, every price and equity goes to that of the unified zone, continuously"
  )
  func continuity() throws {
    let unified = try outcome(.full)
    #expect(unified.zones == 1)
    #expect(unified.values[0] < 79)
    var distances: [Double] = []
    for gap in [1e-2, 1e-4, 1e-6] {
      let apart = try outcome(partial(gap))
      #expect(apart.zones == 2)
      let relative = zip(apart.values, unified.values).map { abs($0 - $1) / max(1, abs($1)) }
      distances.append(relative.max() ?? 0)
    }
    #expect(distances[0] < 0.1 && distances[0] > 0)
    #expect(distances[1] < 2e-2 * distances[0] && distances[2] < 2e-2 * distances[1])
  }
}

@Suite("Arbitrage capital")
struct ArbitrageCapitalTests {
  /// An arbitrageur with 100 in each zone, and tokens, that loses a share of its equity before a gap opens.
  private func arbitraged(loss: Double, sensitivity: Double, fromCash: Bool = false) throws
    -> Double
  {
    var small = SmallWorld(jurisdictions: 2, ticks: 2)
    small.recognise(0.9)
    small.switchOff(\.contagion)
    small.add("fund", tokens: [1: 100])
    small.add("arbitrageur", .marketMaker, cash: 100, tokens: [1: 4]) {
      $0.operatesIn = [0, 1]
      $0.holdings.append(Holding(jurisdiction: 1, asset: 0, units: 100))
      $0.holdings.append(Holding(jurisdiction: 1, asset: 1, units: 4))
      $0.behaviour.marketMaking = MarketMaking(
        depth: [], volatilityExponent: 0, inventoryLimit: .infinity, drawdownLimit: 1,
        refillHalfLifeHours: 0, arbitrageShare: 1, performanceSensitivity: sensitivity)
    }
    small.event(
      fromCash
        ? .enforcement(institution: 1, fine: loss, freezeHours: 0)
        : .externalLoss(institution: 1, amount: loss))
    var world = try small.world(after: 1)
    world.orders = [Order(trader: .institution(0), venue: nil, zone: 0, asset: 1, units: -10)]
    world.tick = 1
    priceFormation(&world)
    return world.tally.arbitraged
  }

  @Test("capital is the cash at hand: losses of cash close so much less of a gap")
  func cash() throws {
    #expect(isNear(try arbitraged(loss: 0, sensitivity: 0), 100))
    #expect(isNear(try arbitraged(loss: 40, sensitivity: 0, fromCash: true), 60))
  }

  /// Equity 1000, of which 200 are lost: a fifth.
  @Test(
    "investors who judge by performance withdraw more than what was lost",
    arguments: [(0.0, 100.0), (1, 80), (3, 40), (5, 0), (9, 0)])
  func performance(sensitivity: Double, left: Double) throws {
    #expect(isNear(try arbitraged(loss: 200, sensitivity: sensitivity), left))
    #expect(isNear(try arbitraged(loss: 0, sensitivity: sensitivity), 100))
  }
}
