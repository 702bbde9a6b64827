import Contagion
import Glibc
import Hashing
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Embedded supervision")
struct AttestationTests {
  /// An exchange with equity of 100 that owes ten each to sixty clients, half of them long.
  private func small(
    samples: Int = 10, misreporting: Misreporting? = nil, ticks: Int = 1, interval: Double = 1
  ) -> SmallWorld {
    var small = SmallWorld(ticks: ticks)
    small.switchOff(\.marketImpact)
    small.rules {
      $0.attestation = true
      $0.attestationsPerDay = 24 / interval
      $0.proofSamples = Double(samples)
      $0.enforcementThreshold = 0.1
      $0.enforcementStyle = .adHoc
      $0.enforcementReactionHours = 0
    }
    small.specification.supervision.judgementError = 0
    let exchange = small.addExchange(cash: 100) { $0.ownFund = 0 }
    small.specification.institutions[exchange].behaviour.misreporting = misreporting
    for number in 0..<60 {
      small.specification.marginAccounts.append(
        venue: exchange, asset: 1, quantity: number % 2 == 0 ? 0.2 : -0.2, entryPrice: 100,
        margin: 10, jurisdiction: 0, client: .retail)
    }
    return small
  }

  private let clients = 60.0
  private let owed = 600.0

  private func commitment(_ world: World) throws -> VenueCommitment {
    try #require(world.supervision.attestation.commitments[0])
  }

  /// What is attested of the accounts, at the present level of gains.
  private func attested(_ world: World) throws -> Double {
    try commitment(world).debt(ofTree: 0, atLevel: world.accounts.level[0])
  }

  @Test("an honest venue attests what it owes, at every mark, and is never found wanting")
  func honest() throws {
    var small = small(samples: 60, ticks: 5)
    small.event(.priceMove(asset: 1, fraction: -0.2, durationHours: 0), atHours: 1)
    small.event(.priceMove(asset: 1, fraction: 0.3, durationHours: 0), atHours: 3)
    for ticks in 1...5 {
      let world = try small.world(after: ticks)
      // Sixty roundings of 600·2⁻⁴⁰, and those of 0.2-unit positions at a move of 30.
      #expect(isNear(try attested(world), world.accounts.marginOfVenue[0], within: 1e-9))
      #expect(world.supervision.attestation.failedProofs == 0)
    }
    let (record, world) = try small.run()
    #expect(record.conservationViolations.isEmpty)
    #expect(small.metric("attestations", record) == 5)
    #expect(world.supervision.attestation.proofs == 5 * 60)
    #expect(world.events(.misreportFound).isEmpty)
  }

  @Test("prices alone change no leaf; whoever is closed out changes one")
  func changedLeaves() throws {
    var small = small(ticks: 4)
    small.event(.priceMove(asset: 1, fraction: -0.02, durationHours: 0), atHours: 1)
    small.event(.priceMove(asset: 1, fraction: 0.03, durationHours: 0), atHours: 2)
    let quiet = try small.finished()
    let leaves = 60
    #expect(quiet.supervision.attestation.leavesUpdated == leaves)
    // As many hashes as leaves, and as pairs above them.
    #expect(quiet.supervision.attestation.hashes == 60 + 59)
    // One client has a hundredth of its notional left after a fall of 2 %, half the maintenance.
    small.specification.marginAccounts.margin[0] = 20 * 0.0225
    let busy = try small.finished()
    #expect(busy.tally.liquidatedAccounts == 1)
    #expect(busy.supervision.attestation.leavesUpdated == leaves + 1)
    #expect(busy.supervision.attestation.hashes <= 119 + 7)
  }

  /// 1 − C(n − m, k)/C(n, k) by its product.
  private func chance(of population: Int, leftOut: Int, samples: Int) -> Double {
    1
      - (0..<samples).reduce(1.0) { product, drawn in
        product * Double(max(0, population - leftOut - drawn)) / Double(population - drawn)
      }
  }

  /// 600 worlds a sample size; within four standard errors.
  @Test(
    "who leaves clients out is found as often as the proofs imply: 1 − C(n − m, k)/C(n, k)",
    arguments: [1, 5, 20])
  func probability(samples: Int) throws {
    let replicates = 600
    let small = small(samples: samples, misreporting: Misreporting(overstatement: 0.05))
    var found = 0.0
    var expected = 0.0
    var variance = 0.0
    for replicate in 0..<replicates {
      var world = try small.simulator(replicate: replicate, checks: false).world
      world.step(at: 0)
      let leftOut = Int(((owed - (try attested(world))) / 10).rounded())
      // 35 of 600 owed, of 60 leaves: four.
      #expect(leftOut == 4)
      let share = chance(of: 60, leftOut: leftOut, samples: samples)
      expected += share
      variance += share * (1 - share)
      found += world.supervision.misreports.foundTick[0] == nil ? 0 : 1
    }
    #expect(abs(found - expected) < 4 * variance.squareRoot())
    #expect(found > 0)
  }

