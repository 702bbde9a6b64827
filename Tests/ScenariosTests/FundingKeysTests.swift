import Contagion
import Formats
import Simulation
import Testing

@testable import Scenarios

@Suite("Scenario: funding and behaviour")
struct FundingKeysTests {
  private func world(_ overrides: String...) throws -> WorldSpecification {
    try Sample.load(Sample.complete, overrides: overrides).specification(replicate: 0)
  }

  @Test("payment policy, substitution of collateral and credit lines reach the world")
  func funding() throws {
    let plain = try world()
    #expect(plain.contagion.paymentPolicy == .simultaneous)
    #expect(!plain.contagion.substitutesCollateral && plain.creditLines.isEmpty)
    let said = try world(
      "contagion.payment_policy=last_moment", "contagion.substitutes_collateral=true",
      #"credit_lines=[{"lender":"bank","borrower":"fund-1","limit":4,"volatility_exponent":1}]"#)
    #expect(said.contagion.paymentPolicy == .lastMoment && said.contagion.substitutesCollateral)
    #expect(
      said.creditLines == [CreditLine(lender: 12, borrower: 6, limit: 4, volatilityExponent: 1)])
  }

  @Test("terms of repayment of lines and of support reach the world; wrong ones are refused")
  func repayment() throws {
    let said = try world(
      #"credit_lines=[{"lender":"bank","borrower":"fund-1","limit":4,"repayment":{"half_life_hours":6,"kept_cash":2,"interest_per_year":0.08,"revolves":true}}]"#,
      #"supervision.support_repayment={"interest_per_year":0.1}"#)
    #expect(
      said.creditLines[0].repayment
        == RepaymentTerms(halfLifeHours: 6, keptCash: 2, interestPerYear: 0.08, revolves: true))
    #expect(said.supervision.supportRepayment == RepaymentTerms(interestPerYear: 0.1))
    #expect(try world().supervision.supportRepayment == nil)
    let refused = Sample.problems(
      Sample.complete,
      overrides: [
        #"supervision.support_repayment={"interest_per_year":-1,"kept":2}"#
      ])
    #expect(refused.contains("interest_per_year") && refused.contains("kept"))
  }

  @Test(
    "capital constraints, leverage of all assets and performance of arbitrageurs reach the world")
  func constraints() throws {
    let said = try world(
      "institutions.fund.behaviour.capital_constraint.target_multiple=1.2",
      "institutions.fund.behaviour.capital_constraint.adjustment_half_life_hours=3",
      "institutions.fund.behaviour.leverage_target.counts_all_assets=true",
      "institutions.maker.behaviour.market_making.performance_sensitivity=2",
      #"assets.btc.impact={"function":"level_dependent","floor":0.4}"#)
    let fund = said.institutions[6].behaviour
    #expect(
      fund.capitalConstraint
        == CapitalConstraint(targetMultiple: 1.2, adjustmentHalfLifeHours: 3))
    #expect(fund.leverageTarget?.countsAllAssets == true)
    #expect(said.institutions[5].behaviour.marketMaking?.performanceSensitivity == 2)
    #expect(said.assets[1].impact == .levelDependent(floor: 0.4))
    let plain = try world()
    #expect(plain.institutions[6].behaviour.capitalConstraint == nil)
    #expect(plain.institutions[6].behaviour.leverageTarget?.countsAllAssets == false)
  }

  @Test("consolidation reaches the world, and only firms that keep no book for others have it")
  func consolidation() throws {
    let said = try world(
      #"institutions.fund.behaviour.consolidation={"review_hours":12,"cost_share":0.01,"merger_cost":3}"#
    )
    #expect(
      said.institutions[6].behaviour.consolidation
        == Consolidation(reviewHours: 12, costShare: 0.01, mergerCost: 3))
    #expect(try world().institutions[6].behaviour.consolidation == nil)
    let exchange = try #require(said.institutions.first { $0.kind == .exchange }).id
    let refused = Sample.problems(
      Sample.complete,
      overrides: [#"institutions.\#(exchange).behaviour={"consolidation":{"review_hours":12}}"#])
    #expect(refused.contains("consolidation of kind exchange") && refused.contains("market_maker"))
    let negative = Sample.problems(
      Sample.complete,
      overrides: [#"institutions.fund.behaviour.consolidation={"merger_cost":-1}"#])
    #expect(negative.contains("merger_cost") && negative.contains("-1"))
  }

  @Test("a footprint's revenue is drawn for each member")
  func footprint() throws {
    let said = try world(
      #"institutions.fund.behaviour.footprint={"review_hours":12,"entry_cost":2,"revenue":{"distribution":"lognormal","median":5,"sigma":1}}"#
    )
    let footprints = said.institutions[6...10].compactMap(\.behaviour.footprint)
    #expect(Set(footprints.map(\.revenue)).count == 5)
    #expect(footprints.allSatisfy { $0.reviewHours == 12 && $0.entryCost == 2 })
    #expect(try world().institutions[6].behaviour.footprint == nil)
  }

  @Test("thresholds and reaction times are drawn for each member of a population")
  func runs() throws {
    let drawn = try world(
      #"institutions.fund.behaviour.run.distress_threshold={"distribution":"uniform","minimum":0.2,"maximum":0.6}"#,
      #"institutions.fund.behaviour.run.reaction_hours={"distribution":"exponential","mean":3}"#)
    let runs = drawn.institutions[6...10].compactMap(\.behaviour.run)
    #expect(Set(runs.map(\.reactionHours)).count == 5)
    #expect(Set(runs.map(\.distressThreshold)).count == 5)
    #expect(runs.allSatisfy { (0.2...0.6).contains($0.distressThreshold) })
    let plain = try world().institutions[6].behaviour.run
    #expect(plain == RunBehaviour(distressThreshold: 0.5, callShare: 1, informationLagHours: 0))
  }
}
