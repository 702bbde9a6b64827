import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Styles of enforcement, alone and together")
struct StylesTests {
  private static let funds = 400

  /// Funds with this equity of 100 under two authorities, both of which see them; the threshold is a quarter.
  private func small(
    _ style: EnforcementStyle, equity: Double, change: (inout SupervisionSettings) -> Void
  ) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2)
    small.switchOnOnly(\.supervision)
    small.rules {
      $0.reportingLagHours = 0
      $0.reportingNoise = 0
      $0.enforcementThreshold = 0.25
      $0.enforcementStyle = style
      $0.enforcementReactionHours = 0
    }
    small.specification.supervision.judgementError = 0
    change(&small.specification.supervision)
    for number in 0..<Self.funds {
      small.add("fund\(number)") {
        $0.externalAssets = 100
        $0.externalLiabilities = 100 - equity
        $0.operatesIn = [0, 1]
      }
    }
    return small
  }

  /// Whether a share of the funds is this one, within four standard errors.
  private func isShare(_ count: Int, _ share: Double) -> Bool {
    let error = 4 * (share * (1 - share) / Double(Self.funds)).squareRoot()
    return abs(Double(count) / Double(Self.funds) - share) <= error
  }

  @Test("judgement forbears as often as stated, code never")
  func forbearance() throws {
    for (style, share) in [
      (EnforcementStyle.adHoc, 0.3), (.principles, 0.3), (.technical, 0),
    ] {
      let small = small(style, equity: 10) { $0.forbearance = 0.3 }
      let (record, world) = try small.run()
      let forborne = world.supervision.isForborne.count { $0 }
      #expect(isShare(forborne, share))
      #expect(world.supervision.hasActed.count { $0 } == Self.funds - forborne)
      #expect(world.supervision.detectionTick.allSatisfy { $0 == 0 })
      #expect(small.metric("forborne", record) == Double(forborne))
    }
  }

  @Test("forbearance does not wear off with time")
  func lastingForbearance() throws {
    var small = small(.adHoc, equity: 10) { $0.forbearance = 0.3 }
    let first = try small.finished().supervision.isForborne
    small.specification.clock.ticks = 5
    #expect(try small.finished().supervision.isForborne == first)
  }

  /// Two authorities with wrong code in a quarter of cases: both miss 1/16, and 1/4 where the draw is common.
  @Test("code of one standard errs for all its adopters at once, and as often as any other")
  func ruleErrors() throws {
    for (commonality, standards, share) in [
      (0.0, 1, 1.0 / 16), (1, 1, 0.25), (1, 2, 1.0 / 16),
    ] {
      var small = small(.technical, equity: 10) { $0.ruleErrorRate = 0.25 }
      small.regime.commonality = commonality
      if standards == 2 {
        small.specification.jurisdictions[1].rulebook.contractStandard = "other"
      }
      let (record, world) = try small.run()
      #expect(isShare(world.supervision.hasActed.count { !$0 }, share))
      let missed = world.supervision.hasActed.count { !$0 }
      #expect(small.metric("breaches_undetected", record) == Double(missed))
    }
    for commonality in [0.0, 1] {
      var small = small(.technical, equity: 10) { $0.ruleErrorRate = 0.25 }
      small.regime.commonality = commonality
      for i in small.specification.institutions.indices {
        small.specification.institutions[i].operatesIn = [0]
      }
      let world = try small.finished()
      #expect(isShare(world.supervision.hasActed.count { !$0 }, 0.25))
    }
  }

  /// Funds one standard deviation of judgement below the threshold: one authority misses Φ(−1) = 0.1587, two
  /// on their own its square, a college with one error as many as one.
  @Test("a college fails to act together where solitary authorities seldom all fail")
  func commonFailure() throws {
    let miss = 0.15865525393145707
    for (coordination, share) in [
      (Coordination.alone, miss * miss), (.college(delayHours: 0, quorum: 1), miss),
    ] {
      var small = small(.adHoc, equity: 23) { $0.judgementError = 0.02 }
      small.regime.coordination = coordination
      let world = try small.finished()
      #expect(isShare(world.supervision.hasActed.count { !$0 }, share))
      #expect(world.supervision.falseAlarms == 0)
    }
  }

  /// A sound debtor that is frozen by mistake when its depositors call.
  @Test("false alarms are counted, and cost what measures cost")
  func falseAlarms() throws {
    for (rate, alarms) in [(1.0, 1.0), (0, 0)] {
      var small = SmallWorld(ticks: 4)
      small.rules {
        $0.reportingLagHours = 0
        $0.reportingNoise = 0
        $0.enforcementStyle = .technical
        $0.powers = [.freeze]
      }
      small.specification.supervision.falsePositivePerHour = rate
      small.add("debtor", cash: 100)
      small.add("depositor", .lender, home: 0)
      small.claim(of: 1, on: 0, 50, layer: .deposits)
      small.specification.institutions[1].operatesIn = []
      small.event(.run(debtor: 0, fraction: 1), atHours: 2)
      let (record, world) = try small.run()
      #expect(small.metric("false_alarms", record) == alarms)
      #expect(small.metric("defaults_illiquid", record) == alarms)
      #expect(isNear(world.equities()[1], alarms > 0 ? 50 * 0.4 : 50))
    }
  }
}
