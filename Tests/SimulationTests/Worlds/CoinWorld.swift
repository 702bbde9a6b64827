import Contagion
import LinearAlgebra
import Randomness
import Regimes

@testable import Simulation

/// A random world in which holders run on three kinds of stablecoin, with bridges, treasuries, custody that is
/// lent on, and transfers that fail.
struct CoinWorld {
  private var stream: Stream
  var specification: WorldSpecification
  private(set) var regime: Regime
  let number: Int

  init(_ number: Int) {
    self.number = number
    let random = RandomWorld(number)
    specification = random.specification
    regime = random.regime
    stream = Stream(seed: 77, replicate: UInt32(number), purpose: 901, tick: 0, entity: 0)
    let reserves = specification.assets.count - 1
    let holders = runs()
    specification.assets[reserves].coin.runs = holders
    let terms = queue()
    specification.institutions[4].behaviour.redemption?.queue = terms
    addAlgorithmicCoin()
    addVaultCoin()
    addBridge()
    addTreasury()
    addCoinDebt()
    addPairPools()
    addHolders()
    addRobbery()
    lendOn()
    addEvents()
    let assets = specification.assets.count
    specification.margin.correlation = Matrix.identity(assets)
    for scenario in specification.margin.stressScenarios.indices {
      let known = specification.margin.stressScenarios[scenario]
      specification.margin.stressScenarios[scenario] =
        known + [Double](repeating: 0, count: assets - known.count)
    }
    let charges = specification.margin.concentration
    if !charges.isEmpty {
      specification.margin.concentration =
        charges + [Double](repeating: 0, count: assets - charges.count)
    }
    for j in specification.jurisdictions.indices {
      let known = specification.jurisdictions[j].rulebook.collateralHaircuts
      specification.jurisdictions[j].rulebook.collateralHaircuts =
        known + (known.count..<assets).map { _ in 0.5 * stream.uniform() }
    }
  }

  private mutating func runs() -> [CoinRun] {
    (0..<3).map { _ in
      let low = 0.6 + 0.6 * stream.uniform()
      var run = CoinRun(
        share: 0.3, jurisdiction: stream.integer(below: specification.jurisdictions.count),
        signal: CoinRun.Signal.allCases[stream.integer(below: 2)], lowestThreshold: low,
        highestThreshold: low + 0.5 * stream.uniform(),
        exit: CoinRun.Exit.allCases[stream.integer(below: 2)])
      run.reactionHalfLifeHours = stream.uniform()
      run.informationLagHours = stream.uniform()
      return run
    }
  }

  private mutating func queue() -> RedemptionQueue {
    var queue = RedemptionQueue()
    queue.order = RedemptionQueue.Order.allCases[stream.integer(below: 2)]
    queue.drawsDeposits = stream.uniform() < 0.5
    if stream.uniform() < 0.3 {
      queue.closures = [RedemptionQueue.Closure(fromHours: 1, toHours: 2)]
    }
    return queue
  }

  private mutating func addToken(_ id: String, price: Double) -> Int {
    var asset = AssetSpecification(id: id, kind: .token, price: price)
    asset.annualVolatility = 2
    asset.backgroundDepth = specification.jurisdictions.map { _ in 200 + 1000 * stream.uniform() }
    specification.assets.append(asset)
    return specification.assets.count - 1
  }

  private mutating func addIssuer(_ id: String, of coin: Int) {
    let home = stream.integer(below: specification.jurisdictions.count)
    var issuer = InstitutionSpecification(
      id: id, kind: .stablecoinIssuer, home: home, operatesIn: [home])
    issuer.holdings = [Holding(jurisdiction: home, asset: 0, units: 100 * stream.uniform())]
    issuer.behaviour.redemption = Redemption(
      asset: coin, capacityPerHour: stream.uniform() < 0.3 ? .infinity : 100)
    let terms = queue()
    issuer.behaviour.redemption?.queue = terms
    specification.institutions.append(issuer)
    specification.assets[coin].kind = .stablecoin(
      issuer: specification.institutions.count - 1, face: 1)
    let holders = runs()
    specification.assets[coin].coin.runs = holders
    for fund in 8...10 {
      specification.institutions[fund].holdings.append(
        Holding(
          jurisdiction: specification.institutions[fund].home, asset: coin,
          units: 40 * stream.uniform()))
    }
  }

  private mutating func addAlgorithmicCoin() {
    let share = addToken("share", price: 20)
    let coin = addToken("algo", price: 1)
    specification.assets[coin].heldOutside = 400
    specification.assets[coin].annualVolatility = 0
    var minting = ShareMinting(share: share, supply: 10 + 40 * stream.uniform())
    minting.dilution = stream.uniform()
    minting.haltShare = stream.uniform() < 0.5 ? 1e-6 : 0.3
    specification.assets[coin].coin.backing = .shares(minting)
    addIssuer("algo-issuer", of: coin)
    specification.events.append(
      ScheduledEvent(
        atHours: 0.5,
        kind: .priceMove(asset: share, fraction: -0.7 * stream.uniform(), durationHours: 0)))
  }

