import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

/// What a member leaves unpaid beyond its own margin and fund, where that is next to nothing.
@Suite("Small holes of a clearing house")
struct SmallHoleTests {
  /// A rich member without free cash is long one unit at 1000 when the price falls.
  ///
  /// It has 40 of margin and 10 of default fund. Margin of a tenth is required, so about 105 back its business and 1 % is 1.05.
  private func small(loss: Double, graceHours: Double = 3, later: Double = 0) -> SmallWorld {
    var small = SmallWorld(tokens: [("btc", 1000)], ticks: 8)
    small.switchOff(\.marketImpact)
    small.rules { $0.marginFloorRate = 0.1 }
    small.specification.contagion.graceHours = graceHours
    let house = small.add("house", .clearingHouse, cash: 1000) {
      $0.venue = VenueSpecification()
      $0.venue?.ownFund = 15
    }
    let member = small.add("member") {
      $0.externalAssets = 1000
      $0.prefunding = [Prefunding(clearer: house, margin: 40, defaultFund: 10)]
    }
    let other = small.add("other", cash: 1000) {
      $0.prefunding = [Prefunding(clearer: house, margin: 500, defaultFund: 20)]
    }
    small.position(member, at: house, 1)
    small.position(other, at: house, -1)
    if later > 0 {
      small.claim(of: member, on: small.add("payer", cash: later), later, layer: .deposits)
      small.event(.run(debtor: 3, fraction: 1), atHours: 2)
    }
    small.event(.priceMove(asset: 1, fraction: -loss / 1000, durationHours: 0))
    return small
  }

  @Test("up to a hundredth of what backs the business it is an arrear, and nobody else pays")
  func arrear() throws {
    let small = small(loss: 50.9)
    let world = try small.world(after: 1)
    #expect(!world.standing[1].isIlliquid)
    #expect(world.standing[1].arrears.map(\.tick) == [0])
    #expect(isNear(world.claims.face(.arrears, creditor: 0, debtor: 1), 0.9))
    #expect(world.funds.own[0] == 15 && world.funds[2, 0] == 20)
    #expect(world.posted[1, 0, 0] == 0 && world.funds[1, 0] == 0)
  }

  @Test("more makes the member illiquid at once, and the waterfall goes on")
  func more() throws {
    let world = try small(loss: 51.5).finished()
    #expect(world.standing[1].defaultTick == 0)
    #expect(world.standing[1].cause == .illiquid)
    #expect(isNear(world.funds.own[0], 13.5))
  }

  @Test("the grace judges the arrear: unpaid it is a default at its end, paid it is none")
  func grace() throws {
    for hours in [1.0, 3, 4.5] {
      let world = try small(loss: 50.9, graceHours: hours).finished()
      #expect(world.standing[1].defaultTick == Int(hours.rounded(.up)), "\(hours)")
    }
    let paid = try small(loss: 50.9, later: 30).finished()
    #expect(paid.standing[1].defaultTick == nil)
    #expect(paid.claims.face(.arrears, creditor: 0, debtor: 1) == 0)
    #expect(isNear(paid.holdings[0, 0, 0], 1000))
  }

  @Test("small holes add up: what is owed already counts")
  func addUp() throws {
    var small = small(loss: 50.6)
    small.rules { $0.maintenanceRatio = 0 }
    small.event(.priceMove(asset: 1, fraction: -0.6 / 949.4, durationHours: 0), atHours: 1)
    let world = try small.finished()
    #expect(world.standing[1].defaultTick == 1)
  }

  @Test("without a grace there is no advance")
  func noGrace() throws {
    #expect(try small(loss: 50.001, graceHours: 0).finished().standing[1].defaultTick == 0)
  }

  /// The member cannot pay 150 − 100; the house has no free cash to pay the winner with, and gets it from its
  /// own fund in the waterfall of the same pass.
  @Test("a house is not illiquid for want of what its waterfall is about to fill")
  func houseWithoutCash() throws {
    var small = SmallWorld(tokens: [("btc", 1000)], ticks: 2)
    small.switchOff(\.marketImpact)
    small.rules { $0.marginFloorRate = 0.1 }
    let house = small.add("house", .clearingHouse) {
      $0.venue = VenueSpecification()
      $0.venue?.ownFund = 100
    }
    let member = small.add("member") {
      $0.prefunding = [Prefunding(clearer: house, margin: 100, defaultFund: 0)]
    }
    let other = small.add("other", cash: 1000)
    small.position(member, at: house, 1)
    small.position(other, at: house, -1)
    small.event(.priceMove(asset: 1, fraction: -0.15, durationHours: 0))
    let world = try small.finished()
    #expect(world.standing[house].defaultTick == nil)
    #expect(isNear(world.funds.own[0], 50))
    #expect(isNear(world.equities()[other], 1150))
    #expect(world.claims.face(.arrears, creditor: other, debtor: house) == 0)
  }
}
