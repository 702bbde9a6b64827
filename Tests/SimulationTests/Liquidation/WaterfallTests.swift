import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Default waterfall of a clearing house")
struct WaterfallTests {
  /// What a hand-computed case says of its layers.
  struct Case: Sendable, CustomTestStringConvertible {
    var loss: Double
    /// Margin and default fund of the defaulter, skin in the game, survivors' default fund.
    var margin: Double
    var fund: Double
    var skin: Double
    var survivors: [Double]
    /// Part of the winner's gain that may be haircut.
    var haircutLimit: Double
    /// Use of margin, fund, skin, survivors' funds, assessments, gains; then what is left.
    var used: [Double]

    var testDescription: String { "loss \(loss), margin \(margin)" }
  }

  /// The order of EMIR, article 45, by hand: losses of 100, 130 and 160 over 40 + 10 + 15 + 40 + 40.
  static let hand = [
    Case(
      loss: 100, margin: 40, fund: 10, skin: 15, survivors: [12, 8, 20], haircutLimit: 0,
      used: [40, 10, 15, 35, 0, 0, 0]),
    Case(
      loss: 130, margin: 40, fund: 10, skin: 15, survivors: [12, 8, 20], haircutLimit: 0,
      used: [40, 10, 15, 40, 25, 0, 0]),
    Case(
      loss: 160, margin: 40, fund: 10, skin: 15, survivors: [12, 8, 20], haircutLimit: 0,
      used: [40, 10, 15, 40, 40, 0, 15]),
  ]

  /// Six losses over 50 + 10 + 5 + 90 + 90 + 40 of gains, by hand.
  static let layers = [
    (45, [45.0, 0, 0, 0, 0, 0, 0]), (63, [50, 10, 3, 0, 0, 0, 0]), (100, [50, 10, 5, 35, 0, 0, 0]),
    (200, [50, 10, 5, 90, 45, 0, 0]), (260, [50, 10, 5, 90, 90, 15, 0]),
    (300, [50, 10, 5, 90, 90, 40, 15]),
  ].map { (loss: Double, used: [Double]) in
    Case(
      loss: loss, margin: 50, fund: 10, skin: 5, survivors: [40, 30, 20],
      haircutLimit: 40 / loss, used: used)
  }

  /// A penniless member long one unit at 1000, three survivors of whom the first is short it; the price
  /// falls by the loss.
  private func small(_ example: Case) -> SmallWorld {
    var small = SmallWorld(tokens: [("btc", 1000)])
    small.switchOff(\.marketImpact)
    small.rules { $0.marginFloorRate = 0.1 }
    let house = small.add("house", .clearingHouse, cash: 1000) {
      $0.venue = VenueSpecification()
      $0.venue?.ownFund = example.skin
      $0.venue?.gainsHaircutLimit = example.haircutLimit
    }
    small.add("defaulter") {
      $0.prefunding = [
        Prefunding(clearer: house, margin: example.margin, defaultFund: example.fund)
      ]
    }
    for (number, fund) in example.survivors.enumerated() {
      small.add("survivor\(number)", cash: 1000) {
        $0.prefunding = [Prefunding(clearer: house, margin: 500, defaultFund: fund)]
      }
    }
    small.position(1, at: house, 1)
    small.position(2, at: house, -1)
    small.event(.priceMove(asset: 1, fraction: -example.loss / 1000, durationHours: 0))
    return small
  }

  @Test("layers pay in order, pro rata within a layer", arguments: hand + layers)
  func layersInOrder(example: Case) throws {
    let world = try small(example).finished()
    let survivors = Array(2..<5)
    let funds = survivors.map { world.funds[$0, 0] }
    let whole = example.survivors.reduce(0, +)
    #expect(isNear(world.posted[1, 0, 0], example.margin - example.used[0]))
    #expect(isNear(world.funds[1, 0], example.fund - example.used[1]))
    #expect(isNear(world.funds.own[0], example.skin - example.used[2]))
    #expect(areNear(funds, example.survivors.map { $0 * (1 - example.used[3] / whole) }))
    let called = survivors.map { survivor in
      1000 + (survivor == 2 ? example.loss - example.used[5] : 0) - world.holdings[survivor, 0, 0]
    }
    #expect(areNear(called, example.survivors.map { $0 * example.used[4] / whole }))
    #expect(isNear(world.tally.mutualised, example.used[3] + example.used[4] + example.used[5]))
    #expect(isNear(world.tally.unallocated, example.used[6]))
  }

