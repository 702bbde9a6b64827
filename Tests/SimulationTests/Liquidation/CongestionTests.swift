import Contagion
import Regimes
import Testing

@testable import Simulation

@Suite("Congestion of the chain")
struct CongestionTests {
  /// Two protocols of one jurisdiction with a loan of 14,000 each, which a fall of ether calls.
  private func small(
    throughput: [Double], endPrice: Double = 1700, ticks: Int = 1, homes: [Int] = [0, 0],
    change: (inout VenueSpecification) -> Void = { _ in }
  ) -> SmallWorld {
    var small = SmallWorld(
      jurisdictions: max(1, throughput.count), tokens: [("eth", 2000)], ticks: ticks)
    small.switchOff(\.marketImpact)
    for (index, home) in homes.enumerated() {
      small.add("protocol-\(index)", .lendingProtocol, home: home, cash: 1000) {
        var venue = VenueSpecification()
        venue.liquidationBonus = 0.05
        change(&venue)
        $0.venue = venue
      }
      small.specification.loanAccounts.append(
        venue: index, collateralAsset: 1, collateralUnits: 10, debt: 14_000,
        liquidationThreshold: 0.8)
    }
    small.specification.chainThroughputPerHour = throughput
    small.event(.priceMove(asset: 1, fraction: endPrice / 2000 - 1, durationHours: 0))
    return small
  }

  @Test("protocols of a jurisdiction share its chain; what does not get through waits")
  func queue() throws {
    var small = small(throughput: [5000], endPrice: 1500, ticks: 10)
    var world = try small.world()
    let debts = (0..<7).map { tick in
      world.step(at: tick)
      return world.loans.debt.reduce(0, +)
    }
    #expect(areNear(debts, [23_000, 18_000, 13_000, 8000, 3000, 0, 0]))
    small.specification.chainThroughputPerHour = []
    #expect(try small.world(after: 1).loans.debt == [0, 0])
  }

  @Test("another jurisdiction has its own chain; recognised ones have theirs together")
  func zones() throws {
    var small = small(throughput: [5000, 1000], endPrice: 1500, homes: [0, 1])
    #expect(areNear(try small.finished().loans.debt, [9000, 13_000]))
    small.regime.recognition = .full
    #expect(areNear(try small.finished().loans.debt, [8000, 14_000]))
  }

  /// After the wait the price is 1200, and 12,000/1.05 is all that a loan's collateral pays for.
  @Test(
    "a queue that waits while prices fall makes bad debt: reserve first, then the protocol, then its depositors"
  )
  func badDebt() throws {
    func after(_ throughput: Double) throws -> World {
      var small = small(throughput: [throughput], ticks: 8) { $0.ownFund = 100 }
      small.specification.contagion.valuation = .eisenbergNoe
      let depositor = small.add("depositor", .lender)
      small.claim(of: depositor, on: 1, 14_500, layer: .deposits)
      small.event(.priceMove(asset: 1, fraction: 1200 / 1700 - 1, durationHours: 0), atHours: 1)
      return try small.finished()
    }
    let free = try after(.infinity)
    #expect(free.tally.badDebt == 0)
    #expect(free.equities()[2] == 14_500)
    let congested = try after(7000)
    #expect(congested.tally.badDebt > 1000)
    #expect(congested.tally.fundsUsed > 0)
    #expect(congested.standing[1].cause == .insolvent)
    #expect(congested.equities()[2] < 14_500)
  }

  /// Three bidders of whom half get through: one alone in 3/7 of the auctions that anybody reaches.
  @Test("with congestion some bids are nothing: the share follows from who gets through")
  func zeroBids() throws {
    func world(_ throughput: Double, bidders: Int?) throws -> World {
      var small = small(throughput: [throughput]) { $0.lending.auctionBidders = bidders }
      small.specification.clock.maximumPasses = 1
      return try small.finished()
    }
    let half = try world(14_000, bidders: 3)
    #expect(isNear(half.lending.zeroBidLoss, 14_000 * 3 / 7))
    #expect(isNear(half.loans.debt.reduce(0, +), 28_000 - 14_000 * 4 / 7))
    #expect(isNear(half.loans.units[0], 10 - 14_000 * 1.05 / 1700))
    #expect(try world(28_000, bidders: 3).lending.zeroBidLoss == 0)
    #expect(try world(14_000, bidders: nil).lending.zeroBidLoss == 0)
  }

  /// Published for 12 March 2020: 36 % of liquidations won with bids of nothing; two bidders of whom 78 % get through.
  @Test("the share of Black Thursday")
  func blackThursday() throws {
    var small = small(throughput: [28_000 * 0.7805]) { $0.lending.auctionBidders = 2 }
    small.specification.clock.maximumPasses = 1
    let world = try small.finished()
    #expect(abs(world.lending.zeroBidLoss / world.tally.liquidated - 0.36) < 0.001)
  }
}
