import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("The clearing house of the world")
struct GlobalClearerTests {
  /// An exchange in each of two jurisdictions that do not recognise each other, the houses `near` in j0 and
  /// `far` in j1, a fund in j0 and one in j1 with opposite positions at the exchange in j0, and clients.
  private func small(_ clearer: String?) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2, ticks: 3)
    small.rules { $0.marginFloorRate = 0.1 }
    small.regime.topology = .global
    small.regime.globalClearer = clearer
    small.regime.settlementDelayHours = 2
    small.specification.contagion.graceHours = 1
    let exchange = small.addExchange("x0", cash: 5000)
    small.addExchange("x1", home: 1, cash: 5000)
    for (home, name) in ["near", "far"].enumerated() {
      small.add(name, .clearingHouse, home: home, cash: 1e5) { $0.venue = VenueSpecification() }
    }
    for (number, quantity) in [12.0, -5].enumerated() {
      let fund = small.add("fund\(number)", cash: 5000)
      small.position(fund, at: exchange, quantity)
    }
    small.specification.marginAccounts.append(
      venue: exchange, asset: 1, quantity: -7, entryPrice: 100, margin: 700, jurisdiction: 0,
      client: .retail)
    return small
  }

  @Test("it is the one that the regime names, and the first where it names none")
  func choice() throws {
    for (clearer, index) in [(nil, 2), ("near", 2), ("far", 3)] as [(String?, Int)] {
      let world = try small(clearer).world()
      #expect(world.layout.clearerOfVenue[..<2] == [index, index], "\(clearer ?? "none")")
      #expect(isNear(world.requirement(of: 4, at: index), 120))
    }
  }

  @Test("a regime without a world's house has the same canonical form whatever house it names")
  func canonical() throws {
    var (left, right) = (small("near"), small("far"))
    #expect(try left.resolved() != right.resolved())
    left.regime.topology = .perVenue
    right.regime.topology = .perVenue
    #expect(try left.resolved() == right.resolved())
  }

  @Test("members hold in its zone what margin asks of their business abroad, hosts that of clients")
  func funded() throws {
    let world = try small("far").world()
    #expect(areNear([4, 5].map { world.holdings[$0, 1, 0] }, [120, 50]))
    #expect(isNear(world.holdings[0, 1, 0], 70))
    #expect(isNear(world.holdings[0, 0, 0], 5000 + 700 - 70))
    #expect(isNear(world.holdings[4, 0, 0], 5000 - 120 - 120 - world.funds[4, 3]))
  }

  @Test("where what is traded in a zone is cleared there, the endowment is left alone")
  func atHome() throws {
    for topology in [ClearingTopology.perVenue, .perJurisdiction] {
      var small = small("far")
      small.regime.topology = topology
      let world = try small.world()
      #expect((0...5).allSatisfy { world.holdings[$0, 1 - world.layout.homeZone[$0], 0] == 0 })
    }
    var one = small("far")
    one.regime.recognition = .full
    #expect(try one.world().marginsClearedAbroad().allSatisfy { $0 == 0 })
  }

  @Test("a move of a few per cent makes nobody short, wherever the house stands")
  func firstTick() throws {
    for clearer in ["near", "far"] {
      for fraction in [-0.05, 0.05] {
        var small = small(clearer)
        small.switchOff(\.marketImpact)
        small.event(.priceMove(asset: 1, fraction: fraction, durationHours: 0))
        let world = try small.finished()
        #expect(world.events(.hole).isEmpty && world.events(.illiquidity).isEmpty, "\(clearer)")
        #expect(world.standing.allSatisfy { !$0.isInDefault })
      }
    }
  }
}
