import Contagion
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Repayment of credit lines and of support")
struct RepaymentTests {
  /// A debtor with 10 in cash who owes depositors 50, called at hour one; it draws 40 and gets capital at hour three.
  private func small(
    _ terms: RepaymentTerms?, limits: [Double] = [40], capital: Double = 100, ticks: Int = 6
  ) -> SmallWorld {
    var small = SmallWorld(ticks: ticks)
    small.switchOff(\.marketImpact)
    let debtor = small.add("debtor", cash: 10) { $0.externalAssets = 200 }
    let creditor = small.add("creditor", .lender)
    small.claim(of: creditor, on: debtor, 50, layer: .deposits)
    for (index, limit) in limits.enumerated() {
      let bank = small.add("bank\(index)", .lender, cash: 1000)
      small.specification.creditLines.append(
        CreditLine(lender: bank, borrower: debtor, limit: limit, repayment: terms))
    }
    small.event(.run(debtor: debtor, fraction: 1), atHours: 1)
    small.event(.capitalInjection(institution: debtor, amount: capital), atHours: 3)
    return small
  }

  private func owed(_ world: World, banks: Int = 1) -> [Double] {
    (0..<banks).map { world.claims.face(.loans, creditor: 2 + $0, debtor: 0) }
  }

  @Test("free cash repays the line: the claim is gone and the lender has its cash; off, it stands")
  func ablation() throws {
    let small = small(RepaymentTerms())
    let (record, with) = try small.run()
    #expect(record.conservationViolations.isEmpty)
    #expect(owed(with) == [0] && with.holdings[2, 0, 0] == 1000 && with.holdings[0, 0, 0] == 60)
    #expect(with.events(.loanRepaid).map(\.amount) == [40])
    #expect(small.metric("credit_repaid", record) == 40)
    let without = try self.small(nil).finished()
    #expect(owed(without) == [40] && without.holdings[0, 0, 0] == 100)
    #expect(with.equities() == without.equities())
    let names = replicateMetrics(of: without.specification).map(\.description.name)
    #expect(!names.contains("credit_repaid") && !names.contains("loan_interest"))
  }

  @Test("in each hour the half-life's share of the cash above what is kept goes into the line")
  func sweep() throws {
    let halved = try small(RepaymentTerms(halfLifeHours: 1), capital: 20).world(after: 5)
    #expect(areNear(owed(halved), [40 - 10 - 5]))
    let kept = try small(RepaymentTerms(keptCash: 12), capital: 30).finished()
    #expect(areNear(owed(kept), [22]) && isNear(kept.holdings[0, 0, 0], 12))
  }

  @Test("lines share free cash in proportion to what is owed on each")
  func shares() throws {
    let world = try small(RepaymentTerms(), limits: [60, 20], capital: 20).finished()
    #expect(areNear(owed(world, banks: 2), [15, 5]))
  }

  /// Drawn at hour one, five hours of interest at 87.66 a year, which is one percent an hour.
  @Test("interest is added to the claim: what the lender gains the borrower loses")
  func interest() throws {
    let small = small(RepaymentTerms(keptCash: 1e9, interestPerYear: 87.66))
    let (record, world) = try small.run()
    #expect(record.conservationViolations.isEmpty)
    let grown = 40 * [Double](repeating: 1.01, count: 5).reduce(1, *)
    #expect(areNear(owed(world), [grown]))
    #expect(isNear(world.equities()[2], 1000 + grown - 40))
    #expect(isNear(world.equities()[0], 260 - (grown - 40)))
    #expect(isNear(small.metric("loan_interest", record) ?? 0, grown - 40))
  }

  @Test("a payment settles interest before principal")
  func interestFirst() {
    var balance = LoanBalance(principal: 30, interest: 5)
    #expect(balance.pay(3) == 0 && balance == LoanBalance(principal: 30, interest: 2))
    #expect(balance.pay(12) == 10 && balance == LoanBalance(principal: 20, interest: 0))
  }

  @Test(
    "a revolving line lends again what was repaid, and no other does", arguments: [true, false])
  func revolving(revolves: Bool) throws {
    var world = try small(RepaymentTerms(revolves: revolves), capital: 40).world(after: 4)
    #expect(owed(world) == [0])
    #expect(world.openCredit(0) == (revolves ? 40 : 0))
    world.claims.add(25, layer: .deposits, creditor: 1, debtor: 0)
    world.call(25, layer: .deposits, creditor: 1, debtor: 0, kind: .withdrawal)
    world.step(at: 4)
    #expect(owed(world) == [revolves ? 25 : 0])
  }