  @Test("without proofs who leaves clients out is never found, with all of them always")
  func extremes() throws {
    for (samples, isFound) in [(0, false), (60, true)] {
      let small = small(samples: samples, misreporting: Misreporting(overstatement: 0.05))
      let (record, world) = try small.run()
      #expect((world.supervision.misreports.foundTick[0] != nil) == isFound)
      #expect(small.metric("misreports_found", record) == (isFound ? 1 : 0))
      #expect(world.events(.supervisoryAction).count == (isFound ? 1 : 0))
      #expect(world.supervision.falseAlarms == 0)
    }
  }

  @Test("invented reserves are found without any proof: they are looked up")
  func reserves() throws {
    let world = try small(
      samples: 0, misreporting: Misreporting(overstatement: 0.05, means: .reserves)
    ).finished()
    #expect(world.supervision.misreports.foundTick == [0])
    #expect(world.events(.misreportFound).map(\.amount) == [35])
    #expect(try attested(world) == owed)
  }

  @Test(
    "what is left out hides a breach until it is found, and the truth is attested from then on")
  func hiddenBreach() throws {
    for (samples, detected) in [(0, false), (60, true)] {
      var small = small(
        samples: samples, misreporting: Misreporting(overstatement: 0.1, belowEquityRatio: 0.1),
        ticks: 4)
      small.event(.externalLoss(institution: 0, amount: 60), atHours: 1)
      let world = try small.finished()
      #expect(world.supervision.breachTick == [1])
      #expect(world.supervision.detectionTick == [detected ? 1 : nil])
      let isTrue = abs(try attested(world) - owed) < 1e-6
      #expect(isTrue == detected)
    }
  }

  @Test("what is attested reaches authorities at once, and stays as it is to the next commitment")
  func interval() throws {
    for (interval, tick) in [(1.0, 2), (3, 3), (5, 5)] {
      var small = small(ticks: 8, interval: interval)
      small.rules {
        $0.reportingLagHours = 100
        $0.reportingNoise = 10
      }
      small.event(.externalLoss(institution: 0, amount: 60), atHours: 2)
      let world = try small.finished()
      #expect(world.supervision.detectionTick == [tick])
    }
  }

  @Test("no venue commits where no rulebook asks for it, or no terms are set")
  func absent() throws {
    var small = small(ticks: 3)
    small.rules { $0.attestation = false }
    #expect(try small.finished().supervision.attestation.attestations == 0)
    small.rules { $0.attestation = true }
    small.rules { $0.attestationsPerDay = 0 }
    let (record, world) = try small.run()
    #expect(world.supervision.attestation.attestations == 0)
    #expect(small.metric("attestation_leaves", record) == 0)
  }

  @Test(
    "the most demanding of a venue's authorities decides, and one without the rule asks nothing")
  func authorities() throws {
    var small = SmallWorld(jurisdictions: 2, ticks: 8)
    small.addExchange(cash: 100)
    for (j, perDay) in [(0, 6.0), (1, 12)] {
      small.specification.jurisdictions[j].rulebook.attestation = true
      small.specification.jurisdictions[j].rulebook.attestationsPerDay = perDay
    }
    #expect(try small.finished().supervision.attestation.attestations == 2)
    small.specification.institutions[0].operatesIn = [0, 1]
    #expect(try small.finished().supervision.attestation.attestations == 4)
    small.specification.jurisdictions[1].rulebook.attestation = false
    #expect(try small.finished().supervision.attestation.attestations == 2)
  }

  @Test("depositors and members are leaves too")
  func institutions() throws {
    var small = small(samples: 100)
    small.add("lender", .lender)
    small.claim(of: 1, on: 0, 40, layer: .deposits)
    small.add("member", cash: 500) {
      $0.prefunding = [Prefunding(clearer: 0, margin: 30, defaultFund: 5)]
    }
    let world = try small.finished()
    #expect(isNear(try commitment(world).debt(ofTree: 1), 75, within: 1e-9))
    #expect(world.supervision.attestation.failedProofs == 0)
  }

  @Test("nonces differ by run: the same balances do not have the same root twice")
  func nonces() throws {
    let roots = try (0..<2).map { replicate in
      var world = try small().simulator(replicate: replicate).world
      world.step(at: 0)
      return try commitment(world).trees[0].root
    }
    #expect(roots[0] != roots[1])
  }
}
