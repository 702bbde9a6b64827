import Contagion
import Formats
import Regimes
import Scenarios
import Simulation
import Testing

@Suite("Scenario: margin models")
struct MarginFormatTests {
  private let text = #"""
    {"format": 1, "name": "margins",
     "rulebook": {"margin_model": "buffer", "margin_buffer_share": 0.3, "margin_threshold": 50,
                  "minimum_transfer_amount": 0.5},
     "jurisdictions": [
       {"id": "a"},
       {"id": "b", "rulebook": {"margin_model": "stressed_weight", "margin_stress_weight": 0.4,
                                "margin_threshold": 0, "minimum_transfer_amount": 0}},
       {"id": "c", "rulebook": {"margin_model": "look_back_floor",
                                "margin_floor_look_back_hours": 1000}},
       {"id": "d", "rulebook": {"margin_model": "schedule"}},
       {"id": "e", "rulebook": {"margin_model": "exponential", "margin_threshold": null}}],
     "assets": [{"id": "usd", "kind": "settlement"},
                {"id": "oil", "kind": "token", "price": 80, "margin_class": "commodity",
                 "long_run_annual_volatility": 0.7, "stressed_annual_volatility": 1.9}],
     "institutions": [{"id": "x", "kind": "lender", "home": "a"}]}
    """#

  @Test("models and their parameters reach the rulebooks, and classes and volatilities the assets")
  func reach() throws {
    let world = try Sample.load(text).specification(replicate: 0)
    let rules = world.jurisdictions.map(\.rulebook)
    #expect(
      rules.map(\.marginModel)
        == [.buffer, .stressedWeight, .lookBackFloor, .schedule, .exponential])
    #expect(rules.map(\.marginBufferShare) == [0.3, 0.3, 0.3, 0.3, 0.3])
    #expect(rules.map(\.marginStressWeight) == [0.25, 0.4, 0.25, 0.25, 0.25])
    #expect(rules.map(\.marginFloorLookBackHours) == [87_660, 87_660, 1000, 87_660, 87_660])
    #expect(rules.map(\.marginThreshold) == [50, 0, 50, 50, 50])
    #expect(rules.map(\.minimumTransferAmount) == [0.5, 0, 0.5, 0.5, 0.5])
    #expect(world.assets[1].marginClass == .commodity)
    #expect(world.assets[1].longRunAnnualVolatility == 0.7)
    #expect(world.assets[1].stressedAnnualVolatility == 1.9)
  }

  @Test("every class of the schedule has its word")
  func classes() throws {
    var found: [ScheduleMarginClass] = []
    for word in [
      "credit_to_two_years", "credit_to_five_years", "credit_above_five_years", "commodity",
      "equity", "foreign_exchange", "rates_to_two_years", "rates_to_five_years",
      "rates_above_five_years", "other",
    ] {
      let scenario = try Sample.load(text, overrides: ["assets.oil.margin_class=\(word)"])
      found.append(scenario.specification(replicate: 0).assets[1].marginClass)
    }
    #expect(found == ScheduleMarginClass.allCases)
  }

  @Test("a minimum transfer amount below zero is refused")
  func minimumTransfer() {
    let problems = Sample.problems(text, overrides: ["rulebook.minimum_transfer_amount=-1"])
    #expect(problems.contains("minimum_transfer_amount") && problems.contains("-1"))
  }

  @Test("a model that does not exist is refused with those that do")
  func unknown() {
    let problems = Sample.problems(text, overrides: ["rulebook.margin_model=simm"])
    #expect(problems.contains("look_back_floor") && problems.contains("simm"))
  }
}
