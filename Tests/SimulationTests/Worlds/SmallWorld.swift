import Contagion
import LinearAlgebra
import Regimes

@testable import Simulation

/// A world that is built piece by piece: jurisdictions with equal rules, cash, and what a test adds.
struct SmallWorld {
  var specification: WorldSpecification
  var regime = Regime(name: "test")

  init(
    jurisdictions: Int = 1, tokens: [(id: String, price: Double)] = [("btc", 100)], ticks: Int = 1
  ) {
    var rulebook = Rulebook()
    rulebook.collateralHaircuts = [Double](repeating: 0, count: tokens.count + 1)
    let assets =
      [AssetSpecification(id: "usd", kind: .settlement, price: 1)]
      + tokens.map { token in
        var asset = AssetSpecification(id: token.id, kind: .token, price: token.price)
        asset.backgroundDepth = [Double](repeating: 1000, count: jurisdictions)
        asset.impact = .exponential(floor: 0.01)
        return asset
      }
    specification = WorldSpecification(
      clock: Clock(tickHours: 1, ticks: ticks),
      jurisdictions: (0..<jurisdictions).map {
        Jurisdiction(id: "j\($0)", rulebook: rulebook, activity: 1)
      },
      assets: assets, institutions: [], correlation: Matrix.identity(assets.count))
    specification.contagion.graceHours = 0
  }

  /// Adds an institution and returns its index.
  @discardableResult
  mutating func add(
    _ id: String, _ kind: InstitutionKind = .fund, home: Int = 0, cash: Double = 0,
    tokens: [Int: Double] = [:], change: (inout InstitutionSpecification) -> Void = { _ in }
  ) -> Int {
    var institution = InstitutionSpecification(id: id, kind: kind, home: home, operatesIn: [home])
    if cash > 0 { institution.holdings.append(Holding(jurisdiction: home, asset: 0, units: cash)) }
    for (asset, units) in tokens.sorted(by: { $0.key < $1.key }) {
      institution.holdings.append(Holding(jurisdiction: home, asset: asset, units: units))
    }
    change(&institution)
    specification.institutions.append(institution)
    return specification.institutions.count - 1
  }

  mutating func claim(
    of creditor: Int, on debtor: Int, _ amount: Double, layer: ClaimLayer = .loans
  ) {
    specification.claims.append(
      ClaimSpecification(creditor: creditor, debtor: debtor, amount: amount, layer: layer))
  }

  mutating func position(_ institution: Int, at venue: Int, asset: Int = 1, _ quantity: Double) {
    specification.positions.append(
      PositionSpecification(
        institution: institution, venue: venue, asset: asset, quantity: quantity))
  }

  mutating func event(_ kind: ScheduledEvent.Kind, atHours hours: Double = 0) {
    specification.events.append(ScheduledEvent(atHours: hours, kind: kind))
  }

  func resolved() throws -> ResolvedRegime {
    try ResolvedRegime(
      regime, jurisdictions: specification.jurisdictions, assets: specification.assetIDs)
  }

  /// A simulator at its start.
  func simulator(
    mode: ComparisonMode = .impact, seed: UInt64 = 1, replicate: Int = 0, checks: Bool = true
  ) throws -> Simulator {
    try Simulator(
      specification, regime: try resolved(), mode: mode, seed: seed, replicate: replicate,
      checks: checks)
  }

  /// The record of a whole run, its world at the end, and no broken law.
  func run(mode: ComparisonMode = .impact, seed: UInt64 = 1) throws -> (ReplicateRecord, World) {
    var simulator = try simulator(mode: mode, seed: seed)
    let record = simulator.run()
    return (record, simulator.world)
  }

  /// The value of a metric of a record.
  func metric(_ name: String, _ record: ReplicateRecord) -> Double? {
    let metrics = replicateMetrics(of: specification)
    guard let index = metrics.firstIndex(where: { $0.description.name == name }) else {
      preconditionFailure("no metric \(name)")
    }
    return record.metrics[index]
  }
}
