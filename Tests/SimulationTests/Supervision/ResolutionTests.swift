import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Powers: geofence, deleveraging, wind-down, support")
struct ResolutionTests {
  /// An exchange at home in j0 with a pair of clients in each of two jurisdictions, and a fund in each.
  private func exchange(
    _ home: [SupervisoryPower], host: [SupervisoryPower], cash: Double = 50
  ) -> SmallWorld {
    var small = watched(home, jurisdictions: 2, ticks: 4)
    small.specification.jurisdictions[1].rulebook.powers = host
    small.specification.jurisdictions[1].rulebook.reportingLagHours = 100
    let exchange = small.addExchange(cash: cash) { $0.ownFund = 0 }
    small.specification.institutions[exchange].externalAssets = 100
    small.specification.institutions[exchange].externalLiabilities = 100
    small.specification.institutions[exchange].operatesIn = [0, 1]
    for (home, quantity) in [(0, 1.0), (1, -1)] {
      let fund = small.add("fund\(home)", home: home, cash: 500)
      small.position(fund, at: exchange, quantity)
      for side in [1.0, -1] {
        small.specification.marginAccounts.append(
          venue: exchange, asset: 1, quantity: 2 * side, entryPrice: 100, margin: 40,
          jurisdiction: home, client: .retail)
      }
    }
    small.event(.externalLoss(institution: exchange, amount: 25), atHours: 1)
    return small
  }

  @Test("a geofence sends the clients of its own jurisdiction away with their money, and no others")
  func geofence() throws {
    let small = exchange([], host: [.geofence])
    let (record, world) = try small.run()
    #expect(record.conservationViolations.isEmpty)
    for m in 0..<4 {
      let leaves = world.accounts.jurisdiction[m] == 1
      #expect(abs(world.accounts.quantity[m]) == (leaves ? 0 : 2))
      #expect(world.accounts.margin[m] == (leaves ? 0 : 40))
    }
    #expect(world.positions[1, 0, 1] == 1)
    #expect(world.positions[2, 0, 1] == 0)
    #expect(world.tally.liquidatedAccounts == 0)
    #expect(small.metric("clients_shut_out", record) == 400)
    // What they took along is not lost: the loss is what was written off.
    #expect(isNear(small.metric("system_loss", record) ?? 0, 25))
    #expect(isNear(small.metric("client_loss", record) ?? -1, 0))
    #expect(world.holdings[0, 0, 0] == 50 + 80)
  }

  /// A long position that has lost more than the margin on it, and a short one that has gained as much.
  @Test("a cross-margin account leaves with its gains less its losses, and owes nothing afterwards")
  func crossAccountLeaves() throws {
    var small = SmallWorld(tokens: [("btc", 100), ("eth", 100)])
    small.switchOff(\.marketImpact)
    let exchange = small.addExchange(cash: 100) { $0.ownFund = 0 }
    small.specification.marginAccounts.appendCross(
      venue: exchange,
      contracts: [
        (asset: 1, entryPrice: 100, quantities: [1.0]),
        (asset: 2, entryPrice: 100, quantities: [-1.0]),
      ], margin: [10], jurisdiction: 0, client: .retail, closing: .worstFirst)
    for asset in 1...2 {
      small.event(.priceMove(asset: asset, fraction: -0.15, durationHours: 0))
    }
    var world = try small.finished()
    let before = world.holdings[world.layout.outside, 0, 0]
    world.releaseClients(ofVenue: 0, share: 1)
    #expect(isNear(world.holdings[world.layout.outside, 0, 0] - before, 10))
    #expect(world.accounts.quantity == [0, 0])
    for segment in world.accounts.segments {
      #expect(abs(world.accounts.margin(of: segment.range.lowerBound, in: segment)) < 1e-12)
    }
  }

  @Test("without the power nobody leaves, and clients at home stay when a host shuts its own out")
  func open() throws {
    let small = exchange([], host: [])
    let (record, world) = try small.run()
    #expect(world.accounts.quantity.allSatisfy { abs($0) == 2 })
    #expect(small.metric("clients_shut_out", record) == 0)
  }

  @Test("a venue pays leavers as far as it has cash; the rest stays theirs at the venue")
  func shortOfCash() throws {
    var small = exchange([.freeze], host: [.geofence])
    let frozen = try small.finished()
    #expect(frozen.accounts.marginOfVenue == [160])
    #expect(frozen.accounts.quantity.filter { $0 != 0 }.count == 2)
    small = exchange([], host: [.geofence])
    small.specification.institutions[0].externalAssets = 400
    small.specification.institutions[0].externalLiabilities = 200
    small.event(.exploit(institution: 0, fraction: 0.9), atHours: 1)
    // Of 210 in cash 21 are left at the moment of the measure, for leavers with 80.
    let world = try small.world(after: 2)
    #expect(isNear(world.accounts.marginOfVenue[0], 160 - 21))
    #expect(isNear(world.holdings[0, 0, 0], 0))
  }

  @Test("while a geofence stands nobody behind it opens a position")
  func keptOut() throws {
    var small = exchange([], host: [.geofence])
    small.specification.institutions[2].behaviour.leverageTarget = LeverageTargeting(
      target: 3, maximum: 4, adjustmentHalfLifeHours: 0, isSymmetric: true)
    #expect(try small.finished().positions[2, 0, 1] == 0)
    small.specification.jurisdictions[1].rulebook.powers = []
    #expect(try small.finished().positions[2, 0, 1] < -1)
  }

