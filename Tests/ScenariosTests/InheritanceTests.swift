import Formats
import Regimes
import Simulation
import Testing

@testable import Scenarios

@Suite("Scenario: files that extend another")
struct InheritanceTests {
  private static let child = """
    {"format": 1, "name": "child", "extends": "complete.json", "description": "Less.",
     "replicates": 5, "clock": {"horizon_hours": 3}, "events": [],
     "regimes": {"strict": {"commonality": 0.9}}}
    """

  private func load(
    _ text: String = child, overrides: [String] = [], files: [String: String] = [:]
  ) throws -> Scenario {
    try Sample.load(
      text, overrides: overrides,
      files: files.merging(["in/complete.json": Sample.complete]) { own, _ in own })
  }

  @Test("what a file says replaces what it extends, key by key; everything else is inherited")
  func merging() throws {
    let (child, base) = (try load(), try Sample.load(Sample.complete))
    #expect(child.name == "child")
    #expect(child.description == "Less.")
    #expect(child.replicates == 5)
    #expect(child.seed == base.seed)
    #expect(child.clock.tickHours == base.clock.tickHours)
    #expect(child.clock.ticks < base.clock.ticks)
    let (own, inherited) = (child.specification(replicate: 0), base.specification(replicate: 0))
    #expect(own.events.isEmpty && !inherited.events.isEmpty)
    #expect(own.institutions == inherited.institutions)
    #expect(own.marginAccounts == inherited.marginAccounts)
    #expect(child.regimes.map(\.name) == base.regimes.map(\.name))
    #expect(child.regime(named: "strict")?.commonality == 0.9)
    #expect(
      child.regime(named: "harmonised")?.commonality
        == base.regime(named: "harmonised")?.commonality)
  }

  @Test("overrides act on the whole, files may extend files, and all are inputs of the run")
  func chain() throws {
    let grandchild = #"{"format": 1, "name": "grandchild", "extends": "child.json"}"#
    let scenario = try load(
      grandchild, overrides: ["accounts.longs.count=7"], files: ["in/child.json": Self.child])
    #expect(scenario.name == "grandchild")
    #expect(scenario.description.isEmpty)
    #expect(scenario.replicates == 5)
    #expect(scenario.specification(replicate: 0).marginAccounts.count == 7)
    #expect(scenario.inputs.dropFirst().map(\.path) == ["in/child.json", "in/complete.json"])
  }

  @Test("the resolved scenario stands alone")
  func resolved() throws {
    let child = try load()
    let alone = try Sample.load(JSONText.compact(child.resolved))
    #expect(alone.specification(replicate: 1) == child.specification(replicate: 1))
    #expect(alone.inputs.count == 1)
  }

  @Test("a circle and a file that is missing or broken are refused")
  func refused() {
    func problems(_ base: String, _ files: [String: String]) -> String {
      Sample.problems(
        #"{"format": 1, "name": "x", "extends": "\#(base)"}"#, files: files)
    }
    let circle = problems(
      "b.json", ["in/b.json": #"{"extends": "c.json"}"#, "in/c.json": #"{"extends": "b.json"}"#])
    #expect(circle.contains("in/b.json extends in/c.json extends in/b.json"), "\(circle)")
    let missing = problems("none.json", [:])
    #expect(missing.contains("none.json") && missing.contains("extends it"), "\(missing)")
    let broken = problems("b.json", ["in/b.json": "{"])
    #expect(broken.contains("b.json:1"), "\(broken)")
    let number = Sample.problems(#"{"format": 1, "name": "x", "extends": 3}"#)
    #expect(number.contains("/extends"), "\(number)")
  }

  @Test("the schema lets a file that extends another leave out what else is required")
  func schema() throws {
    let text = JSONText.compact(Scenario.schema)
    #expect(
      text.contains(
        #""anyOf":[{"required":["extends"]},{"required":["format","name","jurisdictions","assets"]}]"#
      ))
  }
}
