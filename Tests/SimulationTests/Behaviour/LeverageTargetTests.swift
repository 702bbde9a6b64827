import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

/// Three banks and two tokens, computed by hand from the matrices of Greenwood, Landier and Thesmar
/// (2015, doi:10.1016/j.jfineco.2014.11.006): token 2 falls by 5 %, banks return to their leverage.
@Suite("Vulnerable banks of Greenwood, Landier and Thesmar, in two ticks")
struct VulnerableBanksTests {
  private let assets = [100.0, 80, 60]
  private let equity = [5.0, 8, 4]
  private let weights = [[0.6, 0.4], [0.5, 0.5], [0.2, 0.8]]

  /// The world in which these banks target leverage; tokens cost one, depths are 1000 and 500.
  private func small(selling: Set<Int> = [0, 1, 2]) -> SmallWorld {
    var small = SmallWorld(tokens: [("a", 1), ("b", 1)], ticks: 2)
    small.switchOnOnly(\.marketImpact, \.behaviour)
    for (asset, depth) in [(1, 1000.0), (2, 500)] {
      small.specification.assets[asset].backgroundDepth = [depth]
      small.specification.assets[asset].impact = .linear(floor: 0.01)
    }
    for bank in 0..<3 {
      small.add(
        "bank\(bank)",
        tokens: [1: weights[bank][0] * assets[bank], 2: weights[bank][1] * assets[bank]]
      ) {
        $0.externalLiabilities = assets[bank] - equity[bank]
        guard selling.contains(bank) else { return }
        let target = assets[bank] / equity[bank]
        $0.behaviour.leverageTarget = LeverageTargeting(
          target: target, maximum: target, adjustmentHalfLifeHours: 0, isSymmetric: false)
      }
    }
    small.event(.priceMove(asset: 2, fraction: -0.05, durationHours: 0))
    return small
  }

  @Test("first tick: direct losses and sales")
  func firstTick() throws {
    let world = try small().world(after: 1)
    let losses = zip(world.equities(), equity).map { ($0 - $1) / $1 }
    #expect(areNear(losses, [-0.4, -0.25, -0.6]))
    let sales = [1, 2].map { asset in
      world.orders.filter { $0.asset == asset }.reduce(0) {
        $0 + $1.units * world.price(0, asset)
      }
    }
    #expect(areNear(sales, [-38.52, -51.08]))
  }

  @Test("second tick: returns from the sales, and what each bank loses by them")
  func secondTick() throws {
    let before = try small().world(after: 1)
    let after = try small().world(after: 2)
    let returns = [1, 2].map { after.price(0, $0) - before.price(0, $0) }
    #expect(areNear(returns, [-0.03852, -0.10216]))
    let losses = zip(after.equities(), before.equities()).map { $0 - $1 }
    let indirect = zip(losses, equity).map { $0 / $1 }
    #expect(areNear(indirect, [-1.27952, -0.7034, -1.34148]))
    #expect(isNear(losses.reduce(0, +) / 17, -1.022983529411765))
    #expect(isNear(after.channels.system(.fireSale), losses.reduce(0, +)))
  }

  @Test(
    "systemicness: the aggregate loss when one bank alone sells",
    arguments: [(0, -0.379105882352941), (1, -0.194823529411765), (2, -0.449054117647059)])
  func systemicness(bank: Int, expected: Double) throws {
    let before = try small(selling: [bank]).world(after: 1)
    let after = try small(selling: [bank]).world(after: 2)
    let loss = zip(after.equities(), before.equities()).reduce(0) { $0 + $1.0 - $1.1 }
    #expect(isNear(loss / 17, expected))
  }

  @Test("without behaviour nobody sells")
  func switchedOff() throws {
    var small = small()
    small.switchOff(\.behaviour)
    #expect(try small.finished().price(0, 1) == 1)
  }
}

@Suite("Leverage targets")
struct LeverageTargetTests {
  /// A fund with 100 in tokens and 80 of debt that returns to four when above six; the price falls.
  private func small(fall: Double, halfLife: Double = 0, symmetric: Bool = false) -> SmallWorld {
    var small = SmallWorld(tokens: [("a", 1)], ticks: 2)
    small.switchOff(\.marketImpact)
    small.add("fund", cash: 0, tokens: [1: 100]) {
      $0.externalLiabilities = 80
      $0.behaviour.leverageTarget = LeverageTargeting(
        target: 4, maximum: 6, adjustmentHalfLifeHours: halfLife, isSymmetric: symmetric)
    }
    small.event(.priceMove(asset: 1, fraction: -fall, durationHours: 0))
    return small
  }

  @Test("below the bound nothing is sold; above it, back to the target")
  func bound() throws {
    #expect(try small(fall: 0.0399).world(after: 1).orders.isEmpty)
    let world = try small(fall: 0.05).world(after: 1)
    // Exposure 95, equity 15: 35 more than four times equity.
    #expect(isNear(world.orders.reduce(0) { $0 + $1.units }, -35 / 0.95))
    let after = try small(fall: 0.05).world(after: 2)
    #expect(isNear(after.riskyExposure(0), 60))
    #expect(isNear(after.externalLiabilities[0], 45))
    #expect(isNear(after.equities()[0], 15))
  }

  @Test("a half-life of an hour sells half of it in a tick")
  func halfLife() throws {
    let world = try small(fall: 0.05, halfLife: 1).world(after: 1)
    #expect(isNear(world.orders.reduce(0) { $0 + $1.units }, -17.5 / 0.95))
  }

  @Test("who has lost all equity sells all")
  func insolvent() throws {
    var small = small(fall: 0.3)
    small.switchOff(\.contagion)
    #expect(isNear(try small.world(after: 1).orders.reduce(0) { $0 + $1.units }, -100))
  }

  @Test("only a symmetric target buys when leverage is below it")
  func symmetric() throws {
    var calm = small(fall: -0.5)
    #expect(try calm.world(after: 1).orders.isEmpty)
    // Exposure 150, equity 70: 130 more would be four times equity.
    calm = small(fall: -0.5, symmetric: true)
    #expect(isNear(try calm.world(after: 1).orders.reduce(0) { $0 + $1.units }, 130 / 1.5))
  }

  /// Ten long at 100 on 250 of cash; at 90, exposure 900 on 150 of equity comes down to 600.
  @Test("positions are sold like tokens, against cash that is already there")
  func positions() throws {
    var small = SmallWorld()
    small.switchOff(\.marketImpact, \.initialMargin)
    let exchange = small.addExchange()
    let fund = small.add("fund", cash: 250) {
      $0.behaviour.leverageTarget = LeverageTargeting(
        target: 4, maximum: 5, adjustmentHalfLifeHours: 0, isSymmetric: false)
    }
    small.position(fund, at: exchange, 10)
    small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0))
    let world = try small.finished()
    #expect(areNear(world.orders.map(\.units), [-300.0 / 90]))
    #expect(world.orders.first?.venue == 0)
  }
}
