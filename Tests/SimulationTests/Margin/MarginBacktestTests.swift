import Contagion
import Regimes
import Testing

@testable import Simulation

@Suite("Backtest of margin")
struct MarginBacktestTests {
  /// A member long ten under a margin of 2 %, and falls of 3 % on seven of 250 days, each made good on the next.
  private func year(horizonHours: Double = 24, floor: Double = 0.02) -> SmallWorld {
    var small = SmallWorld(ticks: 250)
    small.specification.clock = Clock(tickHours: 24, ticks: 250)
    small.specification.margin.horizonHours = horizonHours
    small.specification.margin.quantile = 0
    small.switchOff(\.returns)
    small.rules { $0.marginFloorRate = floor }
    small.addExchange()
    let fund = small.add("fund", cash: 1e5)
    small.position(fund, at: 0, 10)
    for number in 0..<7 {
      let day = 24 * Double(1 + 30 * number)
      small.event(.priceMove(asset: 1, fraction: -0.03, durationHours: 0), atHours: day)
      small.event(.priceMove(asset: 1, fraction: 1 / 0.97 - 1, durationHours: 0), atHours: day + 24)
    }
    return small
  }

  /// Basel Committee (1996) and Kupiec (1995): seven exceptions of 250 at 1 % are yellow, with a likelihood
  /// ratio of 5.497.
  @Test("seven days of loss beyond margin in a year are seven exceptions, and a yellow light")
  func trafficLight() throws {
    let small = year()
    let (record, _) = try small.run()
    #expect(record.conservationViolations.isEmpty)
    #expect(small.metric("margin_exceptions", record) == 7)
    let share = try #require(small.metric("margin_exception_share", record))
    #expect(isNear(share, 7.0 / 250))
    let exceptions = Int((share * 250).rounded())
    #expect(backtestZone(exceptions: exceptions) == .yellow)
    let test = CoverageTest(exceptions: exceptions, observations: 250, probability: 0.01)
    #expect(isNear(test.likelihoodRatio, 5.496990447792697))
  }

  @Test("more margin, or a period in which the price comes back, leaves no exception")
  func none() throws {
    for small in [year(floor: 0.04), year(horizonHours: 48 * 10)] {
      #expect(small.metric("margin_exceptions", try small.run().0) == 0)
    }
    var without = year()
    without.switchOff(\.initialMargin)
    #expect(without.metric("margin_exception_share", try without.run().0) == nil)
  }
}
