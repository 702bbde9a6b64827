import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Estates, custody and failed venues")
struct EstatesTests {
  /// A defaulter with 30 in zone 0 and 10 in zone 1, owing 20 to a creditor in zone 0 and 60 to one in
  /// zone 1.
  private func estate(_ insolvency: Insolvency) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2)
    small.rules { $0.insolvency = insolvency }
    small.switchOff(\.payments)
    small.specification.contagion.valuation = .eisenbergNoe
    let debtor = small.add("debtor", cash: 30) {
      $0.operatesIn = [0, 1]
      $0.holdings.append(Holding(jurisdiction: 1, asset: 0, units: 10))
      $0.externalAssets = 100
    }
    small.add("local") { $0.externalAssets = 10 }
    small.add("abroad", home: 1) { $0.externalAssets = 100 }
    small.claim(of: 1, on: debtor, 20)
    small.claim(of: 2, on: debtor, 60)
    small.event(.externalLoss(institution: debtor, amount: 100))
    return small
  }

  @Test("universal insolvency shares one estate pro rata")
  func universal() throws {
    let world = try estate(.universal).finished()
    #expect(areNear([world.claimValue(of: 1, on: 0), world.claimValue(of: 2, on: 0)], [10, 30]))
  }

  /// Zone 0: 20 of its 30; zone 1: its 10, and the ten that zone 0 has left over.
  @Test(
    "territorial insolvency serves local creditors first and shares what is left; the sum is the same"
  )
  func territorial() throws {
    let world = try estate(.territorial).finished()
    #expect(areNear([world.claimValue(of: 1, on: 0), world.claimValue(of: 2, on: 0)], [20, 20]))
  }

  @Test("in one zone there is one estate, whatever the law")
  func oneZone() throws {
    var small = estate(.territorial)
    small.regime.recognition = .full
    let world = try small.finished()
    #expect(areNear([world.claimValue(of: 1, on: 0), world.claimValue(of: 2, on: 0)], [10, 30]))
  }

  @Test("estates sell their tokens at the half-life of the scenario, or hold them")
  func estateSales() throws {
    var small = SmallWorld(ticks: 4)
    small.switchOff(\.marketImpact)
    let fund = small.add("fund", tokens: [1: 8]) { $0.externalAssets = 100 }
    small.specification.institutions[fund].externalLiabilities = 850
    small.event(.externalLoss(institution: fund, amount: 100))
    #expect(try small.finished().holdings[fund, 0, 1] == 8)
    small.specification.contagion.estateSaleHalfLifeHours = 1
    // Sold from the tick after the default on.
    let held = try (1...4).map { try small.world(after: $0).holdings[fund, 0, 1] }
    #expect(areNear(held, [8, 4, 2, 1]))
  }
}

@Suite("Custody")
struct CustodyTests {
  /// A client with ten tokens at a custodian that fails: its own 50 are written off and 10 more.
  private func small(segregated: Double) -> SmallWorld {
    var small = SmallWorld()
    small.rules { $0.segregatedShare = segregated }
    let custodian = small.add("custodian", .custodian, cash: 20) { $0.externalAssets = 30 }
    small.add("client") {
      $0.custody = [CustodyHolding(custodian: custodian, asset: 1, units: 10)]
    }
    small.event(.externalLoss(institution: custodian, amount: 60))
    return small
  }

  @Test("segregated tokens stay the client's; the rest is a claim that recovers as claims do")
  func failure() throws {
    for segregated in [1.0, 0.6, 0] {
      let world = try small(segregated: segregated).finished()
      #expect(world.standing[0].cause == .insolvent)
      #expect(isNear(world.holdings[1, 0, 1], 10 * segregated))
      let loss = 1000 * (1 - segregated) * (1 - 0.4)
      #expect(isNear(world.equities()[1], 1000 - loss))
      #expect(isNear(world.channels[1, .custody] + world.channels[1, .deadWeight], -loss))
    }
  }

  @Test("unsegregated tokens stand on the custodian's books, and its debt follows their price")
  func price() throws {
    var small = small(segregated: 0.6)
    small.specification.events = []
    small.event(.priceMove(asset: 1, fraction: 0.5, durationHours: 0))
    let world = try small.finished()
    #expect(isNear(world.holdings[0, 0, 1], 4))
    #expect(isNear(world.claims.face(.custody, creditor: 1, debtor: 0), 600))
    #expect(areNear(world.equities(), [50, 1500]))
  }
}

