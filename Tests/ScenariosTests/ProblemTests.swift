import Formats
import Testing

@testable import Scenarios

@Suite("Scenario: what is refused")
struct ProblemTests {
  @Test("a missing file and malformed JSON are named with their place")
  func files() {
    #expect(
      {
        do throws(InputProblems) {
          _ = try Scenario.load("no/such.json")
          return ""
        } catch {
          return error.description
        }
      }() == "no/such.json: found no such file, expected a readable file")
    #expect(
      Sample.problems("{\"format\": 1,}")
        == #"in/s.json:1:14: found "}", expected a key in double quotes"#)
    #expect(
      Sample.problems(
        Sample.minimal.replacing("\"format\"", with: "\"claim_files\": [\"e.csv\"], \"format\""))
          == """
          in/e.csv: found no such file, expected a readable file; in/s.json names it at /claim_files/0
          """)
  }

  @Test(
    "each mistake is named at its place, with what was found and what was expected",
    arguments: [
      (
        "institutions.bank.kind=bnak",
        #"at /institutions/8/kind: found "bnak", expected one of exchange, clearing_house, lending_protocol, amm, stablecoin_issuer, bridge, custodian, oracle_operator, market_maker, fund, hedger, lender, treasury"#
      ),
      (
        "institutions.bank.csah=1",
        #"at /institutions/8/csah: found an unknown key "csah", expected one of the keys id, count, kind, home, operates_in, external_assets, external_liabilities, cash, tokens, custody, rehypothecation, pledges, prefunding, behaviour, venue; did you mean "cash"?"#
      ),
      (
        "institutions.bank.home=europe",
        #"at /institutions/8/home: found "europe", expected the id of a jurisdiction (eu, off)"#
      ),
      (
        "institutions.bank.cash=-1",
        "at /institutions/8/cash: found -1, expected a number of at least 0 (money)"
      ),
      (
        "institutions.bank.id=maker",
        #"at /institutions/8/id: found "maker", expected an id that no other institution or population has"#
      ),
      (
        "institutions.fund.count=0",
        "at /institutions/6/count: found 0, expected an integer between 1 and 10000"
      ),
      (
        #"institutions.bank.cash={"distribution":"uniform","minimum":-1,"maximum":1}"#,
        "at /institutions/8/cash: found a distribution that can give -1, expected a number of at least 0 (money)"
      ),
      (
        #"institutions.bank.cash={"distribution":"uniform","minimum":2,"maximum":1}"#,
        "at /institutions/8/cash/maximum: found 1, expected more than the minimum"
      ),
      (
        "institutions.bank.tokens.usd=1",
        "at /institutions/8/tokens: found units of cash (usd), expected cash under the key cash"
      ),
      ("institutions.fund.home.shares.eu=0", "valid"),
      (
        #"institutions.fund.home={"shares":{"eu":0}}"#,
        "at /institutions/6/home/shares: found no positive share, expected at least one"
      ),
      (
        "hazards.theft.loss_fraction=1.5",
        "at /hazards/0/loss_fraction: found 1.5, expected a fraction between 0 and 1"
      ),
      (
        "supervision.false_positive_per_hour=2",
        "at /supervision/false_positive_per_hour: found 2, expected a probability between 0 and 1"
      ),
      (
        "positions[1].quantity=-1",
        "at /positions: found positions at bourse in btc that sum to 1 (long 5, short 4), expected a sum of 0"
      ),
      (
        "positions[1].notional=5",
        "at /positions/1/quantity: found both, expected either quantity or notional"
      ),
      (
        "positions[1].venue=keeper",
        #"at /positions/1/venue: found "keeper", expected the id of a venue (bourse, house, pool)"#
      ),
      (
        "positions[1].venue=pool",
        #"at /positions/1/venue: found "pool" of kind lending_protocol, expected exchange or clearing_house"#
      ),
      (
        "claims[0].debtor=bank",
        "at /claims/0/debtor: found an exposure of bank to itself, expected a debtor other than the creditor"
      ),
      (
        "claims[0].debtor=fund-6",
        #"at /claims/0/debtor: found "fund-6", expected the id of an institution; did you mean "fund-1"?"#
      ),
      (
        #"credit_lines=[{"lender":"bank","borrower":"bank","limit":1}]"#,
        "at /credit_lines/0/borrower: found a credit line of bank to itself, expected a borrower other than the lender"
      ),
      (
        "contagion.payment_policy=late",
        #"at /contagion/payment_policy: found "late", expected one of simultaneous, last_moment"#
      ),
      (
        #"institutions.fund.behaviour.run.distress_threshold={"distribution":"normal","mean":0.5,"standard_deviation":0.1,"minimum":0}"#,
        "at /institutions/6/behaviour/run/distress_threshold: found a distribution that can give more than 1, expected a number between 0 and 1 (of equity)"
      ),
      (
        "claim_networks.rebuilt.assets.bank=3",
        "at /claim_networks/5/liabilities: found liabilities of 3 in all, expected as much as assets in all (4)"
      ),
      (
        #"claim_networks.rebuilt.assets={"hedge":3}"#,
        "at /claim_networks/5: found totals that no network without loops meets, expected nobody who owns or owes more than all others together"
      ),
      (
        #"claim_networks.circle.members=["bank"]"#,
        "at /claim_networks/1/members: found an empty population (1 members), expected at least 2 members"
      ),
      (
        "claim_networks.interbank.mean_degree=9",
        "at /claim_networks/0/mean_degree: found 9, expected at most 5, the number of others"
      ),
      (
        "correlation.pairs[0].value=1",
        "at /correlation: found correlations of btc, eth that no returns can have, expected a positive definite matrix"
      ),
      (
        #"assets.btc={"id": "btc", "kind": "settlement"}"#,
        "at /assets/1/kind: found a second settlement asset, expected exactly one, the first"
      ),
      ("events[0].asset=usd", "at /events/0/asset: found a price move of cash, expected a token"),
      (
        "events[0].fraction=-1",
        "at /events/0/fraction: found -1, expected a number greater than -1"
      ),
      (
        "loans.borrowers.venue=bourse",
        #"at /loans/0/venue: found "bourse" of kind exchange, expected lending_protocol"#
      ),
      (
        "clock.start_utc=2025-13-10T20:00:00Z",
        #"at /clock/start_utc: found "2025-13-10T20:00:00Z", expected an instant in UTC such as 2025-10-10T20:00:00Z"#
      ),
      (
        "clock.tick_seconds=0.001",
        "at /clock/tick_seconds: found 28800000 ticks, expected at most 1000000"
      ),
      (
        "regimes.harmonised.extends=fragmentde",
        #"at /regimes/harmonised/extends: found "fragmentde", expected the id of a regime (base, fragmented, harmonised, strict); did you mean "fragmented"?"#
      ),
      (
        "regimes.base.extends=strict",
        "at /regimes/base/extends: found a circle: base extends strict extends harmonised extends fragmented extends base, expected a chain that ends"
      ),
      (
        "regimes.harmonised.global_clearer=hous",
        #"at /regimes/harmonised/global_clearer: found "hous", expected the id of an institution; did you mean "house"?"#
      ),
      (
        "regimes.harmonised.global_clearer=bourse",
        #"at /regimes/harmonised/global_clearer: found "bourse", expected a clearing house: house"#
      ),
      (
        "regimes.strict.path.strictness=strict",
        #"at /regimes/strict/path/strictness: found "strict", expected a number between -1 and 1, or one of laxest, mean, strictest; did you mean "strictest"?"#
      ),
      (
        "comparison.baseline=base",
        #"at /comparison/baseline: found "base", which is abstract, expected a regime that is run: fragmented, harmonised, strict"#
      ),
      (
        #"provenance={"/assets/btc/prize": {"assumption": true}}"#,
        #"at /provenance/~1assets~1btc~1prize: found a pointer that leads nowhere below /assets/btc, expected a pointer to a value of this scenario; did you mean "price"?"#
      ),
      (
        #"provenance={"/assets/btc/price": {"assumption": true, "range": [1, 2]}}"#,
        "at /provenance/~1assets~1btc~1price/range: found a range from 1 to 2, expected one that holds the value assumed (100)"
      ),
      (
        #"provenance={"/assets/btc/price": {"source": "x", "evidence": "L"}}"#,
        #"at /provenance/~1assets~1btc~1price/evidence: found "L", expected one of S, R"#
      ),
      (
        #"provenance={"/assets/btc/price": {}}"#,
        #"at /provenance/~1assets~1btc~1price/source: found nothing, expected either a source or "assumption": true"#
      ),
    ])
  func mistakes(override: String, problem: String) {
    Sample.expect(problem, of: Sample.complete, override: override)
  }

  @Test("full recognition that is not transitive names the three jurisdictions")
  func recognition() {
    let text = #"""
      {"format": 1, "name": "three", "jurisdictions": [{"id": "x"}, {"id": "y"}, {"id": "z"}],
       "assets": [{"id": "usd", "kind": "settlement"}],
       "institutions": [{"id": "a", "kind": "lender", "home": "x"}],
       "regimes": {"r": {"recognition": {"pairs": [
         {"in": "x", "of": "y", "value": 1}, {"in": "y", "of": "x", "value": 1},
         {"in": "y", "of": "z", "value": 1}, {"in": "z", "of": "y", "value": 1}]}}}}
      """#
    #expect(
      Sample.problems(text) == """
        in/s.json:4:35 at /regimes/r/recognition: found full recognition between x and y, and y and z, \
        but not between x and z, expected full recognition that is transitive
        """)
  }

  @Test("a scenario without institutions, or whose cash does not come first, is refused")
  func empty() {
    #expect(
      Sample.problems(Sample.minimal, overrides: ["institutions=[]"])
        == "in/s.json at /institutions: found no institution, expected at least one")
    #expect(
      Sample.problems(
        Sample.minimal, overrides: [#"assets=[{"id": "btc", "kind": "token", "price": 1}]"#])
          == """
          in/s.json at /assets/0/kind: found an asset that is not the settlement asset, expected \
          settlement first
          """)
  }

  @Test("mistakes in CSV files are named by line and column, all together")
  func csv() {
    let text = Sample.minimal.replacing(
      "\"format\": 1",
      with: #""format": 1, "claim_files": ["e.csv"], "institution_files": ["i.csv"]"#)
    let files = [
      "in/e.csv": "creditor,debtor,amount\na,a,1\na,b,x\nc,b,1\n",
      "in/i.csv": "id,kind,home,cash\nb,bank,x,1\na,lender,x,-2\n",
    ]
    #expect(
      Sample.problems(text, files: files) == """
        in/i.csv:2 column kind: found "bank", expected one of exchange, clearing_house, \
        lending_protocol, amm, stablecoin_issuer, bridge, custodian, oracle_operator, market_maker, \
        fund, hedger, lender, treasury
        in/i.csv:3 column id: found "a", expected an id that no other institution or population has
        in/i.csv:3 column cash: found "-2", expected a number of at least 0 (money)
        in/e.csv:2 column debtor: found an exposure of a to itself, expected a debtor other than the \
        creditor
        in/e.csv:3 column amount: found "x", expected a number of at least 0 (money)
        in/e.csv:4 column creditor: found "c", expected the id of an institution (a, b)
        """)
  }

  /// Whatever stands where, a scenario is read or refused, and never traps.
  @Test("no value in any place traps the reader")
  func robustness() throws {
    let root = try JSONReader.read(Sample.complete, file: "s.json")
    let values: [JSONValue] = [
      .null, "x", -1, 1e300, [], ["distribution": "uniform"],
    ]
    var read = 0
    for pointer in root.pointers(below: JSONPointer()) {
      for value in values {
        var changed = root
        guard changed.replace(pointer, with: JSONNode(plain: value)) else { continue }
        let text = JSONText.compact(changed.plain)
        do throws(InputProblems) {
          _ = try Sample.load(text).resolved
          read += 1
        } catch {
          #expect(!error.problems.isEmpty, "refused without a reason: \(pointer)")
        }
      }
    }
    #expect(read > 50)
  }
}

extension JSONNode {
  func pointers(below pointer: JSONPointer) -> [JSONPointer] {
    switch value {
    case .array(let elements):
      [pointer]
        + elements.enumerated().flatMap { $0.element.pointers(below: pointer.appending($0.offset)) }
    case .object(let members):
      [pointer] + members.flatMap { $0.node.pointers(below: pointer.appending($0.key)) }
    default: [pointer]
    }
  }
}