  @Test("support is senior: it is repaid first, and lines with what is left")
  func seniority() throws {
    var world = try small(RepaymentTerms()).world(after: 2)
    world.specification.supervision.supportRepayment = RepaymentTerms()
    world.supervision.measures.supportOwed[0].principal = 30
    world.externalLiabilities[0] = 30
    world.holdings[0, 0, 0] = 50
    world.repayLoans()
    #expect(world.externalLiabilities[0] == 0 && owed(world) == [20])
    #expect(world.holdings[0, 0, 0] == 0 && world.holdings[2, 0, 0] == 980)
    #expect(world.supervision.measures.supportOwed[0].total == 0)
  }

  @Test("who is in arrears, frozen or has the cash due repays nobody")
  func blocked() throws {
    let start = try small(RepaymentTerms()).world(after: 2)
    let changes: [(inout World) -> Void] = [
      { $0.standing[0].arrears = [Arrear(creditor: 1, tick: 0, amount: 1)] },
      { $0.standing[0].frozenUntil = 100 },
      { $0.standing[0].isIlliquid = true },
      {
        $0.dues.append(Due(debtor: 0, creditor: 1, zone: 0, amount: 70, kind: .withdrawal))
      },
    ]
    for change in changes {
      var world = start
      world.holdings[0, 0, 0] = 70
      change(&world)
      world.repayLoans()
      #expect(owed(world) == [40])
    }
  }

  @Test("what the lender has called is no longer owed on the line")
  func called() throws {
    var world = try small(RepaymentTerms()).world(after: 2)
    world.call(30, layer: .loans, creditor: 2, debtor: 0, kind: .withdrawal)
    world.holdings[0, 0, 0] = 100
    world.repayLoans()
    #expect(owed(world) == [0] && world.creditLines.owed[0].total == 0)
    #expect(world.tally.creditRepaid == 10)
  }

  @Test("a line that a pledge covers is repaid, and the pledge covers less")
  func pledged() throws {
    var small = small(RepaymentTerms(), capital: 15)
    small.specification.institutions[0].holdings.append(
      Holding(jurisdiction: 0, asset: 1, units: 1))
    small.specification.institutions[0].pledges = [Pledge(lender: 2, asset: 1, units: 1)]
    let world = try small.finished()
    #expect(owed(world) == [0] && world.pledges.map(\.covered) == [25])
    #expect(world.creditLines.owed[0].total == 25 && world.holdings[2, 0, 0] == 975)
  }

  @Test("margin that is called and clients' money are not free cash")
  func clientsMoney() throws {
    var small = small(RepaymentTerms())
    small.specification.institutions[0].kind = .exchange
    small.specification.institutions[0].venue = VenueSpecification()
    small.specification.marginAccounts.append(
      venue: 0, asset: 1, quantity: 1, entryPrice: 100, margin: 90, jurisdiction: 0,
      client: .retail)
    small.position(1, at: 0, -1)
    small.switchOff(\.initialMargin)
    // The exchange pays its depositors with 100 of which 90 are its clients'; nothing is drawn.
    var world = try small.world()
    world.creditLines.owed[0].principal = 40
    world.claims.add(40, layer: .loans, creditor: 2, debtor: 0)
    world.repayLoans()
    #expect(owed(world) == [30] && world.holdings[0, 0, 0] == 90)
  }

  /// A fund with 10 in cash whose depositors call 50, in the care of a lender of last resort.
  private func supported(_ terms: RepaymentTerms?) -> SmallWorld {
    var small = small(nil, limits: [])
    small.rules {
      $0.powers = [.liquiditySupport]
      $0.enforcementThreshold = 0
    }
    small.specification.contagion.graceHours = 2
    small.specification.supervision.supportShare = 0.5
    small.specification.supervision.supportRepayment = terms
    return small
  }

  @Test("loans of last resort are repaid with their interest, and lent again where they revolve")
  func support() throws {
    let without = try supported(nil).finished()
    #expect(without.externalLiabilities[0] == 40)
    let small = supported(RepaymentTerms(interestPerYear: 87.66, revolves: true))
    let (record, world) = try small.run()
    #expect(record.conservationViolations.isEmpty)
    #expect(isNear(world.externalLiabilities[0], 0))
    let repaid = small.metric("support_repaid", record) ?? 0
    #expect(repaid > 40 && isNear(world.holdings[0, 0, 0], 100 - repaid))
    #expect(isNear(world.equities()[0], 260 - (repaid - 40)))
    #expect(isNear(small.metric("loan_interest", record) ?? 0, repaid - 40))
    let facility = world.supervision.measures.facility[0] ?? 0
    #expect(isNear(facility, 40 + (without.supervision.measures.facility[0] ?? 0)))
  }
}
