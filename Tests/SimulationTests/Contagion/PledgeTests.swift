import Contagion
import Glibc
import Testing

@testable import Simulation

@Suite("Loans between institutions that are secured by a pledge")
struct PledgeTests {
  /// A lender of 100 to a fund with 60 of other assets, against ten tokens at 8.
  private func small(units: Double = 10, depth: Double = 1e18, ticks: Int = 2) -> SmallWorld {
    var small = SmallWorld(tokens: [("own", 8)], ticks: ticks)
    small.specification.assets[1].backgroundDepth = [depth]
    small.specification.contagion.valuation = .eisenbergNoe
    small.switchOff(\.payments)
    let lender = small.add("lender", cash: 50)
    let fund = small.add("fund", tokens: [1: 10]) {
      $0.externalAssets = 60
      $0.pledges = units > 0 ? [Pledge(lender: lender, asset: 1, units: units)] : []
    }
    small.add("other", .lender)
    small.claim(of: lender, on: fund, 100)
    small.claim(of: 2, on: fund, 20)
    return small
  }

  @Test("the pledge covers its value or the debt, and only the rest is an unsecured claim")
  func split() throws {
    let world = try small().world()
    #expect(isNear(world.pledges[0].covered, 80))
    #expect(isNear(world.claims.face(.loans, creditor: 0, debtor: 1), 20))
    #expect(areNear(world.equities(), [150, 20, 20]))
    var risen = small()
    risen.event(.priceMove(asset: 1, fraction: 1, durationHours: 0))
    let end = try risen.finished()
    #expect(isNear(end.pledges[0].covered, 100))
    #expect(isNear(end.claims.face(.loans, creditor: 0, debtor: 1), 0))
    #expect(areNear(end.equities(), [150, 100, 20]))
  }

  /// The fund loses 50 of 60, so that ten are left besides the pledge: the lender takes 80 and shares ten
  /// with the other for claims of 20 each; unsecured, 90 are shared for claims of 100 and 20.
  @Test("in default the lender takes what covers it, and shares the estate for the rest alone")
  func seized() throws {
    func end(units: Double) throws -> World {
      var small = small(units: units)
      small.event(.externalLoss(institution: 1, amount: 50))
      return try small.finished()
    }
    let secured = try end(units: 10)
    #expect(secured.standing[1].isInDefault)
    #expect(areNear(secured.equities(), [135, -30, 5]))
    #expect(secured.pledges.isEmpty)
    #expect(isNear(secured.holdings[0, 0, 0], 130))
    let unsecured = try end(units: 0)
    #expect(areNear(unsecured.equities(), [125, -30, 15]))
  }

  /// At a tenth of the price the pledge covers 8, and the fund has 10 in all for 120.
  @Test("a pledge whose price falls with its owner covers little: the rest is shared")
  func ownToken() throws {
    var small = small()
    small.event(.externalLoss(institution: 1, amount: 58))
    small.event(.priceMove(asset: 1, fraction: -0.9, durationHours: 0))
    let world = try small.finished()
    let share = 2.0 / 112
    let expected: [Double] = [58 + share * 92, -110, share * 20]
    #expect(areNear(world.equities(), expected))
  }

  @Test("what is seized is sold, and carries the price of the token down")
  func fireSale() throws {
    var thin = small(depth: 400)
    thin.event(.externalLoss(institution: 1, amount: 50))
    #expect(isNear(log(try thin.finished().price(0, 1) / 8), -80.0 / 400))
  }

  @Test("a borrower pledges no more than it has")
  func bounded() throws {
    let world = try small(units: 25).world()
    #expect(world.pledges[0].units == 10)
    #expect(world.holdings[1, 0, 1] == 0)
  }
}
