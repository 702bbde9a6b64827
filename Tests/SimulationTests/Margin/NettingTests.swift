import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("What nets")
struct NettingTests {
  /// Exchanges 0 and 1 in j0 and 2 in j1, a clearing house in each jurisdiction (3 and 4), and a fund (5)
  /// with signed positions at the three exchanges; margin is a tenth of what does not net.
  private func small(_ quantities: [Double], _ topology: ClearingTopology) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2)
    small.rules { $0.marginFloorRate = 0.1 }
    small.regime.topology = topology
    for (number, home) in [0, 0, 1].enumerated() { small.addExchange("x\(number)", home: home) }
    for home in 0...1 {
      small.add("house\(home)", .clearingHouse, home: home, cash: 1e6) {
        $0.venue = VenueSpecification()
      }
    }
    let fund = small.add("fund", cash: 1e6)
    for (venue, quantity) in quantities.enumerated() where quantity != 0 {
      small.position(fund, at: venue, quantity)
    }
    return small
  }

  private func total(_ small: SmallWorld) throws -> Double {
    try small.world().initialMargins().reduce(0, +)
  }

  @Test("per venue nothing nets; per jurisdiction what is there; globally as far as recognised")
  func topologies() throws {
    let quantities = [8.0, -3, -4]
    #expect(isNear(try total(small(quantities, .perVenue)), 0.1 * 100 * 15))
    #expect(isNear(try total(small(quantities, .perJurisdiction)), 0.1 * 100 * (5 + 4)))
    var global = small(quantities, .global)
    #expect(isNear(try total(global), 0.1 * 100 * (5 + 4)))
    for strength in [0.25, 0.5, 0.99] {
      global.recognise(strength)
      #expect(isNear(try total(global), 0.1 * 100 * (9 - strength * (9 - 1))))
    }
    global.regime.recognition = .full
    #expect(isNear(try total(global), 0.1 * 100 * 1))
  }

  @Test("margin never rises from venue to jurisdiction to world, whatever the positions")
  func order() throws {
    for number in 0..<40 {
      let quantities = (0..<3).map { Double((number * (7 + 4 * $0) + 5 * $0) % 19 - 9) }
      let venue = try total(small(quantities, .perVenue))
      let jurisdiction = try total(small(quantities, .perJurisdiction))
      var global = small(quantities, .global)
      global.recognise(0.5)
      let world = try total(global)
      #expect(venue >= jurisdiction - 1e-9 && jurisdiction >= world - 1e-9, "\(quantities)")
    }
  }

  /// Signed positions and margin of three members at three venues: a definition, computed by hand.
  @Test("three venues: 43 in silos, 5 in one account")
  func siloedCollateral() throws {
    let positions = [[100.0, -80, 10], [-50, 60, 0], [30, 30, -70]]
    func total(_ recognition: Recognition, _ topology: ClearingTopology) throws -> Double {
      var small = SmallWorld(jurisdictions: 3, tokens: [("btc", 1)])
      small.rules { $0.marginFloorRate = 0.1 }
      small.regime.topology = topology
      small.regime.recognition = recognition
      for home in 0..<3 { small.addExchange("x\(home)", home: home) }
      small.add("house", .clearingHouse, cash: 1e6) { $0.venue = VenueSpecification() }
      for (number, row) in positions.enumerated() {
        let member = small.add("m\(number)", cash: 1e6)
        for (venue, quantity) in row.enumerated() { small.position(member, at: venue, quantity) }
      }
      return try small.world().initialMargins().reduce(0, +)
    }
    #expect(isNear(try total(.none, .perVenue), 43))
    #expect(isNear(try total(.full, .global), 5))
  }

  @Test("contracts net only under one standard, even at one clearer")
  func standards() throws {
    var small = small([8, -3, -4], .global)
    small.recognise(0.5)
    small.specification.jurisdictions[1].rulebook.contractStandard = "other"
    #expect(isNear(try total(small), 0.1 * 100 * (5 + 4)))
    small.regime.recognition = .full
    #expect(isNear(try total(small), 0.1 * 100 * (5 + 4)))
  }

  /// Equal positions in `n` contracts with equal volatility and pairwise correlation, one at each of
  /// `n` venues: the closed form of a Gaussian portfolio (sub-additivity of deviations).
  @Test(
    "unified over siloed margin is √(n + n(n − 1)·corr)/n",
    arguments: [(2, 0.0), (4, 0), (8, 0), (4, 0.25), (8, 0.25), (8, 0.5), (16, 0.25)])
  func gaussianSilos(venues: Int, correlation: Double) throws {
    var small = SmallWorld(
      jurisdictions: venues, tokens: (0..<venues).map { ("t\($0)", 10) })
    var matrix = Matrix(rows: venues + 1, columns: venues + 1, repeating: correlation)
    for a in 0...venues { matrix[a, a] = 1 }
    for a in 1...venues {
      matrix[0, a] = 0
      matrix[a, 0] = 0
      small.specification.assets[a].annualVolatility = 0.7
    }
    small.specification.margin.correlation = matrix
    small.rules { $0.marginFloorRate = 0 }
    for home in 0..<venues { small.addExchange("x\(home)", home: home) }
    let house = small.add("house", .clearingHouse, cash: 1e6) { $0.venue = VenueSpecification() }
    let fund = small.add("fund", cash: 1e6)
    for venue in 0..<venues { small.position(fund, at: venue, asset: venue + 1, 5) }
    let siloed = try small.world().initialMargins().reduce(0, +)
    small.regime.topology = .global
    small.regime.recognition = .full
    let unified = try small.world().requirement(of: fund, at: house)
    let count = Double(venues)
    let expected = (count + count * (count - 1) * correlation).squareRoot() / count
    #expect(isNear(unified / siloed, expected, within: 1e-12))
  }

  @Test("the metric of walls: margin required over margin with everything in one netting set")
  func fullNetting() throws {
    let silos = small([8, -3, -4], .perVenue)
    let (record, _) = try silos.run()
    #expect(isNear(silos.metric("margin_over_full_netting", record) ?? 0, 15))
    let one = small([8, -3, -4], .perJurisdiction)
    let (other, _) = try one.run()
    #expect(isNear(one.metric("margin_over_full_netting", other) ?? 0, 9))
    #expect(isNear(one.metric("netting_efficiency", other) ?? 0, 1 - 9.0 / 15))
  }

  private func wallsRatio(_ small: SmallWorld) throws -> Double {
    try small.world().efficiency().marginOverFullNetting ?? .nan
  }

  @Test("one clearer under one rulebook adds nothing, whatever the positions and the rule")
  func noWalls() throws {
    for (number, floor) in [0.01, 0.1, 0.4].enumerated() {
      var one = small([8, -3, Double(number) - 4], .global)
      one.regime.recognition = .full
      one.rules { $0.marginFloorRate = floor }
      one.specification.assets[1].annualVolatility = 0.8
      #expect(try wallsRatio(one) == 1)
    }
  }

  @Test("clearers apart never ask for less than one netting set")
  func wallsAdd() throws {
    for number in 0..<40 {
      let quantities = (0..<3).map { Double((number * (7 + 4 * $0) + 5 * $0) % 19 - 9) }
      var apart = small(quantities, .perVenue)
      apart.specification.assets[1].annualVolatility = 0.8
      let ratio = try wallsRatio(apart)
      #expect(ratio.isNaN || ratio >= 1 - 1e-12, "\(quantities)")
    }
  }

  /// Deviations of activity-weighted mean zero around a tenth, in either order.
  @Test("rules that differ add nothing to the metric of walls", arguments: [0.0, 0.02, 0.1])
  func dispersionAlone(spread: Double) throws {
    for sign in [-1.0, 1] {
      var small = small([8, -3, -4], .perVenue)
      small.specification.jurisdictions[0].activity = 3
      small.specification.jurisdictions[0].rulebook.marginFloorRate = 0.1 + sign * spread / 3
      small.specification.jurisdictions[1].rulebook.marginFloorRate = 0.1 - sign * spread
      #expect(isNear(try wallsRatio(small), 15))
      small.regime.topology = .perJurisdiction
      #expect(isNear(try wallsRatio(small), 9))
    }
  }
}
