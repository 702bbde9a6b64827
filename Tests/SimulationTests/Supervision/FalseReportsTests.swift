import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("False reports")
struct MisreportTests {
  /// A fund with equity 20 of 100, which loses 15 at hour two; the threshold is a tenth.
  private func small(_ misreporting: Misreporting? = nil, inspections: Double = 0) -> SmallWorld {
    var small = SmallWorld(ticks: 12)
    small.rules {
      $0.reportingLagHours = 0
      $0.reportingNoise = 0
      $0.enforcementThreshold = 0.1
      $0.enforcementStyle = .adHoc
      $0.enforcementReactionHours = 0
    }
    small.specification.supervision.judgementError = 0
    small.specification.supervision.inspectionsPerYear = inspections
    let fund = small.add("fund") {
      $0.externalAssets = 100
      $0.externalLiabilities = 80
      $0.behaviour.misreporting = misreporting
    }
    small.event(.externalLoss(institution: fund, amount: 15), atHours: 2)
    return small
  }

  /// Inspections at every look, to all purposes.
  private let always = 1e7

  @Test("who overstates its equity hides its breach, and errs the picture by as much as it states")
  func hidden() throws {
    let share = 0.2
    let small = small(Misreporting(overstatement: share))
    let (record, world) = try small.run()
    #expect(world.events(.detection).isEmpty)
    #expect(small.metric("breaches_undetected", record) == 1)
    #expect(isNear(small.metric("picture_error", record) ?? 0, share))
    #expect(small.metric("misreports", record) == 1)
    #expect(small.metric("misreports_found", record) == 0)
    #expect(small.metric("misreport_delay_hours", record) == 12)
  }

  @Test("invented reserves raise both numbers of the report, liabilities left out only one")
  func means() throws {
    for (means, stated) in [
      (Misreporting.Means.liabilities, 0.2 + 0.25), (.reserves, (20 + 25.0) / 125),
    ] {
      let small = small(Misreporting(overstatement: 0.25, means: means))
      #expect(isNear(try small.world().statedRatio(of: 0, equity: 20, assets: 100), stated))
    }
  }

  @Test("who misreports only under stress starts when it is under stress")
  func underStress() throws {
    let small = small(Misreporting(overstatement: 0.2, belowEquityRatio: 0.1))
    let world = try small.finished()
    #expect(world.supervision.misreports.firstTick == [2])
    #expect(world.events(.detection).isEmpty)
    let sound = try self.small(Misreporting(overstatement: 0.2, belowEquityRatio: 0.01)).finished()
    #expect(sound.supervision.misreports.firstTick == [nil])
    #expect(sound.events(.detection).map(\.tick) == [2])
  }

  @Test("an inspection finds a false report, which is acted on as a breach and is no false alarm")
  func inspection() throws {
    let small = small(Misreporting(overstatement: 0.2), inspections: always)
    let (record, world) = try small.run()
    #expect(world.supervision.misreports.foundTick == [0])
    #expect(world.events(.misreportFound).map(\.amount) == [20])
    #expect(world.events(.detection).map(\.tick) == [0])
    #expect(world.events(.supervisoryAction).map(\.tick) == [0])
    #expect(world.supervision.falseAlarms == 0)
    #expect(small.metric("misreport_delay_hours", record) == 0)
    #expect(small.metric("picture_error", record) == 0)
  }

  @Test("an inspection of honest books sees the truth without lag, noise or error of judgement")
  func honest() throws {
    var small = small(inspections: always)
    small.rules {
      $0.reportingLagHours = 8
      $0.reportingNoise = 10
    }
    small.specification.supervision.judgementError = 10
    let world = try small.finished()
    #expect(world.supervision.pictureError == 0)
    #expect(world.events(.detection).map(\.tick) == [2])
    #expect(world.events(.misreportFound).isEmpty)
  }

  @Test("reports that are attested are true")
  func attested() throws {
    var small = small(Misreporting(overstatement: 0.2))
    small.rules { $0.attestation = true }
    #expect(try small.finished().events(.detection).map(\.tick) == [2])
  }
}

