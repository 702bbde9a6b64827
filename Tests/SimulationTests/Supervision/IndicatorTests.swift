import Contagion
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Stress indicators of authorities")
struct IndicatorTests {
  /// A fund with 100 in tokens that owes 40 outside and 45 to a bank, whose equity is 60 of 155.
  private func small(fundHome: Int = 0, jurisdictions: Int = 1) -> SmallWorld {
    var small = SmallWorld(jurisdictions: jurisdictions)
    small.rules {
      $0.reportingLagHours = 0
      $0.reportingNoise = 0
      $0.enforcementThreshold = 0.25
      $0.enforcementStyle = .principles
    }
    small.specification.supervision.judgementError = 0
    small.add("fund", home: fundHome, tokens: [1: 1]) { $0.externalLiabilities = 40 }
    small.add("bank", .lender, cash: 110) { $0.externalLiabilities = 95 }
    small.claim(of: 1, on: 0, 45)
    return small
  }

  /// After a fall of a tenth the fund has 5 of its 15: marked to market the bank loses 45·10/15 = 30 and
  /// keeps 30 of 155; cleared, it loses nothing, because the fund can pay.
  @Test("marked to market a distressed debtor costs its creditor, cleared only a failed one does")
  func models() throws {
    for (indicator, seen) in [
      (StressIndicator.linearDebtRank, [0, 1]), (.clearing, [0]),
    ] {
      var small = small()
      small.specification.supervision.indicator = indicator
      #expect(try small.finished().events(.detection).map(\.who) == seen)
    }
  }

  /// After a fall to 45 the fund has 5 left beyond its senior debt for the 45 that it owes: the bank keeps
  /// 20 of 155.
  @Test("clearing counts what a failed debtor cannot pay")
  func failedDebtor() throws {
    var small = small()
    small.specification.supervision.indicator = .clearing
    small.specification.supervision.stressFraction = 0.55
    #expect(try small.finished().events(.detection).map(\.who) == [0, 1])
  }

  /// Alone, the authority of the bank does not know to whom it has lent: its error is the bank's 30 of 155;
  /// that of the fund sees the fund as it is.
  @Test("alone an authority misses what comes from abroad, with recognised partners it does not")
  func unseenExposures() throws {
    for (coordination, error) in [(Coordination.alone, 30.0 / 155 / 2), (.memorandum, 0)] {
      var small = small(fundHome: 1, jurisdictions: 2)
      small.recognise(0.9)
      small.regime.coordination = coordination
      let (record, world) = try small.run()
      #expect(isNear(small.metric("stress_picture_error", record) ?? -1, error))
      let seesBank = world.events(.detection).map(\.who).contains(1)
      #expect(seesBank == (coordination == .memorandum))
    }
  }

  @Test("authorities that go by the letter have no stressed picture")
  func letter() throws {
    var small = small()
    small.rules { $0.enforcementStyle = .adHoc }
    let (record, _) = try small.run()
    #expect(small.metric("stress_picture_error", record) == nil)
  }
}
