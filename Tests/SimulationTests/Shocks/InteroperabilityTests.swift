import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Transfers between zones: finality and failing messages")
struct InteroperabilityTests {
  /// A fund with 100 in zone 1 that owes 60 to a lender in zone 0, which calls it at once.
  private func small(recognition: Double = 0.5, ticks: Int = 8) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2, ticks: ticks)
    small.recognise(recognition)
    small.specification.contagion.graceHours = 100
    let fund = small.add("fund", home: 0) {
      $0.operatesIn = [0, 1]
      $0.holdings = [Holding(jurisdiction: 1, asset: 0, units: 100)]
    }
    let lender = small.add("lender", .lender, home: 0)
    small.claim(of: lender, on: fund, 60, layer: .deposits)
    small.event(.run(debtor: fund, fraction: 1))
    return small
  }

  /// The tick in which the lender has its money.
  private func paidAt(_ small: SmallWorld) throws -> Int? {
    var world = try small.world()
    for tick in 0..<small.specification.clock.ticks {
      world.step(at: tick)
      if isNear(world.holdings[1, 0, 0], 60) { return tick }
    }
    return nil
  }

  @Test("finality is waited for after the delay, as far as zones do not recognise each other")
  func finality() throws {
    var small = small()
    #expect(try paidAt(small) == 0)
    small.regime.settlementDelayHours = 2
    #expect(try paidAt(small) == 1)
    small.regime.interoperability.finalityHours = 4
    #expect(try paidAt(small) == 3)
    small.recognise(0)
    #expect(try paidAt(small) == 6)
    small.recognise(0.999999)
    #expect(try paidAt(small) == 2)
  }

  @Test("a message that fails returns after the timeout, and the books balance")
  func failure() throws {
    var small = small(recognition: 0, ticks: 3)
    small.regime.interoperability.messageFailure = 1
    small.regime.interoperability.messageTimeoutHours = 3
    let world = try small.finished()
    #expect(isNear(world.tally.transfersFailed, 60))
    #expect(world.holdings[1, 0, 0] == 0)
    #expect(world.transfers.count == 1)
    #expect(isNear(world.claims.face(.arrears, creditor: 1, debtor: 0), 60))
    small.specification.clock.ticks = 4
    let back = try small.finished()
    #expect(isNear(back.tally.transfersFailed, 120))
  }

  /// 600 hours with one transfer each; four standard errors of the share that fails.
  @Test(
    "messages fail with f·(1 − ρ)·audit scale, and alike in every replicate of the luck",
    arguments: [(0.3, 0.0, 1.0), (0.3, 0.5, 1.0), (0.3, 0.0, 2.0), (0.3, 0.0, 0.0)])
  func probability(failure: Double, recognition: Double, scale: Double) throws {
    var small = small(recognition: recognition)
    small.regime.interoperability.messageFailure = failure
    small.specification.jurisdictions[1].rulebook.auditHazardScale = scale
    small.specification.jurisdictions[0].rulebook.auditHazardScale = scale / 2
    var world = try small.world()
    var failed = 0
    for tick in 0..<600 {
      world.tick = tick
      let fails = world.messageFails(of: 0, from: 0, to: 1)
      #expect(fails == world.messageFails(of: 0, from: 0, to: 1))
      failed += fails ? 1 : 0
    }
    let expected = failure * (1 - recognition) * scale
    let error = (expected * (1 - expected) / 600).squareRoot()
    #expect(abs(Double(failed) / 600 - expected) <= 4 * error)
  }

  @Test("with full commonality the messages of everybody fail together, alone they do not")
  func commonality() throws {
    func together(_ commonality: Double) throws -> Bool {
      var small = small(recognition: 0)
      small.regime.interoperability.messageFailure = 0.5
      small.regime.commonality = commonality
      var world = try small.world()
      return (0..<50).allSatisfy {
        world.tick = $0
        return world.messageFails(of: 0, from: 0, to: 1)
          == world.messageFails(of: 1, from: 0, to: 1)
      }
    }
    #expect(try together(1))
    #expect(try !together(0))
  }

  /// The fund fails while 60 are on their way from zone 1 to zone 0.
  @Test("a default before finality undoes a transfer: the units are in the estate they came from")
  func undone() throws {
    func cash(finality: Double) throws -> [Double] {
      var small = small(recognition: 0, ticks: 2)
      small.regime.settlementDelayHours = 3
      small.regime.interoperability.finalityHours = finality
      small.event(.externalLoss(institution: 0, amount: 90), atHours: 1)
      let world = try small.finished()
      #expect(world.standing[0].isInDefault)
      return [world.holdings[0, 0, 0], world.holdings[0, 1, 0], world.tally.transfersUndone]
    }
    #expect(areNear(try cash(finality: 2), [0, 100, 60]))
    #expect(areNear(try cash(finality: 0), [0, 40, 0]))
  }
}
