import Testing

@testable import Simulation

@Suite("Selling to pay")
struct OwnSaleTests {
  /// Ten tokens at 100 against a called deposit of 50: the impact of the sale makes the first one fall
  /// short, and a second one in the next pass pays the rest.
  @Test("a debtor who can sell is not illiquid because its own sale moves the price")
  func richDebtor() throws {
    for grace in [0.0, 1] {
      var world = SmallWorld(ticks: 3)
      world.specification.contagion.graceHours = grace
      let debtor = world.add("debtor", tokens: [1: 10])
      let creditor = world.add("creditor", .lender)
      world.claim(of: creditor, on: debtor, 50, layer: .deposits)
      world.event(.run(debtor: debtor, fraction: 1))
      let (record, end) = try world.run()
      #expect(world.metric("defaults", record) == 0)
      #expect(abs(end.holdings.cash(of: creditor) - 50) < 1e-6)
    }
  }

  @Test("defaulters close at every clearer, and as far as each engine has capacity")
  func closeOut() throws {
    for (capacity, left) in [(Double.infinity, 0.0), (60, 0.4)] {
      var world = SmallWorld(ticks: 1)
      world.specification.switches.marketImpact = false
      let venues = (0...1).map { index in
        world.add("exchange\(index)", .exchange, cash: 1000) {
          var venue = VenueSpecification()
          venue.liquidationCapacityPerHour = capacity
          $0.venue = venue
        }
      }
      let fund = world.add("fund", cash: 100)
      let other = world.add("other", .hedger, cash: 1000)
      for venue in venues {
        world.position(fund, at: venue, 1)
        world.position(other, at: venue, -1)
      }
      world.event(.externalLoss(institution: fund, amount: 200))
      let (_, end) = try world.run()
      #expect(end.standing[fund].isInDefault)
      for venue in venues { #expect(abs(end.positions[fund, venue, 1] - left) < 1e-12) }
    }
  }
}
