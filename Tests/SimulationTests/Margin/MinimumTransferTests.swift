import Contagion
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Minimum transfer amounts")
struct MinimumTransferTests {
  /// A member long ten at 100 with 100 posted at a floor rate of a tenth; the price rises by a share.
  private func member(least: Double, rise: Double) -> SmallWorld {
    var small = SmallWorld()
    small.switchOff(\.marketImpact)
    small.specification.margin.quantile = 0
    small.rules {
      $0.marginFloorRate = 0.1
      $0.minimumTransferAmount = least
    }
    let exchange = small.addExchange()
    small.position(small.add("member", cash: 1000), at: exchange, 10)
    small.position(small.add("other", cash: 1000), at: exchange, -10)
    small.event(.priceMove(asset: 1, fraction: rise, durationHours: 0))
    return small
  }

  /// The requirement rises by ten.
  @Test(
    "a call below the amount is not made; one that reaches it is made in full",
    arguments: [(0.0, 110.0), (9.9, 110), (10.5, 100)])
  func threshold(least: Double, posted: Double) throws {
    let world = try member(least: least, rise: 0.1).finished()
    #expect(isNear(world.posted[1, 0, 0], posted))
    #expect(isNear(world.marginRequired[1], 110))
  }

  @Test("less is called, and nobody's equity is the worse for it")
  func ablation() throws {
    let without = try member(least: 0, rise: 0.1).finished()
    let with = try member(least: 50, rise: 0.1).finished()
    #expect(with.efficiency().collateral < without.efficiency().collateral)
    #expect(areNear(with.equities(), without.equities()))
  }

  /// The member has no cash, and posted 40 of the 100 that are asked: under maintenance.
  @Test(
    "no position is closed for want of a call that is not made",
    arguments: [(0.0, true), (100, false)])
  func closing(least: Double, closes: Bool) throws {
    var small = member(least: least, rise: 0)
    small.specification.institutions[1].holdings = []
    small.specification.institutions[1].prefunding = [
      Prefunding(clearer: 0, margin: 40, defaultFund: 0)
    ]
    #expect(try small.finished().events(.closeOut).isEmpty != closes)
  }

  /// Two parties without a house; ten units, so that a move of one in the price is ten in variation margin.
  private func pair(_ least: [Double], moves: [Double], margined: Bool = false) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2, ticks: moves.count)
    small.switchOff(\.marketImpact)
    small.specification.margin.quantile = 0
    small.regime.topology = .bilateral
    small.recognise(1)
    for j in 0...1 {
      small.specification.jurisdictions[j].rulebook.minimumTransferAmount = least[j]
      small.specification.jurisdictions[j].rulebook.unclearedMargin = margined
      small.specification.jurisdictions[j].rulebook.marginFloorRate = 0.1
    }
    small.add("a", home: 0, cash: 1000)
    small.add("b", home: 1, cash: 1000)
    small.contract(0, 1, 10)
    var price = 100.0
    for (hour, move) in moves.enumerated() where move != 0 {
      small.event(
        .priceMove(asset: 1, fraction: move / price, durationHours: 0), atHours: Double(hour))
      price += move
    }
    return small
  }

  private func cash(_ world: World) -> [Double] {
    (0...1).map { world.holdings.cash(of: $0) }
  }

  @Test("variation margin of a pair adds up until it reaches the amount, and is owed meanwhile")
  func variation() throws {
    let moves = [1.0, 1, 1, -0.5]
    let small = pair([25, 25], moves: moves)
    #expect(areNear(cash(try small.world(after: 2)), [1000, 1000]))
    #expect(areNear(try small.world(after: 2).equities(), [1020, 980]))
    #expect(areNear(try small.world(after: 2).bilateral.sides.map(\.uncalled), [20, -20]))
    #expect(areNear(cash(try small.world(after: 3)), [1030, 970]))
    let end = try small.finished()
    #expect(areNear(cash(end), [1030, 970]) && areNear(end.equities(), [1025, 975]))
    #expect(areNear(cash(try pair([0, 0], moves: moves).finished()), [1025, 975]))
  }

  @Test("between two rulebooks the lesser amount binds")
  func lesser() throws {
    #expect(areNear(cash(try pair([25, 5], moves: [1]).finished()), [1010, 990]))
    #expect(areNear(cash(try pair([25, 0], moves: [1]).finished()), [1010, 990]))
    #expect(areNear(cash(try pair([25, 15], moves: [1]).finished()), [1000, 1000]))
  }

  @Test("initial margin of a pair is neither called nor handed back below the amount")
  func pairMargin() throws {
    for (move, least, posted) in [
      (5.0, 0.0, 105.0), (5, 4.9, 105), (5, 6, 100), (-5, 0, 95), (-5, 6, 100),
    ] {
      let world = try pair([least, least], moves: [move], margined: true).finished()
      #expect(areNear(world.bilateral.sides.map(\.posted), [posted, posted]))
    }
  }

  /// `a` owes 20 that were not called when it fails; its 100 of margin for the pair pay them.
  @Test("what was not called falls due with a default: out of margin, else as a claim")
  func defaults() throws {
    for (margined, paid, claim) in [(true, 20.0, 0.0), (false, 0, 20)] {
      var small = pair([25, 25], moves: [-2, 0], margined: margined)
      small.specification.institutions[0].externalLiabilities = 900
      small.event(.externalLoss(institution: 0, amount: 150), atHours: 1)
      let world = try small.finished()
      #expect(world.standing[0].cause == .insolvent)
      #expect(world.bilateral.sides.allSatisfy { $0.uncalled == 0 })
      #expect(isNear(world.claims.face(.arrears, creditor: 1, debtor: 0), claim))
      #expect(isNear(world.holdings.cash(of: 1), 1000 + paid))
    }
    // The other way round the survivor pays the estate.
    var small = pair([25, 25], moves: [2, 0])
    small.specification.institutions[0].externalLiabilities = 900
    small.event(.externalLoss(institution: 0, amount: 150), atHours: 1)
    #expect(areNear(cash(try small.finished()), [1020, 980]))
  }
}