  @Test("the house is made whole but for its skin and what no layer covers", arguments: hand)
  func house(example: Case) throws {
    var small = small(example)
    small.specification.contagion.valuation = .furfine(recovery: 0)
    let world = try small.finished()
    #expect(isNear(world.equities()[0], 1000 + example.skin - example.used[2] - example.used[6]))
    let lost = example.used[3] + example.used[4]
    let survivors = (2..<5).reduce(0) { $0 + world.equities()[$1] - world.referenceEquity[$1] }
    #expect(isNear(survivors, example.loss - lost))
  }

  @Test("a loss that the member's own margin covers is no default and costs nobody else")
  func coveredByMargin() throws {
    let world = try small(Self.layers[0]).finished()
    #expect(world.standing.allSatisfy { !$0.isInDefault })
    #expect(isNear(world.equities()[1], 60 - 45))
  }

  @Test("who pays for a defaulter has recourse to its estate for the same face")
  func recourse() throws {
    let world = try small(Self.hand[1]).finished()
    let faces = [0, 2, 3, 4].map { world.claims.face(.recourse, creditor: $0, debtor: 1) }
    #expect(areNear(faces, [15, 19.5, 13, 32.5]))
  }

  @Test("without a waterfall the hole is a claim of the house on the member")
  func switchedOff() throws {
    var small = small(Self.hand[0])
    small.switchOff(\.waterfall)
    small.specification.contagion.valuation = .eisenbergNoe
    let world = try small.finished()
    #expect(world.posted[1, 0, 0] == 40)
    #expect(isNear(world.claims.face(.arrears, creditor: 0, debtor: 1), 100))
    #expect(isNear(world.equities()[0], 1000 + 15 - 50))
  }

  /// Requirements of 100, 60 and 40 and a stressed loss of twice the margin: excesses 100, 60, 40.
  @Test(
    "default funds cover the largest one, two, or one and a half members, pro rata to margin",
    arguments: [(1.0, 100.0), (2, 160), (1.5, 130)])
  func cover(members: Double, size: Double) throws {
    var small = SmallWorld()
    small.rules {
      $0.marginFloorRate = 0.1
      $0.defaultFundCover = members
      $0.skinInTheGameShare = 0.3
    }
    small.specification.margin.stressMultiple = 2
    let house = small.add("house", .clearingHouse, cash: 1000) { $0.venue = VenueSpecification() }
    for (number, quantity) in [10.0, -6, -4].enumerated() {
      small.position(small.add("m\(number)", cash: 1e4), at: house, quantity)
    }
    let world = try small.world()
    let funds = (1...3).map { world.funds[$0, 0] }
    #expect(areNear(funds, [0.5 * size, 0.3 * size, 0.2 * size]))
    #expect(world.funds.own[0] == 300)
    #expect(world.holdings[house, 0, 0] == 700)
  }

  @Test("a member that cannot meet its maintenance margin loses positions until it can")
  func reduction() throws {
    var small = SmallWorld()
    small.switchOff(\.marketImpact)
    small.rules { $0.marginFloorRate = 0.1 }
    let exchange = small.addExchange()
    let fund = small.add("fund") {
      $0.prefunding = [Prefunding(clearer: exchange, margin: 40, defaultFund: 0)]
    }
    small.position(fund, at: exchange, 10)
    // Margin 40 of 100 required is under the maintenance ratio of a half: 40 % of the position stays.
    let world = try small.finished()
    #expect(isNear(world.positions[fund, 0, 1], 4))
    #expect(isNear(world.requirement(of: fund, at: exchange), 40))
    #expect(isNear(world.events(.closeOut).map(\.amount).first ?? 0, 600))
    small.specification.institutions[fund].prefunding[0].margin = 51
    #expect(try small.finished().positions[fund, 0, 1] == 10)
  }
}
