import Formats
import LinearAlgebra
import Regimes
import Testing

@testable import Scenarios

@Suite("Scenario: regimes by subject, in blocs and between others")
struct RegimeFormatTests {
  private func regime(_ name: String, _ overrides: [String]) throws -> Regime {
    try #require(try Sample.load(Sample.complete, overrides: overrides).regime(named: name))
  }

  private func resolved(_ name: String, _ overrides: [String]) throws -> ResolvedRegime {
    let scenario = try Sample.load(Sample.complete, overrides: overrides)
    return scenario.resolvedRegime(try #require(scenario.regime(named: name)))
  }

  @Test("recognition by subject takes what it leaves out from the base, one value or three")
  func bySubject() throws {
    let change = #"regimes.strict.recognition={"licences": {"default": 0.5}, "reports": "none"}"#
    let own = try regime("strict", [change])
    // The base recognises fully.
    #expect(own.recognition(of: .collateral) == .full)
    #expect(own.recognition(of: .reports) == .none)
    #expect(own.recognition(of: .licences).matrix(jurisdictions: 2).row(0) == [1, 0.5])
    let above = try regime(
      "strict",
      [
        #"regimes.harmonised.recognition={"collateral": "full"}"#,
        #"regimes.strict.recognition={"reports": "full"}"#,
      ])
    #expect(above.recognition(of: .collateral) == .full)
    #expect(above.recognition(of: .reports) == .full)
    #expect(above.recognition(of: .licences).matrix(jurisdictions: 2).row(0) == [1, 0.2])
    let one = try regime(
      "strict",
      [
        #"regimes.harmonised.recognition={"collateral": "full"}"#,
        #"regimes.strict.recognition="none""#,
      ])
    for subject in RecognitionSubject.allCases { #expect(one.recognition(of: subject) == .none) }
  }

  @Test("three equal subjects are the one value")
  func alike() throws {
    let all = #"{"licences": "full", "collateral": "full", "reports": "full"}"#
    #expect(
      try resolved("strict", ["regimes.strict.recognition=\(all)"]) == resolved("strict", []))
  }

  @Test("a bloc of all jurisdictions is the harmonised regime")
  func bloc() throws {
    let bloc = #"regimes.new={"extends": "fragmented", "blocs": [{"members": ["eu", "off"]}]}"#
    let other =
      #"regimes.other={"extends": "fragmented", "path": {"dispersion": 0}, "recognition": "full"}"#
    #expect(try resolved("new", [bloc]) == resolved("other", [other]))
    let partial =
      #"regimes.new={"extends": "fragmented", "blocs": [{"members": ["eu", "off"], "path": {"strictness": "strictest"}, "recognition": 0.7}]}"#
    let found = try resolved("new", [partial])
    #expect(found.zones.mutual[0, 1] == 0.7)
    #expect(found.rulebooks[0] == found.rulebooks[1])
    #expect(try found.rulebooks[0] != resolved("new", [bloc]).rulebooks[0])
  }

  @Test("a regime between two others is the one at 0 and the other at 1, lever by lever")
  func between() throws {
    func between(_ rest: String) throws -> ResolvedRegime {
      try resolved(
        "new", [#"regimes.new={"between": {"from": "fragmented", "to": "strict", \#(rest)}}"#])
    }
    let from = try resolved("fragmented", [])
    let to = try resolved("strict", [])
    #expect(try between(#""h": 0"#) == from)
    #expect(try between(#""h": 1"#) == to)
    let half = try between(#""h": 0.5, "switch_point": 0.4"#)
    #expect(half.topology == to.topology)
    #expect(half != from && half != to)
    #expect(try between(#""h": 0.5, "switch_point": 0.6"#).topology == from.topology)
    let one = try between(#""h": 0, "levers": {"enforcement": 1}"#)
    #expect(one.coordination == to.coordination && one.topology == from.topology)
  }

  private static let moving =
    #"regimes.new={"extends": "strict", "transition": {"from": "fragmented", "mode": "reactive", "#
    + #""starts_hours": 1, "legislative_delay_hours": 2, "duration_hours": 3, "steps": 4, "#
    + #""switch_point": 0.2}}"#

  @Test("a transition starts under the one regime and says all of its timing")
  func transition() throws {
    let found = try resolved("new", [Self.moving])
    let from = try resolved("fragmented", [])
    let to = try resolved("strict", [])
    #expect(found.rulebooks == from.rulebooks && found.topology == from.topology)
    let plan = try #require(found.transition)
    var wanted = Transition()
    wanted.trigger = .reactive
    wanted.startsHours = 1
    wanted.legislativeDelayHours = 2
    wanted.durationHours = 3
    wanted.steps = 4
    wanted.switchPoint = 0.2
    #expect(plan.plan == wanted)
    #expect(plan.stages.count == 4)
    #expect(plan.stages[0].topology == to.topology)
    #expect(plan.stages[3].rulebooks.map(\.marginFloorRate) == to.rulebooks.map(\.marginFloorRate))
  }

  @Test("four regimes that make up a cross are compared two by two without being asked")
  func impliedTwoByTwo() throws {
    func cells(_ overrides: [String]) throws -> [String]? {
      let unasked = ["comparison.two_by_two=null"]
      return try Sample.load(Sample.complete, overrides: unasked + overrides).comparison.twoByTwo?
        .regimes.map(\.regime)
    }
    let apart = #"regimes.a={"extends": "fragmented", "path": {"strictness": "strictest"}}"#
    #expect(try cells([]) == nil)
    #expect(try cells([apart]) == ["fragmented", "harmonised", "a", "strict"])
    // A second twin of one of them, or a third pair, leaves the cross unsaid; one without a twin does not.
    #expect(try cells([apart, #"regimes.d={"extends": "a"}"#]) == nil)
    let half = #"regimes.d={"extends": "fragmented", "path": {"dispersion": 0.5}}"#
    let strictHalf = #"regimes.e={"extends": "d", "path": {"strictness": 1}}"#
    #expect(try cells([apart, half]) == ["fragmented", "harmonised", "a", "strict"])
    #expect(try cells([apart, half, strictHalf]) == nil)
    // As dispersed as each other: neither is the fragmented one.
    #expect(try cells([apart, "regimes.harmonised.path.dispersion=1"]) == nil)
  }

  @Test("the resolved form reads back as the same regimes")
  func roundTrip() throws {
    let changes = [
      #"regimes.strict.recognition={"licences": "none", "reports": {"default": 0.3}}"#,
      #"regimes.a={"extends": "fragmented", "blocs": [{"members": ["eu", "off"], "recognition": 0.4}]}"#,
      #"regimes.b={"between": {"from": "fragmented", "to": "strict", "h": 0.3, "levers": {"margin": 1}}}"#,
      Self.moving,
    ]
    let scenario = try Sample.load(Sample.complete, overrides: changes)
    let again = try Sample.load(JSONText.pretty(scenario.resolved))
    #expect(again.regimes == scenario.regimes)
    #expect(again.regimes.count == 6)
  }

  @Test(
    "each mistake is named at its place",
    arguments: [
      (
        #"regimes.strict.blocs=[{"members": ["eu"]}]"#,
        "at /regimes/strict/blocs/0/members: found 1 values, expected an array of at least 2 values"
      ),
      (
        #"regimes.strict.blocs=[{"members": ["eu", "of"]}]"#,
        #"at /regimes/strict/blocs/0/members/1: found "of", expected the id of a jurisdiction (eu, off); did you mean "off"?"#
      ),
      (
        #"regimes.strict.blocs=[{"members": ["eu", "eu"]}]"#,
        #"at /regimes/strict/blocs/0/members/1: found "eu", which is in a bloc already, expected a jurisdiction that is in one bloc"#
      ),
      (
        #"regimes.strict.recognition={"licence": "full", "reports": "full"}"#,
        #"did you mean "licences"?"#
      ),
      (
        #"regimes.strict.between={"from": "fragmented", "to": "harmonised", "h": 0.5}"#,
        "at /regimes/strict/between: found a regime that also says path, recognition, topology, global_clearer, coordination, commonality, expected nothing else, since both ends say it"
      ),
      (
        #"regimes.new={"between": {"from": "fragmented", "to": "new", "h": 0.5}}"#,
        #"at /regimes/new/between/to: found "new", which lies between two others itself, expected a regime that is what it says"#
      ),
      (
        #"regimes.new={"between": {"from": "fragmented", "to": "harmonised", "h": 1.5}}"#,
        "at /regimes/new/between/h: found 1.5, expected a fraction between 0 and 1"
      ),
      (
        #"regimes.new={"extends": "strict", "transition": {"from": "new"}}"#,
        #"at /regimes/new/transition/from: found "new", which changes in the course of a run, expected a regime that is in force from the start"#
      ),
      (
        #"regimes.new={"extends": "strict", "transition": {"from": "fragmented", "steps": 0}}"#,
        "at /regimes/new/transition/steps: found 0, expected an integer between 1 and 1000"
      ),
    ])
  func mistakes(override: String, message: String) {
    let found = Sample.problems(Sample.complete, overrides: [override])
    #expect(found.contains(message), "\(found)")
  }
}
