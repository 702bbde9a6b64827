import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

/// A world in which the authority of j0 acts at hour one, with the powers given and no other.
func watched(
  _ powers: [SupervisoryPower], jurisdictions: Int = 1, ticks: Int = 8, threshold: Double = 0.1
) -> SmallWorld {
  var small = SmallWorld(jurisdictions: jurisdictions, ticks: ticks)
  small.rules {
    $0.reportingLagHours = 0
    $0.reportingNoise = 0
    $0.enforcementThreshold = threshold
    $0.enforcementStyle = .adHoc
    $0.enforcementReactionHours = 0
  }
  small.specification.jurisdictions[0].rulebook.powers = powers
  small.specification.supervision.judgementError = 0
  small.specification.supervision.measureHours = 100
  small.switchOff(\.marketImpact)
  return small
}

@Suite("Powers: margin, freeze and fences")
struct WallsTests {
  @Test("a margin add-on multiplies what is asked of the institution, and of nobody else")
  func marginAddOn() throws {
    for (powers, factor) in [([SupervisoryPower.marginAddOn], 1.25), ([], 1)] {
      var small = watched(powers)
      let exchange = small.addExchange()
      for (name, quantity) in [("weak", 2.0), ("sound", -2)] {
        let fund = small.add(name, cash: 100) {
          $0.externalAssets = 30
          $0.externalLiabilities = 100
        }
        small.position(fund, at: exchange, quantity)
      }
      small.event(.externalLoss(institution: 1, amount: 25), atHours: 1)
      let before = try small.world()
      let after = try small.world(after: 3)
      for (fund, expected) in [(1, factor), (2, 1)] {
        let asked = before.requirement(of: fund, at: exchange)
        #expect(asked > 0)
        #expect(isNear(after.requirement(of: fund, at: exchange), expected * asked))
      }
    }
  }

  /// A solvent debtor with 100 in cash whose depositors call 50 at hour three.
  private func called(_ powers: [SupervisoryPower], depositor: Int = 0) -> SmallWorld {
    var small = watched(powers, jurisdictions: 2)
    small.add("debtor", cash: 100) {
      $0.operatesIn = [0, 1]
      $0.externalAssets = 100
      $0.externalLiabilities = 120
    }
    small.add("depositor", .lender, home: depositor, cash: 10)
    small.claim(of: 1, on: 0, 50, layer: .deposits)
    small.event(.externalLoss(institution: 0, amount: 15), atHours: 1)
    small.event(.run(debtor: 0, fraction: 1), atHours: 3)
    return small
  }

  @Test("a freeze keeps a solvent debtor from paying, and it fails; without the power it pays")
  func freeze() throws {
    for (powers, failures) in [([SupervisoryPower.freeze], 1.0), ([], 0)] {
      let small = called(powers)
      let (record, world) = try small.run()
      #expect(record.conservationViolations.isEmpty)
      #expect(small.metric("defaults_illiquid", record) == failures)
      #expect(world.claims.face(.arrears, creditor: 1, debtor: 0) == 50 * failures)
    }
  }

  @Test("a ring-fence keeps cash from a creditor abroad, not from one inside")
  func fencedCash() throws {
    for (powers, home, blocked) in [
      ([SupervisoryPower.ringFence], 1, true), ([.ringFence], 0, false), ([], 1, false),
    ] {
      let small = called(powers, depositor: home)
      let (record, _) = try small.run()
      #expect(record.conservationViolations.isEmpty)
      #expect((small.metric("transfers_blocked", record) ?? 0 > 0) == blocked)
      #expect(small.metric("defaults_illiquid", record) == (blocked ? 1 : 0))
    }
  }

  /// A debtor with 30 in zone 0 and 10 in zone 1, owing 20 in zone 0 and 60 in zone 1, is fenced at hour one
  /// and fails at hour three with half of what it owes.
  private func estate(_ powers: [SupervisoryPower], keepsLossesOut: Bool) -> SmallWorld {
    var small = watched(powers, jurisdictions: 2, threshold: 0.3)
    small.switchOff(\.payments)
    small.specification.contagion.valuation = .eisenbergNoe
    small.specification.supervision.ringFenceKeepsLossesOut = keepsLossesOut
    small.add("debtor", cash: 30) {
      $0.operatesIn = [0, 1]
      $0.holdings.append(Holding(jurisdiction: 1, asset: 0, units: 10))
      $0.externalAssets = 100
    }
    small.add("local") { $0.externalAssets = 10 }
    small.add("abroad", home: 1) { $0.externalAssets = 100 }
    small.claim(of: 1, on: 0, 20)
    small.claim(of: 2, on: 0, 60)
    small.event(.externalLoss(institution: 0, amount: 40), atHours: 1)
    small.event(.externalLoss(institution: 0, amount: 60), atHours: 3)
    return small
  }

  /// Inside, 20 of the 30 that lie there are paid in full, outside gets the other 20, not 10 and 30.
  @Test("a ring-fence that keeps losses out serves those inside first; the sum is the same")
  func fencedLosses() throws {
    for (powers, keeps, values, kept) in [
      ([SupervisoryPower.ringFence], true, [20.0, 20], 10.0),
      ([.ringFence], false, [10, 30], 0), ([], true, [10, 30], 0),
    ] {
      let small = estate(powers, keepsLossesOut: keeps)
      let (record, world) = try small.run()
      #expect(record.conservationViolations.isEmpty)
      #expect(areNear([world.claimValue(of: 1, on: 0), world.claimValue(of: 2, on: 0)], values))
      #expect(isNear(small.metric("losses_kept_out", record) ?? -1, kept))
    }
  }

  /// The loss of the debtor after the fence is 60 − 40 that its creditors bear; of them the fence moves ten
  /// abroad: 0 + 20 inside becomes 40 outside.
  @Test("what a wall keeps out it leaves to others: more of the loss is abroad")
  func externality() throws {
    let fenced = estate([.ringFence], keepsLossesOut: true)
    let open = estate([.ringFence], keepsLossesOut: false)
    func abroad(_ small: SmallWorld) throws -> Double {
      let (record, _) = try small.run()
      return try #require(small.metric("measure_loss_abroad", record))
    }
    // Inside: the debtor's 60 and the local creditor's loss; outside the other creditor's.
    #expect(isNear(try abroad(fenced), 40.0 / 60))
    #expect(isNear(try abroad(open), 30.0 / 70))
  }

  @Test("a host with the power has its own fence, only where fences keep losses out")
  func hosts() throws {
    for keeps in [true, false] {
      var small = estate([], keepsLossesOut: keeps)
      small.specification.jurisdictions[1].rulebook.powers = [.ringFence]
      let world = try small.world(after: 2)
      #expect(world.isFenced(1, institution: 0) == keeps)
      #expect(!world.isFenced(0, institution: 0))
      // The ten in zone 1 serve zone 1 first, which leaves 30 to share 20 : 50.
      let value = try small.finished().claimValue(of: 1, on: 0)
      #expect(isNear(value, keeps ? 30.0 * 20 / 70 : 10))
    }
  }

  @Test("territorial law is a wall as well: it keeps as much out, without any measure")
  func law() throws {
    var small = estate([], keepsLossesOut: false)
    small.rules { $0.insolvency = .territorial }
    let (record, _) = try small.run()
    #expect(isNear(small.metric("losses_kept_out", record) ?? -1, 10))
  }
}
