import Contagion
import LinearAlgebra
import Randomness
import Regimes

@testable import Simulation

/// A seeded generator of worlds in which every mechanism may run: all kinds, accounts, loans, claims,
/// custody, events, recognition between none and full, all topologies and valuations.
struct RandomWorld {
  var stream: Stream
  var specification: WorldSpecification
  var regime: Regime
  let zones: Int

  init(_ number: Int) {
    var stream = Stream(seed: 77, replicate: UInt32(number), purpose: 900, tick: 0, entity: 0)
    let zones = 1 + stream.integer(below: 3)
    let tokens = 2 + stream.integer(below: 2)
    var assets = [AssetSpecification(id: "usd", kind: .settlement, price: 1)]
    for index in 0..<tokens {
      var asset = AssetSpecification(
        id: "t\(index)", kind: .token, price: 50 + 100 * stream.uniform())
      asset.annualVolatility = 0.5 + 2 * stream.uniform()
      asset.tailDegreesOfFreedom = stream.uniform() < 0.5 ? 4 : .infinity
      assets.append(asset)
    }
    assets.append(AssetSpecification(id: "coin", kind: .stablecoin(issuer: 4, face: 1), price: 1))
    for index in 1..<assets.count {
      assets[index].backgroundDepth = (0..<zones).map { _ in 200 + 2000 * stream.uniform() }
      assets[index].impact =
        stream.uniform() < 0.5 ? .exponential(floor: 0.05) : .linear(floor: 0.05)
      assets[index].impactHalfLifeHours = stream.uniform() < 0.5 ? 2 : .infinity
      assets[index].heldOutside = index == assets.count - 1 ? 300 : 0
    }
    specification = WorldSpecification(
      clock: Clock(tickHours: 0.25, ticks: 12, burnInTicks: 4, maximumPasses: 40),
      jurisdictions: [], assets: assets, institutions: [],
      correlation: Matrix.identity(assets.count))
    regime = Regime(name: "random")
    self.stream = stream
    self.zones = zones
    makeJurisdictions(assets.count)
    makeInstitutions()
    makePositions()
    makeClaims()
    makeAccounts()
    addCrossMargin(number)
    makeEvents()
    chooseRules()
    chooseMarginModels()
    makeContracts()
    makeClearing()
    chooseFunding()
    specification.addRandomMarkets(number)
    chooseTerms(number)
    if number % 10 == 3 { makeTransition() }
    if number % 10 == 6 { makeBloc() }
  }

  /// Rules come into force in steps, after those of a plain regime.
  private mutating func makeTransition() {
    var plan = Transition()
    plan.trigger = stream.uniform() < 0.5 ? .proactive : .reactive
    plan.startsHours = stream.uniform()
    plan.durationHours = 2 * stream.uniform()
    plan.steps = 1 + stream.integer(below: 4)
    var from = Regime(name: "before")
    from.topology =
      ClearingTopology.allCases[
        stream.integer(below: ClearingTopology.allCases.count)]
    regime.transitionCostPerRule = 0.01
    regime.introduction = .gradual(from: from, plan)
  }

  private mutating func makeBloc() {
    guard zones > 1 else { return }
    regime.recognition = .none
    regime.recognitionBySubject = [.collateral: .full]
    regime.blocs = [Bloc(members: [0, zones - 1])]
  }

  private mutating func makeJurisdictions(_ assets: Int) {
    for j in 0..<zones {
      var book = Rulebook()
      book.collateralHaircuts = [0] + (1..<assets).map { _ in 0.5 * stream.uniform() }
      book.marginFloorRate = 0.02 + 0.2 * stream.uniform()
      book.leverageCapMarginRate = 0.02 + 0.1 * stream.uniform()
      book.segregatedShare = stream.uniform() < 0.5 ? 1 : stream.uniform()
      book.insolvency = stream.uniform() < 0.5 ? .territorial : .universal
      book.reportingLagHours = stream.uniform()
      book.enforcementThreshold = 0.2 * stream.uniform()
      book.enforcementStyle = EnforcementStyle.allCases[stream.integer(below: 3)]
      book.powers = SupervisoryPower.allCases.filter { _ in stream.uniform() < 0.6 }
      book.clearingMandate = stream.uniform() < 0.3
      book.capitalRatio = stream.uniform() < 0.5 ? 0 : 0.3 * stream.uniform()
      book.access = AccessGate.allCases[stream.integer(below: 4)]
      book.costPerMarket = 10 * stream.uniform()
      book.costPerConflict = 5 * stream.uniform()
      specification.jurisdictions.append(
        Jurisdiction(id: "j\(j)", rulebook: book, activity: 1 + stream.uniform()))
    }
  }

  private static let kinds: [InstitutionKind] = [
    .exchange, .exchange, .clearingHouse, .lendingProtocol, .stablecoinIssuer, .custodian,
    .marketMaker, .marketMaker, .fund, .fund, .fund, .hedger, .lender, .lender,
  ]

