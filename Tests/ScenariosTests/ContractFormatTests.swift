import Formats
import Regimes
import Scenarios
import Simulation
import Testing

@Suite("Scenario: contracts and risk weights")
struct ContractFormatTests {
  private let text = #"""
    {"format": 1, "name": "contracts", "rulebook": {"capital_ratio": 0.08},
     "jurisdictions": [{"id": "a", "rulebook": {"risk_weights": {"btc": 12.5, "usd": 0}}},
                       {"id": "b"}],
     "assets": [{"id": "usd", "kind": "settlement"},
                {"id": "btc", "kind": "token", "price": 80},
                {"id": "eth", "kind": "token", "price": 4}],
     "institutions": [{"id": "x", "kind": "exchange", "home": "a"},
                      {"id": "y", "kind": "lending_protocol", "home": "b"}],
     "contracts": [
       {"venue": "x", "asset": "btc", "kind": "perpetual", "interval_hours": 4,
        "interest": 0.0002, "clamp": 0.0004, "limit": 0.0075, "index": "all_zones"},
       {"venue": "x", "asset": "eth", "kind": "future", "expiry_hours": 48, "carry_rate": 0.1}]}
    """#

  @Test("terms of perpetuals and futures reach the world")
  func reach() throws {
    let contracts = try Sample.load(text).specification(replicate: 0).contracts
    var terms = PerpetualTerms()
    terms.intervalHours = 4
    terms.interest = 0.0002
    terms.clamp = 0.0004
    terms.limit = 0.0075
    var perpetual = ContractSpecification(venue: 0, asset: 1, kind: .perpetual(terms))
    perpetual.index = .allZones
    let future = ContractSpecification(
      venue: 0, asset: 2, kind: .future(FutureTerms(expiryHours: 48, carryRate: 0.1)))
    #expect(contracts == [perpetual, future])
  }

  @Test("a perpetual is that of the large venues unless its terms say otherwise")
  func defaults() throws {
    let scenario = try Sample.load(
      text, overrides: [#"contracts=[{"venue": "x", "asset": "btc", "kind": "perpetual"}]"#])
    let contracts = scenario.specification(replicate: 0).contracts
    #expect(
      contracts
        == [ContractSpecification(venue: 0, asset: 1, kind: .perpetual(PerpetualTerms()))])
  }

  @Test("contracts in cash, where nothing is traded, and twice are refused")
  func refusals() {
    func problems(_ override: String) -> String { Sample.problems(text, overrides: [override]) }
    #expect(problems("contracts.0.asset=usd").contains("a contract in cash, expected a token"))
    #expect(problems("contracts.0.venue=y").contains("of kind lending_protocol"))
    #expect(
      problems("contracts.1.asset=btc").contains(
        "a second contract in btc at x, expected one for each venue and asset"))
    #expect(problems("contracts.1.expiry_hours=0").contains("expiry_hours"))
  }

  @Test("limits on exposures reach the rulebooks")
  func limits() throws {
    let world = try Sample.load(text, overrides: ["jurisdictions.b.rulebook.group_two_limits=true"])
      .specification(replicate: 0)
    #expect(world.jurisdictions.map(\.rulebook.groupTwoLimits) == [false, true])
  }

  @Test("risk weights reach the rulebooks; where one law states some, every asset has one")
  func weights() throws {
    let world = try Sample.load(text).specification(replicate: 0)
    #expect(world.jurisdictions.map(\.rulebook.riskWeights) == [[0, 12.5, 1], [1, 1, 1]])
    let none = try Sample.load(text, overrides: ["jurisdictions.a.rulebook.risk_weights={}"])
    #expect(
      none.specification(replicate: 0).jurisdictions.allSatisfy { $0.rulebook.riskWeights.isEmpty })
    let market = try Sample.load(text, overrides: [#"rulebook.risk_weights={"eth": 3}"#])
    #expect(
      market.specification(replicate: 0).jurisdictions.map(\.rulebook.riskWeights)
        == [[0, 12.5, 3], [1, 1, 3]])
  }
}
