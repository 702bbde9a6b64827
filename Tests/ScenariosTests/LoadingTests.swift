import Contagion
import Formats
import LinearAlgebra
import Regimes
import Scenarios
import Simulation
import Testing

@Suite("Scenario: what is read")
struct LoadingTests {
  @Test("the least scenario has defaults for everything else")
  func minimal() throws {
    let scenario = try Sample.load(Sample.minimal)
    let world = scenario.specification(replicate: 0)
    #expect(scenario.name == "minimal")
    #expect(scenario.regimes == [Regime(name: "default")])
    #expect(world.clock == Clock(tickHours: 1, ticks: 24))
    #expect(
      world.institutions == [
        InstitutionSpecification(id: "a", kind: .lender, home: 0, operatesIn: [0])
      ])
    var rules = Rulebook()
    rules.collateralHaircuts = [0]
    #expect(world.jurisdictions == [Jurisdiction(id: "x", rulebook: rules, activity: 1)])
    #expect(world.switches == Switches())
  }

  @Test("everything that is said reaches the world")
  func complete() throws {
    let scenario = try Sample.load(Sample.complete)
    let world = scenario.specification(replicate: 0)
    #expect(
      world.clock == Clock(tickHours: 1.0 / 60, ticks: 420, burnInTicks: 60, maximumPasses: 40))
    #expect(!world.switches.hazards)
    let eu = world.jurisdictions[0].rulebook
    #expect(eu.leverageCapMarginRate == 0.5)
    #expect(eu.marginFloorRate == 0.03)
    #expect(eu.collateralHaircuts == [0, 0.6, 0, 0.2])
    #expect(eu.powers == [.marginAddOn, .freeze])
    #expect(world.jurisdictions[1].rulebook.enforcementStyle == .adHoc)
    #expect(world.assets[1].backgroundDepth == [50, 200])
    #expect(world.assets[1].impact == .exponential(floor: 0.05))
    #expect(world.assets[2].impact == .linear(floor: 0))
    #expect(world.assets[3].kind == .stablecoin(issuer: 3, face: 1))
    #expect(world.margin.correlation.row(1) == [0, 1, 0.8, 0])
    #expect(
      world.institutions.map(\.id) == [
        "bourse", "house", "pool", "issuer", "keeper", "maker", "fund-1", "fund-2", "fund-3",
        "fund-4", "fund-5", "hedge", "bank",
      ])
    #expect(world.institutions[0].venue?.ownFund == 20)
    #expect(world.institutions[0].venue?.liquidationCapacityPerHour == .infinity)
    #expect(world.institutions[1].venue == VenueSpecification())
    #expect(world.institutions[5].operatesIn == [0, 1])
    #expect(
      world.institutions[5].holdings == [
        Holding(jurisdiction: 1, asset: 0, units: 100),
        Holding(jurisdiction: 0, asset: 0, units: 10),
        Holding(jurisdiction: 1, asset: 1, units: 1), Holding(jurisdiction: 0, asset: 1, units: 2),
        Holding(jurisdiction: 1, asset: 3, units: 5),
      ])
    #expect(
      world.institutions[6].prefunding == [Prefunding(clearer: 1, margin: 1, defaultFund: 0.5)])
    #expect(world.contagion.valuation == .rogersVeraart(alpha: 0.9, beta: 0.8))
    #expect(world.contagion.defaultTest == .weak)
    #expect(world.events.count == 7)
    #expect(world.events[5].kind == .oracleFailure(venue: 2, durationHours: 0.5))
    #expect(world.loanAccounts.count == 50)
    #expect(world.marginAccounts.client.allSatisfy { $0 == .professional })
  }

  @Test("regimes are differences to what they extend, and abstract ones are not run")
  func regimes() throws {
    let regimes = try Sample.load(Sample.complete).regimes
    #expect(regimes.map(\.name) == ["fragmented", "harmonised", "strict"])
    #expect(regimes.map(\.commonality) == [0.3, 0.3, 0.3])
    #expect(regimes[0].path == HarmonisationPath())
    #expect(regimes[1].recognition == .full)
    #expect(regimes[2].topology == .global)
    #expect(regimes[2].path.strictness == 1)
    #expect(regimes[2].path.dispersion == 0)
    #expect(regimes[2].path.leverDispersion == [.capital: 0.5])
    #expect(regimes[2].coordination == .college(delayHours: 4, quorum: 0.5))
    #expect(regimes[0].recognition.matrix(jurisdictions: 2).row(0) == [1, 0.2])
  }

  @Test("an override of a base reaches the regimes that extend it")
  func overrides() throws {
    let scenario = try Sample.load(
      Sample.complete,
      overrides: [
        "regimes.base.commonality=0.9", "institutions.bank.cash=7", "clock.tick_seconds=30",
      ])
    #expect(scenario.regimes.map(\.commonality) == [0.9, 0.9, 0.9])
    let world = scenario.specification(replicate: 0)
    #expect(world.institutions[12].holdings == [Holding(jurisdiction: 0, asset: 0, units: 7)])
    #expect(world.clock.ticks == 840)
  }

  @Test("the resolved form says every default and reads back as the same scenario")
  func resolved() throws {
    for text in [Sample.minimal, Sample.complete] {
      let scenario = try Sample.load(text)
      let resolved = JSONText.pretty(scenario.resolved)
      let again = try Sample.load(resolved)
      #expect(JSONText.pretty(again.resolved) == resolved)
      #expect(again.specification(replicate: 3) == scenario.specification(replicate: 3))
      #expect(again.regimes == scenario.regimes)
    }
  }

  @Test("institutions, positions, claims and accounts come from CSV files beside the scenario")
  func files() throws {
    let text = #"""
      {"format": 1, "name": "csv", "jurisdictions": [{"id": "x"}, {"id": "y"}],
       "assets": [{"id": "usd", "kind": "settlement"}, {"id": "btc", "kind": "token", "price": 10}],
       "institution_files": ["data/banks.csv"], "position_files": ["positions.csv"],
       "claim_files": ["edges.csv"], "account_files": ["accounts.csv"],
       "provenance": {"/claim_files/0": {"source": "filings", "year": 2024, "evidence": "S"}}}
      """#
    let files = [
      "in/data/banks.csv": """
      id,kind,home,operates_in,cash,external_assets,tokens.btc,venue.own_fund,venue.close_factor
      bourse,exchange,x,,5,,,3,0.5
      a,lender,y,x;y,2.5,100,4,,
      """, "in/positions.csv": "institution,venue,asset,quantity\na,bourse,btc,2\n",
      "in/edges.csv": "creditor,debtor,amount,layer\na,bourse,7,deposits\nbourse,a,1,\n",
      "in/accounts.csv": "venue,asset,quantity,margin,client\nbourse,btc,-2,3,professional\n",
    ]
    let scenario = try Sample.load(text, files: files)
    let world = scenario.specification(replicate: 0)
    #expect(world.institutions[1].operatesIn == [0, 1])
    #expect(world.institutions[1].externalAssets == 100)
    #expect(
      world.institutions[1].holdings == [
        Holding(jurisdiction: 1, asset: 0, units: 2.5),
        Holding(jurisdiction: 1, asset: 1, units: 4),
      ])
    #expect(world.institutions[0].venue?.ownFund == 3)
    #expect(world.institutions[0].venue?.closeFactor == 0.5)
    #expect(
      world.positions == [
        PositionSpecification(institution: 1, venue: 0, asset: 1, quantity: 2)
      ])
    #expect(
      world.claims == [
        ClaimSpecification(creditor: 1, debtor: 0, amount: 7, layer: .deposits),
        ClaimSpecification(creditor: 0, debtor: 1, amount: 1, layer: .loans),
      ])
    #expect(world.marginAccounts.entryPrice == [10])
    #expect(
      scenario.inputs.map(\.path) == [
        "in/s.json", "in/data/banks.csv", "in/positions.csv", "in/edges.csv", "in/accounts.csv",
      ])
    #expect(scenario.provenance.sourced == 2)
  }
}