  private mutating func addVaultCoin() {
    let coin = addToken("dai", price: 1)
    specification.assets[coin].annualVolatility = 0
    let price = specification.assets[1].price
    specification.assets[coin].coin.backing = .vaults(
      VaultTerms(
        collateralFactor: 1.5,
        vaults: (0..<6).map { _ in
          Vault(collateral: 1, units: 60 * (1.5 + 0.6 * stream.uniform()) / price, debt: 60)
        }))
    addIssuer("dai-protocol", of: coin)
  }

  private mutating func addBridge() {
    let home = stream.integer(below: specification.jurisdictions.count)
    var bridge = InstitutionSpecification(
      id: "bridge", kind: .bridge, home: home, operatesIn: [home])
    bridge.holdings = [Holding(jurisdiction: home, asset: 1, units: 30)]
    bridge.externalAssets = 500 * stream.uniform()
    specification.institutions.append(bridge)
    let wrapped = addToken("wrapped", price: specification.assets[1].price)
    specification.assets[wrapped].annualVolatility = 0
    specification.assets[wrapped].heldOutside = 10
    specification.assets[wrapped].kind = .wrapped(
      bridge: specification.institutions.count - 1, underlying: 1,
      capacityPerHour: stream.uniform() < 0.5 ? .infinity : 50)
    for fund in 8...10 {
      specification.institutions[fund].holdings.append(
        Holding(
          jurisdiction: specification.institutions[fund].home, asset: wrapped,
          units: 3 * stream.uniform()))
    }
    for _ in 0..<10 {
      specification.loanAccounts.append(
        venue: 3, collateralAsset: wrapped, collateralUnits: 0.5,
        debt: 0.5 * specification.assets[1].price * (0.5 + 0.28 * stream.uniform()),
        liquidationThreshold: 0.8)
    }
  }

  private mutating func addTreasury() {
    let home = specification.institutions[3].home
    var treasury = InstitutionSpecification(
      id: "treasury", kind: .treasury, home: home, operatesIn: [home])
    treasury.holdings = [
      Holding(jurisdiction: home, asset: 0, units: 200 * stream.uniform()),
      Holding(jurisdiction: home, asset: 2, units: 3 * stream.uniform()),
    ]
    treasury.behaviour.support = TokenSupport(
      asset: 1, floorShare: 0.9, budgetPerHour: 100, reserve: stream.uniform() < 0.5 ? 2 : nil)
    treasury.behaviour.backstops = [3, 8].map {
      Backstop(institution: $0, equityShare: 0.5 + 0.5 * stream.uniform())
    }
    specification.institutions.append(treasury)
  }

  private mutating func lendOn() {
    specification.institutions[5].rehypothecation = [
      Rehypothecation(to: 9, share: 0.3), Rehypothecation(to: 6, share: stream.uniform() * 0.7),
    ]
    specification.institutions[6].rehypothecation = [Rehypothecation(to: 10, share: 0.8)]
    specification.institutions[0].rehypothecation = [
      Rehypothecation(to: 10, share: stream.uniform(), buys: stream.uniform() < 0.5 ? 1 : nil)
    ]
    specification.institutions[8].pledges = [Pledge(lender: 12, asset: 1, units: stream.uniform())]
    specification.institutions[9].pledges = [Pledge(lender: 13, asset: 2, units: stream.uniform())]
    for (lender, fund) in [(12, 8), (13, 9)] {
      specification.claims.append(
        ClaimSpecification(
          creditor: lender, debtor: fund, amount: 100 * stream.uniform(), layer: .loans))
    }
    regime.interoperability.finalityHours = 2 * stream.uniform()
    regime.interoperability.messageFailure = stream.uniform()
    regime.interoperability.messageTimeoutHours = stream.uniform()
  }

  private mutating func addEvents() {
    let coin = specification.assets.firstIndex { $0.id == "coin" } ?? 0
    let bridge = specification.institutions.firstIndex { $0.kind == .bridge } ?? 0
    let events: [ScheduledEvent.Kind] = [
      .dePeg(coin: coin, fraction: 0.3 * stream.uniform()),
      .bridgeHalt(bridge: bridge, durationHours: 1),
      .exploit(institution: bridge, fraction: 0.6 * stream.uniform()),
      .fraudRevealed(institution: 9, amount: 100 * stream.uniform()),
      .capitalInjection(institution: 3, amount: 50 * stream.uniform()),
      .pricePath(
        asset: 2,
        points: [
          PricePoint(hours: 0, price: specification.assets[2].price),
          PricePoint(hours: 1, price: 0.8 * specification.assets[2].price),
        ]),
    ]
    for kind in events where stream.uniform() < 0.5 {
      specification.events.append(ScheduledEvent(atHours: 2 * stream.uniform(), kind: kind))
    }
  }
}