  private mutating func makeInstitutions() {
    for (index, kind) in Self.kinds.enumerated() {
      let home = stream.integer(below: zones)
      let places = (0..<zones).filter { $0 == home || stream.uniform() < 0.5 }
      var each = InstitutionSpecification(
        id: "i\(index)", kind: kind, home: home, operatesIn: places)
      for place in places {
        each.holdings.append(
          Holding(jurisdiction: place, asset: 0, units: 100 + 400 * stream.uniform()))
      }
      each.externalAssets = 50 * stream.uniform()
      each.externalLiabilities = 60 * stream.uniform()
      if [.exchange, .clearingHouse, .lendingProtocol].contains(kind) { each.venue = venue() }
      if kind != .exchange && kind != .clearingHouse {
        for asset in 1..<specification.assets.count where stream.uniform() < 0.5 {
          each.holdings.append(
            Holding(jurisdiction: home, asset: asset, units: 2 * stream.uniform()))
        }
      }
      each.behaviour = behaviour(of: kind)
      if kind == .fund, stream.uniform() < 0.5 {
        each.custody = [CustodyHolding(custodian: 5, asset: 1, units: stream.uniform())]
      }
      specification.institutions.append(each)
    }
  }

  private mutating func venue() -> VenueSpecification {
    var venue = VenueSpecification()
    venue.ownFund = stream.uniform() < 0.3 ? nil : 5 * stream.uniform()
    venue.liquidationFee = 0.01 * stream.uniform()
    venue.liquidationCapacityPerHour = stream.uniform() < 0.5 ? .infinity : 4000
    venue.oracleLatencyHours = stream.uniform() < 0.5 ? 0 : 0.6 * stream.uniform()
    venue.oracleSource = stream.uniform() < 0.5 ? .ownZone : .allZones
    venue.deleveragingRule = AutoDeleveragingRule.allCases[stream.integer(below: 4)]
    venue.closeFactor = stream.uniform() < 0.5 ? 1 : 0.5
    venue.liquidationBonus = 0.1 * stream.uniform()
    return venue
  }

  private mutating func behaviour(of kind: InstitutionKind) -> Behaviour {
    var behaviour = Behaviour()
    switch kind {
    case .fund:
      behaviour.leverageTarget = LeverageTargeting(
        target: 1.5, maximum: 2, adjustmentHalfLifeHours: stream.uniform(),
        isSymmetric: stream.uniform() < 0.5)
    case .marketMaker:
      behaviour.marketMaking = MarketMaking(
        depth: (0..<zones).flatMap { j in
          (1..<specification.assets.count).map {
            Holding(jurisdiction: j, asset: $0, units: 500 * stream.uniform())
          }
        }, volatilityExponent: 1, inventoryLimit: 3, drawdownLimit: 0.5,
        refillHalfLifeHours: 1, arbitrageShare: stream.uniform())
      behaviour.migration = Migration(
        reviewHours: 1, switchingCost: 1, marginWeight: 10, complianceWeight: 0.01,
        liquidityWeight: 0.5)
    case .hedger: behaviour.hedge = Hedging(asset: 1, adjustmentHalfLifeHours: 0.5)
    case .lender:
      behaviour.run = RunBehaviour(
        distressThreshold: 0.1, callShare: 0.5, informationLagHours: stream.uniform())
    case .stablecoinIssuer:
      behaviour.redemption = Redemption(
        asset: specification.assets.count - 1, capacityPerHour: 50)
    case .exchange, .clearingHouse, .lendingProtocol, .bridge, .custodian, .treasury,
      .automatedMarketMaker, .oracleOperator:
      break
    }
    return behaviour
  }

  private mutating func makePositions() {
    for venue in 0...1 {
      for asset in 1..<(specification.assets.count - 1) {
        var sum = 0.0
        for member in 6...11 {
          let quantity = 8 * (stream.uniform() - 0.5)
          sum += quantity
          specification.positions.append(
            PositionSpecification(
              institution: member, venue: venue, asset: asset, quantity: quantity))
        }
        specification.positions.append(
          PositionSpecification(institution: 12, venue: venue, asset: asset, quantity: -sum))
      }
    }
  }

  private mutating func makeClaims() {
    let count = specification.institutions.count
    for _ in 0..<20 {
      let creditor = stream.integer(below: count)
      let debtor = stream.integer(below: count)
      guard creditor != debtor else { continue }
      specification.claims.append(
        ClaimSpecification(
          creditor: creditor, debtor: debtor, amount: 60 * stream.uniform(),
          layer: stream.uniform() < 0.5 ? .deposits : .loans))
    }
  }