  /// A fund with two tokens of 100, 20 outside and a debt of 180 loses the 20: its equity of 20 of 200 is
  /// under 0.15, and may carry 20/0.15 of tokens.
  private func levered(_ powers: [SupervisoryPower]) -> SmallWorld {
    var small = watched(powers, threshold: 0.15)
    small.add("fund", tokens: [1: 2]) {
      $0.externalAssets = 20
      $0.externalLiabilities = 180
    }
    small.event(.externalLoss(institution: 0, amount: 20), atHours: 1)
    return small
  }

  @Test("forced deleveraging brings exposure over equity to one over the required ratio")
  func deleveraging() throws {
    let world = try levered([.forcedDeleveraging]).finished()
    #expect(isNear(world.riskyExposure(0), 20 / 0.15))
    #expect(isNear(world.externalLiabilities[0], 180 - (200 - 20 / 0.15)))
    #expect(isNear(world.equities()[0], 20))
    #expect(try levered([]).finished().holdings[0, 0, 1] == 2)
  }

  @Test("what one institution is made to sell moves the price for all")
  func deleveragingImpact() throws {
    func fall(_ powers: [SupervisoryPower]) throws -> Double {
      var small = levered(powers)
      small.specification.switches.marketImpact = true
      let (record, _) = try small.run()
      return small.metric("fall_btc", record) ?? -1
    }
    #expect(try fall([]) == 0)
    #expect(isNear(try fall([.forcedDeleveraging]), 1 - exp(-(200 - 20 / 0.15) / 1000)))
  }

  @Test("winding down halves positions and tokens in each half-life, and opens nothing")
  func windDown() throws {
    var small = watched([.windDown], ticks: 6)
    small.specification.supervision.windDownHalfLifeHours = 2
    let exchange = small.addExchange()
    let fund = small.add("fund", cash: 100, tokens: [1: 1]) {
      $0.externalAssets = 20
      $0.externalLiabilities = 190
      $0.behaviour.leverageTarget = LeverageTargeting(
        target: 50, maximum: 90, adjustmentHalfLifeHours: 0, isSymmetric: true)
    }
    let other = small.add("other", cash: 500)
    small.position(fund, at: exchange, -4)
    small.position(other, at: exchange, 4)
    small.specification.switches.behaviour = false
    small.event(.externalLoss(institution: fund, amount: 20), atHours: 1)
    for passed in 1...4 {
      let world = try small.world(after: 2 + passed)
      let left = exp2(-Double(passed) / 2)
      #expect(isNear(world.positions[fund, 0, 1], -4 * left))
      #expect(isNear(world.holdings[fund, 0, 1], left))
    }
    small.specification.switches.behaviour = true
    let world = try small.finished()
    #expect(abs(world.positions[fund, 0, 1]) < 4)
    small.specification.jurisdictions[0].rulebook.powers = []
    #expect(abs(try small.finished().positions[fund, 0, 1]) > 4)
  }

  @Test("a venue that is wound down gives its clients back what is theirs, at their leverage")
  func windDownOfVenue() throws {
    var small = exchange([.windDown], host: [])
    small.specification.supervision.windDownHalfLifeHours = 1
    let (record, world) = try small.run()
    #expect(record.conservationViolations.isEmpty)
    // Decided at hour one: a half goes in hours one, two and three.
    #expect(world.accounts.quantity.allSatisfy { isNear(abs($0), 2.0 / 8) })
    #expect(world.accounts.margin.allSatisfy { isNear($0, 40.0 / 8) })
    #expect(isNear(small.metric("system_loss", record) ?? 0, 25))
  }

  /// A solvent fund with 10 in cash whose depositors call 50; the grace is two hours.
  private func illiquid(_ powers: [SupervisoryPower], share: Double, loss: Double) -> SmallWorld {
    var small = watched(powers)
    small.specification.contagion.graceHours = 2
    small.specification.supervision.supportShare = share
    small.specification.contagion.valuation = .eisenbergNoe
    small.add("fund", cash: 10) { $0.externalAssets = 100 }
    small.add("depositor", .lender, cash: 10)
    small.claim(of: 1, on: 0, 50, layer: .deposits)
    small.event(.run(debtor: 0, fraction: 1), atHours: 1)
    if loss > 0 { small.event(.externalLoss(institution: 0, amount: loss), atHours: 5) }
    return small
  }

  @Test("a lender of last resort saves the solvent that lack cash, up to its limit")
  func support() throws {
    for (powers, share, lent, failures) in [
      ([SupervisoryPower.liquiditySupport], 0.5, 40.0, 0.0),
      ([.liquiditySupport], 0.1, 10, 1), ([], 0.5, 0, 1),
    ] {
      let small = illiquid(powers, share: share, loss: 0)
      let (record, world) = try small.run()
      #expect(record.conservationViolations.isEmpty)
      #expect(isNear(small.metric("liquidity_support", record) ?? -1, lent))
      #expect(small.metric("defaults_illiquid", record) == failures)
      #expect(isNear(world.externalLiabilities[0], lent))
    }
  }

  /// A loan of a tenth of the 100 that are left once the cash is paid; the fund then loses 80 of them.
  @Test("the loan is senior: who fails with it leaves its other creditors less")
  func seniority() throws {
    let lent = try illiquid([.liquiditySupport], share: 0.1, loss: 80).finished()
    let alone = try illiquid([], share: 0.1, loss: 80).finished()
    #expect(isNear(lent.claimValue(of: 1, on: 0), 20 - 10))
    #expect(isNear(alone.claimValue(of: 1, on: 0), 20))
    #expect(isNear(lent.equities()[1] - alone.equities()[1], 0))
  }

  @Test("the insolvent get no loan")
  func insolvent() throws {
    var small = illiquid([.liquiditySupport], share: 0.5, loss: 0)
    small.switchOff(\.defaults)
    small.specification.institutions[0].externalLiabilities = 100
    #expect(try small.finished().supervision.measures.supportDrawn == 0)
  }
}
