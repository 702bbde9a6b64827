import Contagion
import Glibc
import Regimes
import Testing

@testable import Simulation

@Suite("Custody that is lent on")
struct RehypothecationTests {
  /// A client keeps 100 btc at a custodian that lends half of what is not segregated to a broker, and so on.
  private func chain(segregated: Double = 0.2, share: Double? = 0.5, ticks: Int = 1) -> SmallWorld {
    var small = SmallWorld(ticks: ticks)
    small.rules { $0.segregatedShare = segregated }
    small.specification.contagion.valuation = .eisenbergNoe
    small.switchOff(\.payments)
    let custodian = 0
    let broker = 1
    let fund = 2
    small.add("custodian", .custodian) {
      $0.rehypothecation = share.map { [Rehypothecation(to: broker, share: $0)] } ?? []
    }
    small.add("broker") {
      $0.rehypothecation = share.map { [Rehypothecation(to: fund, share: $0)] } ?? []
    }
    small.add("fund")
    small.add("client") {
      $0.custody = [CustodyHolding(custodian: custodian, asset: 1, units: 100)]
    }
    return small
  }

  /// Singh and Aitken (2010): what is lent on k times stands behind f^k claims more.
  @Test("each unit that is not segregated stands behind 1 + f + f² claims, and nobody is richer")
  func velocity() throws {
    let small = chain()
    let world = try small.world()
    #expect(isNear(world.claims.face(.custody, creditor: 3, debtor: 0), 8000))
    #expect(isNear(world.claims.face(.custody, creditor: 0, debtor: 1), 4000))
    #expect(isNear(world.claims.face(.custody, creditor: 1, debtor: 2), 2000))
    #expect(areNear((0...2).map { world.holdings[$0, 0, 1] }, [40, 20, 20]))
    #expect(areNear(world.equities(), [0, 0, 0, 10_000]))
    let (record, _) = try small.run()
    #expect(isNear(small.metric("collateral_velocity", record) ?? .nan, 1.75))
  }

  @Test("claims of the whole chain follow the price of what was lent")
  func prices() throws {
    var small = chain()
    small.event(.priceMove(asset: 1, fraction: 0.5, durationHours: 0))
    let world = try small.finished()
    #expect(isNear(world.claims.face(.custody, creditor: 1, debtor: 2), 3000))
    #expect(areNear(world.equities(), [0, 0, 0, 15_000]))
  }

  /// Without the fund's 20 btc the broker has 2000 for 4000, the custodian 4000 + 2000 for 8000, and the
  /// client 2000 and three quarters of 8000.
  @Test("a loss at the end of the chain travels back to the client, at the shares of the estates")
  func loss() throws {
    var small = chain()
    small.event(.exploit(institution: 2, fraction: 1))
    let world = try small.finished()
    #expect(world.standing.map(\.isInDefault) == [true, true, true, false])
    #expect(areNear(world.claims.valuation[0...2].map { $0 }, [0.75, 0.5, 0]))
    #expect(isNear(world.equities()[3], 8000))
    #expect(isNear(world.channels[3, .custody], -2000))
  }

  @Test("without lending on, or with all assets segregated, the client loses nothing")
  func ablation() throws {
    for world in [chain(share: nil), chain(segregated: 1)] {
      var small = world
      small.event(.exploit(institution: 2, fraction: 1))
      let end = try small.finished()
      #expect(isNear(end.equities()[3], 10_000))
      #expect(end.standing.allSatisfy { !$0.isInDefault })
    }
  }

  /// An exchange with 100 of its own lends half of its clients' unsegregated margin to an affiliate that has
  /// bought a token with it.
  private func affiliate(segregated: Double, buys: Int? = 2) -> SmallWorld {
    var small = SmallWorld(tokens: [("btc", 100), ("own", 20)])
    small.rules { $0.segregatedShare = segregated }
    small.specification.contagion.valuation = .eisenbergNoe
    let exchange = small.addExchange(cash: 100) { $0.ownFund = 0 }
    small.specification.institutions[exchange].rehypothecation = [
      Rehypothecation(to: 1, share: 0.5, buys: buys)
    ]
    small.add("affiliate")
    for sign in [1.0, -1] {
      small.specification.marginAccounts.append(
        venue: exchange, asset: 1, quantity: sign, entryPrice: 100, margin: 500, jurisdiction: 0,
        client: .retail)
    }
    small.event(.priceMove(asset: 2, fraction: -0.9, durationHours: 0))
    return small
  }

  /// 600 of 1000 unsegregated, 300 lent, 30 left of it: the estate has 800 + 30 − 400 for 600.
  @Test("clients of an exchange share the estate for what was lent to an affiliate and is gone")
  func clients() throws {
    let world = try affiliate(segregated: 0.4).finished()
    #expect(world.standing[0].isInDefault)
    #expect(isNear(world.claims.valuation[1], 0.1))
    #expect(isNear(world.clientEquity(), 400 + 430))
    #expect(isNear(world.holdings[1, 0, 2], 15))
  }

  @Test("segregated margin is not lent, and cash that the affiliate keeps is not lost")
  func safe() throws {
    #expect(isNear(try affiliate(segregated: 1).finished().clientEquity(), 1000))
    let kept = try affiliate(segregated: 0.4, buys: nil).finished()
    #expect(isNear(kept.clientEquity(), 1000))
    #expect(isNear(kept.holdings[1, 0, 0], 300))
  }
}
