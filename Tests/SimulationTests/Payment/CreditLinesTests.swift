import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Credit lines")
struct CreditLinesTests {
  /// A debtor with 10 in cash and a token of 100 whose creditor calls 50 at hour one, and two banks.
  private func small(
    limits: [Double], cash: [Double] = [1000, 1000], jurisdictions: Int = 1, tokens: Double = 0
  ) -> SmallWorld {
    var small = SmallWorld(jurisdictions: jurisdictions, ticks: 5)
    small.switchOff(\.marketImpact)
    let debtor = small.add("debtor", cash: 10, tokens: [1: tokens]) { $0.externalAssets = 100 }
    let creditor = small.add("creditor", .lender)
    small.claim(of: creditor, on: debtor, 50, layer: .deposits)
    for (index, limit) in limits.enumerated() {
      let bank = small.add("bank\(index)", .lender, cash: cash[index])
      small.specification.creditLines.append(
        CreditLine(lender: bank, borrower: debtor, limit: limit))
    }
    small.event(.run(debtor: debtor, fraction: 1), atHours: 1)
    return small
  }

  private func lent(_ world: World, banks: Int = 2) -> [Double] {
    (0..<banks).map { world.claims.face(.loans, creditor: 2 + $0, debtor: 0) }
  }

  @Test("a line turns an illiquid default into a loan of the lender's")
  func ablation() throws {
    let without = try small(limits: []).finished()
    #expect(without.standing[0].cause == .illiquid)
    let with = try small(limits: [100]).finished()
    #expect(with.standing[0].defaultTick == nil)
    #expect(lent(with, banks: 1) == [40] && with.holdings[1, 0, 0] == 50)
    #expect(with.events(.creditDrawn).map(\.amount) == [40])
    #expect(with.equities() == with.referenceEquity)
  }

  @Test("drawing moves the exposure to the lender: what the debtor loses later, the lender bears")
  func exposureMoves() throws {
    for (limits, shares) in [([100.0], [0.0, -24]), ([], [-24, 0])] {
      var small = small(limits: limits)
      if limits.isEmpty { small.add("bank", .lender, cash: 1000) }
      // Not illiquid in the comparison: the arrears may stand.
      small.specification.contagion.graceHours = 100
      small.event(.externalLoss(institution: 0, amount: 80), atHours: 3)
      let world = try small.finished()
      let changes = zip(world.equities(), world.referenceEquity).map { $0 - $1 }
      // Recovery 0.4 of what is still owed, 40 in either case.
      #expect(areNear([changes[1], changes[2]], shares))
    }
  }

  @Test("lines are asked in proportion to what they have, before tokens are sold")
  func order() throws {
    let both = try small(limits: [60, 20], tokens: 1).finished()
    #expect(areNear(lent(both), [30, 10]) && both.holdings[0, 0, 1] == 1)
    let short = try small(limits: [20, 10], tokens: 1).finished()
    #expect(areNear(lent(short), [20, 10]) && isNear(short.holdings[0, 0, 1], 0.9))
    // What the lender has, and no more.
    let poor = try small(limits: [60, 20], cash: [12, 1000], tokens: 1).finished()
    #expect(areNear(lent(poor), [12, 10]) && isNear(poor.holdings[0, 0, 1], 0.82))
  }

  @Test("a lender's own dues come first, and two borrowers share what it has")
  func ownDues() throws {
    var small = small(limits: [100], cash: [70])
    small.add("second", cash: 10) { $0.externalAssets = 100 }
    small.claim(of: 1, on: 3, 50, layer: .deposits)
    small.claim(of: 1, on: 2, 30, layer: .deposits)
    small.specification.creditLines.append(CreditLine(lender: 2, borrower: 3, limit: 100))
    small.event(.run(debtor: 3, fraction: 1), atHours: 1)
    small.event(.run(debtor: 2, fraction: 1), atHours: 1)
    let world = try small.world(after: 2)
    #expect([0, 3].map { world.claims.face(.loans, creditor: 2, debtor: $0) } == [20, 20])
    #expect(world.holdings[1, 0, 0] == 30 + 30 + 30)
  }

  @Test("a lender sends cash from zones that are connected, as fast as they are")
  func otherZone() throws {
    var small = small(limits: [100], jurisdictions: 2)
    small.recognise(0.5)
    small.regime.settlementDelayHours = 4
    small.specification.contagion.graceHours = 3
    small.specification.institutions[2].holdings = [Holding(jurisdiction: 1, asset: 0, units: 500)]
    #expect(try lent(small.world(after: 2), banks: 1) == [0])
    // Sent at hour one, two hours on the way.
    #expect(try lent(small.world(after: 4), banks: 1) == [40])
    #expect(try small.finished().standing[0].defaultTick == nil)
  }

