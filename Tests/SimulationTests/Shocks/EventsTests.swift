import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Scheduled events")
struct EventsTests {
  @Test("an external loss takes its amount from equity once, through channel outside")
  func externalLoss() throws {
    var small = SmallWorld(ticks: 3)
    let fund = small.add("fund", cash: 10) { $0.externalAssets = 100 }
    small.event(.externalLoss(institution: fund, amount: 30), atHours: 1)
    let world = try small.finished()
    #expect(world.equities() == [80])
    #expect(world.channels[fund, .outside] == -30)
    #expect(world.events(.shock).map(\.tick) == [1])
  }

  @Test("an exploit takes its share of free cash and tokens, and not what is posted")
  func exploit() throws {
    var small = SmallWorld()
    small.switchOff(\.initialMargin)
    let exchange = small.addExchange()
    let fund = small.add("fund", cash: 100, tokens: [1: 2]) {
      $0.prefunding = [Prefunding(clearer: exchange, margin: 50, defaultFund: 0)]
    }
    small.event(.exploit(institution: fund, fraction: 0.25))
    let world = try small.finished()
    #expect(world.holdings[fund, 0, 0] == 75)
    #expect(world.holdings[fund, 0, 1] == 1.5)
    #expect(world.posted[fund, 0, 0] == 50)
    #expect(world.channels[fund, .exploit] == -75)
  }

  @Test("a run calls its share of all deposits with a debtor, and of deposits alone")
  func run() throws {
    var small = SmallWorld()
    let bank = small.add("bank", .lendingProtocol, cash: 100)
    let first = small.add("first", .lender)
    let second = small.add("second", .lender)
    small.claim(of: first, on: bank, 40, layer: .deposits)
    small.claim(of: second, on: bank, 20, layer: .deposits)
    small.claim(of: second, on: bank, 30, layer: .loans)
    small.event(.run(debtor: bank, fraction: 0.5))
    let world = try small.finished()
    #expect(world.holdings[bank, 0, 0] == 70)
    #expect(world.holdings[first, 0, 0] == 20)
    #expect(world.claims.total[first, bank] == 20)
    #expect(world.claims.total[second, bank] == 40)
    #expect(world.events(.run).map(\.amount) == [30])
  }

  @Test("a market maker that exits takes its depth with it for good")
  func marketMakerExit() throws {
    var small = SmallWorld(ticks: 3)
    let maker = small.add("maker", .marketMaker, cash: 100) {
      $0.behaviour.marketMaking = MarketMaking(
        depth: [Holding(jurisdiction: 0, asset: 1, units: 500)], volatilityExponent: 0,
        inventoryLimit: .infinity, drawdownLimit: 1, refillHalfLifeHours: 0, arbitrageShare: 0)
    }
    small.event(.marketMakerExit(institution: maker), atHours: 1)
    #expect(try small.world(after: 1).currentDepth()[1] == 1500)
    #expect(try small.world(after: 2).currentDepth()[1] == 1000)
    #expect(try small.world(after: 3).currentDepth()[1] == 1000)
    #expect(try small.finished().events(.marketMakerExit).count == 1)
  }

  @Test("a failed oracle repeats its last price until it is back")
  func oracleFailure() throws {
    var small = SmallWorld(ticks: 6)
    let exchange = small.addExchange()
    small.event(.oracleFailure(venue: exchange, durationHours: 2), atHours: 1)
    small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0), atHours: 2)
    let oracle = try (1...4).map { try small.world(after: $0).market.oracle[1] }
    #expect(areNear(oracle, [100, 100, 100, 90], within: 1e-12))
  }

  @Test("a fine goes outside; a freeze stops payments for its duration and no longer")
  func enforcement() throws {
    var small = SmallWorld(ticks: 4)
    small.specification.contagion.graceHours = 10
    let bank = small.add("bank", .lendingProtocol, cash: 100)
    let lender = small.add("lender", .lender)
    small.claim(of: lender, on: bank, 40, layer: .deposits)
    small.event(.enforcement(institution: bank, fine: 10, freezeHours: 2))
    small.event(.run(debtor: bank, fraction: 1), atHours: 1)
    let frozen = try small.world(after: 2)
    #expect(frozen.holdings[bank, 0, 0] == 90)
    #expect(frozen.channels[bank, .enforcement] == -10)
    #expect(frozen.claims.face(.arrears, creditor: lender, debtor: bank) == 40)
    let free = try small.world(after: 3)
    #expect(free.holdings[bank, 0, 0] == 50)
    #expect(free.holdings[lender, 0, 0] == 40)
    #expect(free.claims.total[lender, bank] == 0)
    #expect(try small.finished().standing.allSatisfy { !$0.isInDefault })
  }

  @Test("a fine takes no more than there is, cash of other zones included")
  func fineIsBounded() throws {
    var small = SmallWorld(jurisdictions: 2)
    let fund = small.add("fund", cash: 10) {
      $0.operatesIn = [0, 1]
      $0.holdings.append(Holding(jurisdiction: 1, asset: 0, units: 5))
    }
    small.event(.enforcement(institution: fund, fine: 12, freezeHours: 0))
    #expect(try small.finished().holdings.cash(of: fund) == 3)
    small.specification.events = []
    small.event(.enforcement(institution: fund, fine: 100, freezeHours: 0))
    let world = try small.finished()
    #expect(world.holdings.cash(of: fund) == 0)
    #expect(world.tally.fines == 15)
  }
}
