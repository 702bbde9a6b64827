import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("What authorities see, and when")
struct SightTests {
  /// A fund with equity 20 of 100, which loses 15 at hour two; the threshold is a tenth.
  private func small(
    lag: Double = 0, noise: Double = 0, style: EnforcementStyle = .adHoc
  ) -> SmallWorld {
    var small = SmallWorld(ticks: 12)
    small.rules {
      $0.reportingLagHours = lag
      $0.reportingNoise = noise
      $0.enforcementThreshold = 0.1
      $0.enforcementStyle = style
      $0.enforcementReactionHours = 0
    }
    small.specification.supervision.judgementError = 0
    let fund = small.add("fund") {
      $0.externalAssets = 100
      $0.externalLiabilities = 80
    }
    small.event(.externalLoss(institution: fund, amount: 15), atHours: 2)
    return small
  }

  @Test("without lag and noise the picture is exact, and a breach is detected in its tick")
  func exact() throws {
    let small = small()
    let (record, world) = try small.run()
    #expect(world.supervision.pictures == 12)
    #expect(world.supervision.pictureError == 0)
    #expect(world.supervision.breachTick == [2])
    #expect(world.supervision.detectionTick == [2])
    #expect(small.metric("detection_delay_hours", record) == 0)
    #expect(small.metric("picture_error", record) == 0)
  }

  @Test("a lag delays detection by itself, in hours and not in ticks")
  func lag() throws {
    for hours in [1.0, 3, 4.5] {
      let small = small(lag: hours)
      let (record, world) = try small.run()
      #expect(world.supervision.detectionTick == [2 + Int(hours.rounded(.up))])
      #expect(small.metric("detection_delay_hours", record) == hours.rounded(.up))
    }
    var fine = small(lag: 4.5)
    fine.specification.clock = Clock(tickHours: 0.5, ticks: 24)
    fine.specification.supervision.intervalHours = 0.5
    let (record, _) = try fine.run()
    #expect(fine.metric("detection_delay_hours", record) == 4.5)
  }

  /// A report of three hours ago says 20 of 100 until hour five, when the truth has been 5 of 85 since two.
  @Test("a late report is late in both of its numbers")
  func lateInBoth() throws {
    let world = try small(lag: 3).finished()
    #expect(isNear(world.supervision.pictureError, 3 * (0.2 - 5.0 / 85)))
  }

  @Test("a breach that nobody sees counts to the end of the run")
  func undetected() throws {
    let small = small(lag: 100)
    let (record, _) = try small.run()
    #expect(small.metric("breaches_undetected", record) == 1)
    #expect(small.metric("detection_delay_hours", record) == 10)
  }

  @Test("attestation sees at once and without noise")
  func attestation() throws {
    var small = small(lag: 8, noise: 0.5)
    small.rules { $0.attestation = true }
    let world = try small.finished()
    #expect(world.supervision.pictureError == 0)
    #expect(world.supervision.detectionTick == [2])
  }

  /// Mean of |noise| is σ·√(2/π), within four standard errors of 0.6·σ/√2000.
  @Test("noise has the standard deviation of the rulebook")
  func noise() throws {
    var small = small(noise: 0.1)
    small.specification.events = []
    small.specification.clock.ticks = 2000
    let world = try small.finished()
    let error = world.supervision.pictureError / Double(world.supervision.pictures)
    #expect(abs(error - 0.1 * (2 / Double.pi).squareRoot()) < 4 * 0.06 / 2000.0.squareRoot())
  }

  @Test("sight does not depend on whether institutions behave")
  func withoutBehaviour() throws {
    var small = small()
    small.switchOff(\.behaviour)
    #expect(try small.finished().supervision.detectionTick == [2])
  }

  @Test("authorities look at their interval")
  func interval() throws {
    var small = small()
    small.specification.supervision.intervalHours = 5
    let world = try small.finished()
    #expect(world.supervision.pictures == 3)
    #expect(world.supervision.detectionTick == [5])
  }

  @Test("without supervision nothing is seen and nothing is done")
  func switchedOff() throws {
    var small = small()
    small.switchOff(\.supervision)
    let world = try small.finished()
    #expect(world.supervision.pictures == 0)
    #expect(world.events(.detection).isEmpty)
  }

  /// Equity 15 of 100 in tokens: sound as it stands, five of 100 after a fall of a tenth.
  @Test("principles act on the stressed picture, the letter of the rule on the plain one")
  func stress() throws {
    for (style, detected) in [(EnforcementStyle.principles, true), (.adHoc, false)] {
      var small = SmallWorld()
      small.rules {
        $0.reportingLagHours = 0
        $0.reportingNoise = 0
        $0.enforcementThreshold = 0.1
        $0.enforcementStyle = style
      }
      small.specification.supervision.judgementError = 0
      small.add("fund", tokens: [1: 1]) { $0.externalLiabilities = 85 }
      #expect(try small.finished().events(.detection).isEmpty == !detected)
      small.specification.supervision.stressFraction = 0.049
      #expect(try small.finished().events(.detection).isEmpty)
    }
  }

  /// Linear DebtRank by hand: the fund's distress under stress is 10/15, so a bank with equity 60 and a
  /// claim of 45 on it keeps 60 − 30 = 30, which is 6/31 of its assets of 155.
  @Test("the stressed picture carries losses through the claims that are seen")
  func stressThroughClaims() throws {
    for (threshold, detected) in [(0.193, false), (0.194, true)] {
      var small = SmallWorld()
      small.rules {
        $0.reportingLagHours = 0
        $0.reportingNoise = 0
        $0.enforcementThreshold = threshold
      }
      small.specification.supervision.judgementError = 0
      let fund = small.add("fund", tokens: [1: 1]) { $0.externalLiabilities = 40 }
      let bank = small.add("bank", .lender, cash: 110) { $0.externalLiabilities = 95 }
      small.claim(of: bank, on: fund, 45)
      let seen = try small.finished().events(.detection).map(\.who)
      #expect(seen.contains(bank) == detected)
    }
  }

  @Test("a fund abroad is out of sight of one authority alone, and in sight of recognised partners")
  func perimeter() throws {
    for (coordination, pictures) in [(Coordination.alone, 1), (.memorandum, 2)] {
      var small = SmallWorld(jurisdictions: 2)
      small.rules { $0.reportingNoise = 0 }
      small.recognise(0.5)
      small.regime.coordination = coordination
      small.add("fund", cash: 1)
      #expect(try small.finished().supervision.pictures == pictures)
    }
  }
}
