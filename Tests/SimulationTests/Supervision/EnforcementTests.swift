import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("What authorities do")
struct EnforcementTests {
  /// A fund in breach from hour one on, seen at once by the authority of j0 and, where it operates in j1,
  /// by that of j1 ten hours later.
  private func small(
    powers: [SupervisoryPower] = SupervisoryPower.allCases, reaction: Double = 0,
    style: EnforcementStyle = .adHoc, places: [Int] = [0]
  ) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2, ticks: 20)
    small.rules {
      $0.reportingLagHours = 0
      $0.reportingNoise = 0
      $0.enforcementThreshold = 0.1
      $0.enforcementStyle = style
      $0.enforcementReactionHours = reaction
      $0.powers = powers
    }
    small.specification.jurisdictions[1].rulebook.reportingLagHours = 10
    small.specification.supervision.judgementError = 0
    small.specification.supervision.measureHours = 3
    let fund = small.add("fund") {
      $0.externalAssets = 100
      $0.externalLiabilities = 80
      $0.operatesIn = places
    }
    small.event(.externalLoss(institution: fund, amount: 15), atHours: 1)
    return small
  }

  @Test("an authority acts after its reaction time, code at once")
  func reaction() throws {
    for (style, hours, tick) in [
      (EnforcementStyle.adHoc, 0.0, 1), (.adHoc, 4, 5), (.principles, 2.5, 4), (.technical, 4, 1),
    ] {
      let world = try small(reaction: hours, style: style).finished()
      #expect(world.events(.supervisoryAction).map(\.tick) == [tick])
      #expect(world.supervision.falseAlarms == 0)
    }
  }

  @Test("each power does what it says, for as long as measures stand, and none without being given")
  func powers() throws {
    let all = try small().world(after: 2)
    #expect(all.standing[0].marginAddOn == 1.25)
    #expect(all.standing[0].frozenUntil == 4)
    #expect(all.isFenced(0, institution: 0))
    #expect(!all.isFenced(1, institution: 0))
    #expect(try !small().world(after: 5).isFenced(0, institution: 0))
    let none = try small(powers: []).world(after: 2)
    #expect(none.standing[0].marginAddOn == 1)
    #expect(none.standing[0].frozenUntil == 0)
    #expect(!none.isFenced(0, institution: 0))
    #expect(none.events(.supervisoryAction).count == 1)
  }

  @Test("an institution is acted against once")
  func once() throws {
    #expect(try small().finished().events(.supervisoryAction).count == 1)
  }

  @Test(
    "a college waits for its quorum and then for its delay",
    arguments: [(0.5, 2.0, 3), (0.6, 2, 13), (1, 0, 11), (0.5, 0, 1)])
  func college(quorum: Double, delay: Double, tick: Int) throws {
    var small = small(places: [0, 1])
    small.regime.coordination = .college(delayHours: delay, quorum: quorum)
    #expect(try small.finished().events(.supervisoryAction).map(\.tick) == [tick])
  }

  @Test("alone, one authority that sees the breach is enough")
  func alone() throws {
    #expect(try small(places: [0, 1]).finished().events(.supervisoryAction).map(\.tick) == [1])
  }

  /// Two authorities look at 400 funds that are exactly at the threshold.
  ///
  /// Alone, one of them errs in 3/4 of the cases, in a college both or none in 1/2; four standard errors.
  @Test("a college has one error of judgement, solitary authorities each their own")
  func judgement() throws {
    for (coordination, share) in [
      (Coordination.alone, 0.75), (.college(delayHours: 0, quorum: 1), 0.5),
    ] {
      var small = SmallWorld(jurisdictions: 2)
      small.switchOnOnly(\.supervision)
      small.rules {
        $0.reportingLagHours = 0
        $0.reportingNoise = 0
        $0.enforcementThreshold = 0.25
        $0.enforcementStyle = .adHoc
        $0.enforcementReactionHours = 0
      }
      small.specification.supervision.judgementError = 0.02
      small.regime.coordination = coordination
      for number in 0..<400 {
        small.add("fund\(number)") {
          $0.externalAssets = 4
          $0.externalLiabilities = 3
          $0.operatesIn = [0, 1]
        }
      }
      let world = try small.world(after: 1)
      #expect(abs(Double(world.supervision.falseAlarms) / 400 - share) < 0.1)
    }
  }

  /// 400 sound funds, one look: binomial with four standard errors of 0.015.
  @Test("code has its rate of false positives, which act; judgement without error has none")
  func falsePositives() throws {
    for (style, share) in [(EnforcementStyle.technical, 0.1), (.adHoc, 0)] {
      var small = SmallWorld()
      small.switchOnOnly(\.supervision)
      small.rules {
        $0.reportingLagHours = 0
        $0.reportingNoise = 0
        $0.enforcementStyle = style
        $0.powers = [.freeze]
      }
      small.specification.supervision.judgementError = 0
      small.specification.supervision.falsePositivePerHour = 0.1
      for number in 0..<400 { small.add("fund\(number)", cash: 1) }
      let world = try small.world(after: 1)
      let alarms = world.supervision.falseAlarms
      #expect(abs(Double(alarms) / 400 - share) < 0.06)
      #expect(world.events(.falseAlarm).count == alarms)
      #expect(world.standing.count { $0.frozenUntil > 0 } == alarms)
    }
  }
}