  @Test("a lender or borrower that is frozen, or a lender in default, lends nothing")
  func blocked() throws {
    for frozen in [0, 2] {
      var small = small(limits: [100])
      small.event(.enforcement(institution: frozen, fine: 0, freezeHours: 10))
      #expect(try lent(small.world(after: 2), banks: 1) == [0])
    }
    var small = small(limits: [100])
    small.event(.externalLoss(institution: 2, amount: 2000))
    #expect(try lent(small.finished(), banks: 1) == [0])
  }

  @Test("a line is drawn once: what is repaid is not lent again")
  func noRevolving() throws {
    var small = small(limits: [40])
    small.specification.institutions[2].behaviour.run = RunBehaviour(
      distressThreshold: 0, callShare: 1, informationLagHours: 0)
    small.specification.institutions[0].holdings.append(
      Holding(jurisdiction: 0, asset: 1, units: 1))
    small.event(.externalLoss(institution: 0, amount: 10), atHours: 2)
    let world = try small.finished()
    #expect(world.tally.creditDrawn == 40 && lent(world, banks: 1) == [0])
    #expect(isNear(world.holdings[0, 0, 1], 0.6))
  }

  @Test("a procyclical lender cuts what is undrawn with volatility, and the borrower fails for it")
  func procyclical() throws {
    var share: [Double] = []
    for (exponent, fails) in [(0.0, false), (1, true)] {
      var small = small(limits: [100])
      small.specification.assets[1].annualVolatility = 0.8
      small.switchOff(\.returns)
      small.specification.creditLines[0].volatilityExponent = exponent
      small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0))
      let world = try small.finished()
      #expect((world.standing[0].cause == .illiquid) == fails)
      share.append(try small.world(after: 1).creditLines.openShare[0])
    }
    // As market makers see it: a sixteenth of the calm variance is left after one hour.
    let calm = 0.64 / (24 * 365.25)
    let jump = log(0.9) * log(0.9) * (1 - 1.0 / 256)
    #expect(areNear(share, [1, (calm / (calm / 16 + 15.0 / 16 * jump)).squareRoot()]))
  }
}

@Suite("Substitution of collateral")
struct CollateralSubstitutionTests {
  /// A member with 30 of posted cash, all of it required, and a token of 100 at a haircut of a fifth.
  private func small(substitutes: Bool, called: Double) -> SmallWorld {
    var small = SmallWorld(ticks: 3)
    small.switchOff(\.marketImpact)
    small.specification.contagion.substitutesCollateral = substitutes
    small.rules {
      $0.collateralHaircuts = [0, 0.2]
      $0.marginFloorRate = 0.1
    }
    let exchange = small.addExchange()
    let member = small.add("member", cash: 10, tokens: [1: 1]) {
      $0.prefunding = [Prefunding(clearer: exchange, margin: 30, defaultFund: 0)]
      $0.externalAssets = 1000
    }
    small.position(member, at: exchange, 3)
    small.claim(of: small.add("creditor", .lender), on: member, called, layer: .deposits)
    small.event(.run(debtor: member, fraction: 1), atHours: 1)
    return small
  }

  @Test("tokens stand in for posted cash at their value after the haircut, and nothing is sold")
  func substitution() throws {
    let world = try small(substitutes: true, called: 30).finished()
    #expect(isNear(world.holdings[2, 0, 0], 30))
    #expect(areNear([world.posted[1, 0, 0], world.posted[1, 0, 1]], [10, 0.25]))
    #expect(isNear(world.holdings[1, 0, 1], 0.75))
    #expect(isNear(world.postedValue(1, 0), 30))
  }

  @Test("off, the same call sells tokens; on, only what collateral cannot bring")
  func off() throws {
    let off = try small(substitutes: false, called: 30).finished()
    #expect(off.posted[1, 0, 0] == 30 && isNear(off.holdings[1, 0, 1], 0.8))
    let more = try small(substitutes: true, called: 60).finished()
    #expect(areNear([more.posted[1, 0, 0], more.posted[1, 0, 1]], [0, 0.375]))
    #expect(isNear(more.holdings[1, 0, 1], 0.425))
  }
}
