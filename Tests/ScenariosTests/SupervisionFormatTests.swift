import Formats
import Regimes
import Scenarios
import Simulation
import Testing

@Suite("Scenario: supervision")
struct SupervisionFormatTests {
  private let text = #"""
    {"format": 1, "name": "supervision",
     "rulebook": {"attestation": true, "attestations_per_day": 4, "proof_samples": 30},
     "jurisdictions": [
       {"id": "a", "rulebook": {"powers": ["margin_add_on", "ring_fence", "freeze", "geofence",
         "forced_deleveraging", "wind_down", "liquidity_support"]}},
       {"id": "b", "rulebook": {"attestations_per_day": 1, "proof_samples": null}}],
     "assets": [{"id": "usd", "kind": "settlement"}],
     "institutions": [
       {"id": "x", "kind": "lender", "home": "a",
        "behaviour": {"misreport": {"overstatement": 0.2}}},
       {"id": "y", "kind": "lender", "home": "a",
        "behaviour": {"misreport": {"overstatement": 0.1, "below_equity_ratio": 0.05,
                                    "means": "reserves"}}},
       {"id": "z", "kind": "lender", "home": "a"}],
     "supervision": {"indicator": "clearing", "inspections_per_year": 2, "forbearance": 0.3,
       "rule_error_rate": 0.04, "ring_fence_keeps_losses_out": true,
       "wind_down_half_life_hours": 72, "support_share": 0.25, "attested_access": true}}
    """#

  @Test("rules, powers, behaviours and settings of supervision reach the world")
  func reach() throws {
    let world = try Sample.load(text).specification(replicate: 0)
    let rules = world.jurisdictions.map(\.rulebook)
    #expect(rules.map(\.attestationsPerDay) == [4, 1])
    #expect(rules.map(\.proofSamples) == [30, 30])
    #expect(Set(rules[0].powers) == Set(SupervisoryPower.allCases))
    #expect(
      world.institutions.map(\.behaviour.misreporting) == [
        Misreporting(overstatement: 0.2),
        Misreporting(overstatement: 0.1, belowEquityRatio: 0.05, means: .reserves), nil,
      ])
    let settings = world.supervision
    #expect(settings.indicator == .clearing)
    #expect(settings.inspectionsPerYear == 2)
    #expect(settings.forbearance == 0.3)
    #expect(settings.ruleErrorRate == 0.04)
    #expect(settings.ringFenceKeepsLossesOut)
    #expect(settings.windDownHalfLifeHours == 72)
    #expect(settings.supportShare == 0.25)
    #expect(settings.attestedAccess)
  }

  @Test("numbers out of range and words that do not exist are refused at their place")
  func refusals() {
    for (override, words) in [
      ("supervision.forbearance=1.5", ["/supervision/forbearance", "1.5"]),
      ("supervision.indicator=srisk", ["/supervision/indicator", "linear_debtrank"]),
      ("supervision.inspections_per_year=-1", ["/supervision/inspections_per_year", "-1"]),
      ("rulebook.attestations_per_day=-2", ["/rulebook/attestations_per_day", "-2"]),
      ("rulebook.powers=[\"seize\"]", ["/rulebook/powers", "wind_down"]),
      (
        "institutions.x.behaviour.misreport.overstatement=2",
        ["/behaviour/misreport/overstatement", "2"]
      ),
    ] {
      let problems = Sample.problems(text, overrides: [override])
      for word in words { #expect(problems.contains(word), "\(override): \(problems)") }
    }
  }
}