  private mutating func makeAccounts() {
    for venue in 0...1 {
      for asset in 1..<(specification.assets.count - 1) {
        for pair in 0..<20 {
          let quantity = stream.uniform()
          let price = specification.assets[asset].price
          for sign in [1.0, -1.0] {
            let leverage = 2 + 20 * stream.uniform()
            let coin = pair % 3 == 0 ? specification.assets.count - 1 : 0
            let margin = quantity * price / leverage
            specification.marginAccounts.append(
              venue: venue, asset: asset, quantity: sign * quantity, entryPrice: price,
              margin: coin == 0 ? margin : margin / 2, collateralAsset: coin,
              collateralUnits: coin == 0 ? 0 : margin / 2, jurisdiction: pair % zones,
              client: ClientClass.allCases[pair % 3])
          }
        }
      }
    }
    for _ in 0..<20 {
      let units = stream.uniform()
      let price = specification.assets[1].price
      specification.loanAccounts.append(
        venue: 3, collateralAsset: 1, collateralUnits: units,
        debt: units * price * (0.5 + 0.28 * stream.uniform()), liquidationThreshold: 0.8)
    }
  }

  private mutating func makeEvents() {
    let fall = -0.05 - 0.3 * stream.uniform()
    let events: [ScheduledEvent.Kind] = [
      .priceMove(asset: 1, fraction: fall, durationHours: stream.uniform()),
      .externalLoss(institution: 8, amount: 100 * stream.uniform()),
      .exploit(institution: 3, fraction: 0.3 * stream.uniform()),
      .run(debtor: 0, fraction: 0.5), .marketMakerExit(institution: 6),
      .oracleFailure(venue: 1, durationHours: 0.5),
      .enforcement(institution: 1, fine: 20, freezeHours: 1),
    ]
    for kind in events where stream.uniform() < 0.6 {
      specification.events.append(ScheduledEvent(atHours: 2 * stream.uniform(), kind: kind))
    }
    specification.hazards = [
      Hazard(id: "exploit", kinds: [.lendingProtocol, .fund], ratePerYear: 200, lossFraction: 0.2)
    ]
  }

  /// False reports, inspections, attestations, forbearance, wrong code, and powers with their terms.
  private mutating func chooseSupervision() {
    for j in specification.jurisdictions.indices where stream.uniform() < 0.4 {
      specification.jurisdictions[j].rulebook.attestation = true
      specification.jurisdictions[j].rulebook.attestationsPerDay = 48 * stream.uniform()
      specification.jurisdictions[j].rulebook.proofSamples = 20 * stream.uniform()
    }
    specification.supervision.attestedAccess = stream.uniform() < 0.5
    specification.supervision.inspectionsPerYear = 2000
    specification.supervision.forbearance = 0.2 * stream.uniform()
    specification.supervision.ruleErrorRate = 0.2 * stream.uniform()
    specification.supervision.ringFenceKeepsLossesOut = stream.uniform() < 0.5
    specification.supervision.windDownHalfLifeHours = 0.5 + stream.uniform()
    specification.supervision.supportShare = 0.3 * stream.uniform()
    specification.supervision.indicator = StressIndicator.allCases[stream.integer(below: 2)]
    for i in specification.institutions.indices where stream.uniform() < 0.3 {
      specification.institutions[i].behaviour.misreporting = Misreporting(
        overstatement: 0.4 * stream.uniform(),
        belowEquityRatio: stream.uniform() < 0.5 ? .infinity : 0.3,
        means: stream.uniform() < 0.5 ? .liabilities : .reserves)
    }
  }

  private mutating func chooseRules() {
    let valuations: [Valuation] = [
      .furfine(recovery: 0.4), .eisenbergNoe, .rogersVeraart(alpha: 0.8, beta: 0.9),
      .linearDebtRank, .nonlinearDebtRank(alpha: 1, recovery: 0.3),
    ]
    specification.contagion.valuation = valuations[stream.integer(below: valuations.count)]
    specification.contagion.graceHours = stream.uniform()
    specification.contagion.estateSaleHalfLifeHours = stream.uniform() < 0.5 ? 3 : .infinity
    specification.supervision.intervalHours = 0.5
    if stream.uniform() < 0.1 { specification.clock.maximumPasses = 3 }
    specification.supervision.falsePositivePerHour = 0.05
    chooseSupervision()
    specification.margin.concentration = []
    regime.path.dispersion = stream.uniform()
    regime.path.strictness = 2 * stream.uniform() - 1
    let topologies: [ClearingTopology] = [.perVenue, .perJurisdiction, .global]
    regime.topology = topologies[stream.integer(below: 3)]
    regime.settlementDelayHours = 2 * stream.uniform()
    regime.commonality = stream.uniform()
    var matrix = Matrix(rows: zones, columns: zones, repeating: 0.9 * stream.uniform())
    for j in 0..<zones { matrix[j, j] = 1 }
    let choice = stream.integer(below: 3)
    regime.recognition = choice == 0 ? .none : choice == 1 ? .full : .matrix(matrix)
    let forms: [Coordination] = [.alone, .memorandum, .college(delayHours: 0.5, quorum: 0.5)]
    regime.coordination = forms[stream.integer(below: 3)]
  }
}