@Suite("Failure of a venue")
struct VenueFailureTests {
  /// An exchange with clients' margin of 200 and a member's of 100 loses all its own money and 30 more.
  private func small(segregated: Double) -> SmallWorld {
    var small = SmallWorld()
    small.switchOff(\.marketImpact)
    small.rules {
      $0.segregatedShare = segregated
      $0.marginFloorRate = 0.1
    }
    small.specification.contagion.valuation = .eisenbergNoe
    let exchange = small.addExchange(cash: 70) { $0.ownFund = 0 }
    let member = small.add("member", cash: 500) {
      $0.prefunding = [Prefunding(clearer: exchange, margin: 100, defaultFund: 0)]
    }
    small.position(member, at: exchange, -2)
    small.specification.marginAccounts.append(
      venue: exchange, asset: 1, quantity: 2, entryPrice: 100, margin: 200, jurisdiction: 0,
      client: .retail)
    small.event(.externalLoss(institution: exchange, amount: 100))
    return small
  }

  @Test("contracts end at the last mark, and segregated margin is safe")
  func segregated() throws {
    let world = try small(segregated: 1).finished()
    #expect(world.standing[0].cause == .insolvent)
    #expect(world.accounts.quantity == [0])
    #expect(world.positions[1, 0, 1] == 0)
    #expect(isNear(world.clientEquity(), 200))
    #expect(isNear(world.equities()[1], 600))
  }

  /// Half segregated: the estate has 270 − 100 in cash and 50 of the member's margin, less external
  /// debt of none, plus −100 of external assets: 120 against claims of 100 and 50.
  @Test("unsegregated margin of clients and members shares the estate pro rata")
  func unsegregated() throws {
    let world = try small(segregated: 0.5).finished()
    let share = 120.0 / 150
    #expect(isNear(world.claims.face(.custody, creditor: 1, debtor: 0), 50))
    #expect(isNear(world.equities()[1], 500 + 50 + 50 * share, within: 1e-9))
    #expect(isNear(world.clientEquity(), 100 + 100 * share, within: 1e-9))
  }

  @Test("a failed venue liquidates nobody any more")
  func quiet() throws {
    var small = small(segregated: 1)
    small.specification.clock.ticks = 3
    small.event(.priceMove(asset: 1, fraction: -0.9, durationHours: 0), atHours: 1)
    let world = try small.finished()
    #expect(isNear(world.clientEquity(), 200))
    #expect(world.tally.liquidatedAccounts == 0)
  }
}

@Suite("Stablecoin issuers")
struct StablecoinFailureTests {
  /// An issuer of 100 coins with reserves in cash and in a claim on a bank; a fund holds the coins.
  private func small(cash: Double, deposit: Double) -> SmallWorld {
    var small = SmallWorld(tokens: [("coin", 1)])
    small.switchOff(\.payments)
    small.specification.contagion.valuation = .eisenbergNoe
    let issuer = small.add("issuer", .stablecoinIssuer, cash: cash)
    small.specification.assets[1].kind = .stablecoin(issuer: issuer, face: 1)
    small.add("fund", tokens: [1: 100])
    let bank = small.add("bank") { $0.externalAssets = deposit + 1 }
    if deposit > 0 { small.claim(of: issuer, on: bank, deposit, layer: .deposits) }
    return small
  }

  @Test("a failed issuer's coin is worth the share of its face that reserves cover")
  func cashReserves() throws {
    var small = small(cash: 110, deposit: 0)
    small.event(.exploit(institution: 0, fraction: 0.5))
    let world = try small.finished()
    #expect(world.standing[0].isInDefault)
    #expect(isNear(world.price(0, 1), 0.55))
    #expect(isNear(world.equities()[1], 55))
    #expect(isNear(world.channels[1, .counterparty], -45))
  }

  @Test("reserves that are claims count at what they are worth")
  func claimReserves() throws {
    var small = small(cash: 30, deposit: 80)
    small.event(.externalLoss(institution: 2, amount: 41))
    let world = try small.finished()
    #expect(isNear(world.claims.valuation[2], 0.5))
    #expect(isNear(world.price(0, 1), 0.7))
  }

  @Test("an issuer that stands keeps its coin at face")
  func sound() throws {
    var small = small(cash: 110, deposit: 0)
    small.event(.exploit(institution: 0, fraction: 0.05))
    #expect(try small.finished().price(0, 1) == 1)
  }
}