/// The closed forms of inspection: Poisson at rate λ, mean lag 1/λ, P(lag > t) = exp(−λt), mean growth of a
/// hidden loss λ/(λ − r); looks at intervals T with reports of age d, mean lag T/2 + d.
@Suite("Lag of detection")
struct DetectionLagTests {
  private static let liars = 250
  private static let replicates = 8

  /// Lags in days until false reports are found that start with the run; those not found in time are left out.
  private func lags(ratePerDay: Double, stepDays: Double) throws -> [Double] {
    var small = SmallWorld(ticks: Int(12 / ratePerDay / stepDays))
    small.specification.clock.tickHours = 24 * stepDays
    small.specification.supervision.intervalHours = 24 * stepDays
    small.specification.supervision.inspectionsPerYear = ratePerDay * 365.25
    small.rules { $0.enforcementStyle = .adHoc }
    small.switchOnOnly(\.supervision)
    for number in 0..<Self.liars {
      small.add("liar\(number)", cash: 1) {
        $0.behaviour.misreporting = Misreporting(overstatement: 0.1)
      }
    }
    var lags: [Double] = []
    for replicate in 0..<Self.replicates {
      var world = try small.simulator(replicate: replicate, checks: false).world
      for tick in 0..<small.specification.clock.ticks { world.step(at: tick) }
      lags += world.supervision.misreports.foundTick.compactMap { $0.map { Double($0) * stepDays } }
    }
    return lags
  }

  /// A rate per day, the mean lag and P(lag > 7 days) of the closed form.
  @Test(
    "inspections at a Poisson rate find false reports after the lag of the closed form",
    arguments: [
      (1.0 / 30, 30.0, 0.7918895663367816), (0.5, 2, 0.0301973834223185),
      (1, 1, 0.0009118819655545162),
    ])
  func poisson(rate: Double, mean: Double, beyondSevenDays: Double) throws {
    let step = rate < 0.1 ? 0.5 : 0.125
    let found = try lags(ratePerDay: rate, stepDays: step)
    let count = Double(Self.liars * Self.replicates)
    // All but exp(−12) of them are found within the run.
    #expect(Double(found.count) > 0.999 * count)
    // A lag is counted to the end of a tick that began up to a step before: half a step on average.
    let deviation = 4 * mean / count.squareRoot()
    #expect(abs(found.reduce(0, +) / count - (mean - step / 2)) < deviation + step * step / mean)
    let late = Double(found.count { $0 > 7 - step / 2 }) / count
    let binomial = 4 * (beyondSevenDays * (1 - beyondSevenDays) / count).squareRoot()
    #expect(abs(late - beyondSevenDays) < max(binomial, 5 / count))
    guard rate == 0.5 else { return }
    // E[exp(L/10)] = 0.5/0.4 = 1.25 with a standard deviation of √(0.5/0.3 − 1.25²) = 0.32.
    let growth = found.reduce(0) { $0 + exp(0.1 * ($1 + step / 2)) } / count
    #expect(abs(growth - 1.25) < 4 * 0.32 / count.squareRoot() + 0.002)
  }

  /// Funds that fall into breach at each of the 20 steps of a day; lag T/2 + d = 2.5 days less half a step,
  /// because what happens in a step is seen at its end.
  @Test(
    "looks once a day at reports two days old find a breach after two days and a half on average")
  func periodic() throws {
    let steps = 20
    var small = SmallWorld(ticks: 5 * steps)
    small.specification.clock.tickHours = 24 / Double(steps)
    small.specification.supervision.intervalHours = 24
    small.specification.supervision.judgementError = 0
    small.rules {
      $0.reportingLagHours = 48
      $0.reportingNoise = 0
      $0.enforcementThreshold = 0.1
      $0.enforcementStyle = .adHoc
    }
    for step in 0..<steps {
      let fund = small.add("fund\(step)") {
        $0.externalAssets = 100
        $0.externalLiabilities = 80
      }
      small.event(
        .externalLoss(institution: fund, amount: 15),
        atHours: 24 * (1 + Double(step) / Double(steps)))
    }
    let (record, _) = try small.run()
    let days = (small.metric("detection_delay_hours", record) ?? 0) / 24
    #expect(isNear(days, 2.5 - 0.5 / Double(steps)))
  }
}
