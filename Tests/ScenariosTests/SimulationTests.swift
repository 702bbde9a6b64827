import Formats
import Scenarios
import Simulation
import Testing

@Suite("Scenario: what is run")
struct SimulationTests {
  @Test("every kind of object goes through the simulator, and the books balance")
  func complete() throws {
    let scenario = try Sample.load(Sample.complete, overrides: ["clock.horizon_hours=1"])
    for regime in scenario.regimes {
      for mode in scenario.comparison.modes {
        let record = scenario.simulate(regime: regime, mode: mode, replicate: 0, checks: true)
        #expect(record.conservationViolations == [])
      }
    }
  }

  /// Three banks that owe in a circle: Siebenbrunner's example of Eisenberg and Noe (2001), see
  /// `en-01-siebenbrunner-3`; by hand p = (270/11, 290/11, 10).
  @Test("a clearing problem is a scenario file")
  func eisenbergNoe() throws {
    let scenario = try Sample.load(
      #"""
      {"format": 1, "name": "en-01", "clock": {"horizon_hours": 1},
       "jurisdictions": [{"id": "x"}], "assets": [{"id": "cash", "kind": "settlement"}],
       "switches": {"payments": false, "behaviour": false, "supervision": false,
                    "compliance": false, "hazards": false, "returns": false},
       "institutions": [{"id": "a", "kind": "lender", "home": "x", "external_assets": 10},
                        {"id": "b", "kind": "lender", "home": "x", "external_assets": 10},
                        {"id": "c", "kind": "lender", "home": "x", "external_assets": 10}],
       "claims": [{"creditor": "b", "debtor": "a", "amount": 20},
                  {"creditor": "c", "debtor": "a", "amount": 10},
                  {"creditor": "a", "debtor": "b", "amount": 5},
                  {"creditor": "c", "debtor": "b", "amount": 24},
                  {"creditor": "a", "debtor": "c", "amount": 10}],
       "contagion": {"valuation": {"model": "eisenberg_noe"}}}
      """#)
    let regime = try #require(scenario.regimes.first)
    let record = scenario.simulate(regime: regime, mode: .impact, replicate: 0, checks: true)
    #expect(record.conservationViolations == [])
    #expect(record.institutions.map { $0.defaultTick != nil } == [true, true, false])
    let equity = record.institutions.map { max(0, $0.equityEnd) }
    #expect(zip(equity, [0, 0, 30.0]).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  /// Zero is where divisions, logarithms and empty sums go wrong.
  @Test("a zero in any place is refused, or runs with balanced books")
  func zeros() throws {
    let root = try JSONReader.read(Sample.complete, file: "s.json")
    let short = [
      "clock.horizon_hours=0.2", "clock.burn_in_hours=0", "accounts.longs.count=20",
      "loans.borrowers.count=5",
    ]
    var ran = 0
    for pointer in root.pointers(below: JSONPointer()) {
      var changed = root
      guard changed.replace(pointer, with: JSONNode(plain: 0)) else { continue }
      let scenario: Scenario
      do throws(InputProblems) {
        scenario = try Sample.load(JSONText.compact(changed.plain), overrides: short)
      } catch {
        #expect(!error.problems.isEmpty, "refused without a reason: \(pointer)")
        continue
      }
      let regime = try #require(scenario.regimes.last, "\(pointer)")
      ran += 1
      let record = scenario.simulate(regime: regime, mode: .impact, replicate: 0, checks: true)
      #expect(record.conservationViolations == [], "\(pointer)")
    }
    #expect(ran > 50)
  }
}
