import Contagion
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Auction of a defaulter's book")
struct AuctionTests {
  /// A house, and members with positions of 10, −6 and −4 at 100; the first fails by a write-off.
  ///
  /// Margin is a tenth, the premium a half, and a depth of 1000 moves linearly.
  private func small(
    _ closeOut: CloseOut, premium: Double = 0.5, cash: [Double] = [1000, 1000, 1000]
  ) -> SmallWorld {
    var small = SmallWorld()
    small.specification.assets[1].impact = .linear(floor: 0.01)
    small.specification.margin.stressMultiple = 1
    small.rules { $0.marginFloorRate = 0.1 }
    small.add("house", .clearingHouse, cash: 1e5) {
      $0.venue = VenueSpecification()
      $0.venue?.ownFund = 0
      $0.venue?.closeOut = closeOut
      $0.venue?.auctionPremium = premium
    }
    for (number, quantity) in [10.0, -6, -4].enumerated() {
      let member = small.add("m\(number)", cash: cash[number])
      small.position(member, at: 0, quantity)
    }
    small.specification.institutions[1].externalAssets = 100
    small.specification.institutions[1].externalLiabilities = cash[0] + 50
    small.event(.externalLoss(institution: 1, amount: 100))
    return small
  }

  @Test("members whose risk it offsets take the book at the mark, and nothing reaches the market")
  func taken() throws {
    let world = try small(.auction).finished()
    #expect(world.standing.map(\.isInDefault) == [false, true, false, false])
    #expect((1...3).allSatisfy { isNear(world.positions[$0, 0, 1], 0, within: 1e-9) })
    #expect(world.price(0, 1) == 100)
    #expect(isNear(world.tally.auctioned, 1000))
    #expect(world.tally.auctionConcession == 0)
    #expect(world.events(.auction).count == 10 && world.events(.closeOut).isEmpty)
  }

  @Test("by orders the same book moves the price and members pay for it")
  func market() throws {
    let world = try small(.market).finished()
    #expect(isNear(world.price(0, 1), 1))
    #expect(world.tally.auctioned == 0)
    #expect(world.events(.closeOut).count == 1)
    // A loss of 990 beyond a margin of 100 is cut from the gains of the others.
    #expect(isNear(world.tally.mutualised, 890))
    #expect(try small(.auction).finished().tally.mutualised == 0)
  }

  /// One member, flat, takes ten: each slice adds ten to its margin and costs the defaulter five.
  @Test("a bidder asks for the premium on the margin that a slice adds, and the waterfall pays it")
  func concession() throws {
    var small = small(.auction)
    small.specification.positions.removeLast(2)
    small.specification.institutions[2].prefunding = [
      Prefunding(clearer: 0, margin: 0, defaultFund: 20)
    ]
    let world = try small.finished()
    #expect(isNear(world.positions[2, 0, 1], 10))
    #expect(isNear(world.tally.auctionConcession, 50))
    // The defaulter's margin of 100 pays the 50.
    #expect(isNear(world.posted[1, 0, 0], 50))
    #expect(isNear(world.channels[2, .clearing], 50))
    #expect(isNear(world.channels[1, .clearing], -50))
    #expect(isNear(world.equities()[2], 1020 + 50))
    #expect(world.tally.mutualised == 0)
  }

  /// The defaulter's margin is 100; beyond it a fund of 20 and as much in calls.
  @Test("the premium scales the loss", arguments: [(0.0, 0.0), (1, 0), (2, 40)])
  func premium(premium: Double, mutualised: Double) throws {
    var small = small(.auction, premium: premium)
    small.specification.positions.removeLast(2)
    small.specification.institutions[2].prefunding = [
      Prefunding(clearer: 0, margin: 0, defaultFund: 20)
    ]
    let world = try small.finished()
    #expect(isNear(world.tally.auctionConcession, 100 * premium))
    #expect(isNear(world.tally.mutualised, mutualised))
  }

  /// Free cash of 35 margins three slices of ten; seven go to the market.
  @Test("nobody bids beyond its free cash; what finds no bidder is sold in the market")
  func failed() throws {
    var small = small(.auction, cash: [1000, 35, 0])
    small.specification.assets[1].backgroundDepth = [1e6]
    small.specification.positions.removeLast(2)
    small.specification.institutions[2].prefunding = [
      Prefunding(clearer: 0, margin: 0, defaultFund: 20)
    ]
    let world = try small.finished()
    #expect(world.events(.auction).count == 3)
    #expect(isNear(world.tally.auctioned, 300))
    #expect(isNear(world.events(.closeOut).map(\.amount).reduce(0, +), 700))
    #expect(isNear(world.positions[1, 0, 1], 0))
    #expect(world.price(0, 1) < 100)
  }

  @Test("without liquidation there is no auction, and a default orders its closing as ever")
  func switchedOff() throws {
    var small = small(.auction)
    small.switchOff(\.liquidation)
    let world = try small.finished()
    #expect(world.tally.auctioned == 0)
    #expect(world.events(.closeOut).count == 1)
  }

  @Test("a world without auctions has no column for them")
  func metrics() {
    func names(_ closeOut: CloseOut) -> [String] {
      replicateMetrics(of: small(closeOut).specification).map(\.description.name)
    }
    #expect(!names(.market).contains("auctioned"))
    #expect(names(.auction).contains("auction_concession"))
  }
}
