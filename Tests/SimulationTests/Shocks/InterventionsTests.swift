import Contagion
import Glibc
import Testing

@testable import Simulation

@Suite("Events on coins, books and paths")
struct InterventionsTests {
  @Test("a path is followed evenly in logs between its points, and left where it ends")
  func path() throws {
    var small = SmallWorld(ticks: 8)
    small.event(
      .pricePath(
        asset: 1,
        points: [
          PricePoint(hours: 0, price: 90), PricePoint(hours: 2, price: 40),
          PricePoint(hours: 3.5, price: 80),
        ]), atHours: 1)
    let prices = try (1...7).map { try small.world(after: $0).price(0, 1) }
    let third = 40 * pow(2, 1 / 1.5)
    #expect(areNear(prices, [100, 90, 60, 40, third, 80, 80]))
  }

  @Test("a path does not repeat what flow has done to the price")
  func pathAndFlow() throws {
    var small = SmallWorld(ticks: 3)
    small.event(
      .pricePath(
        asset: 1,
        points: [PricePoint(hours: 0, price: 100), PricePoint(hours: 2, price: 100)]))
    small.add("fund", tokens: [1: 10])
    var world = try small.world()
    world.orders = [Order(trader: .institution(0), venue: nil, zone: 0, asset: 1, units: -1)]
    for tick in 0..<3 { world.step(at: tick) }
    #expect(isNear(world.price(0, 1), 100 * exp(-0.1)))
  }

  /// 110 of reserves behind 100 coins; a fifth of the face is lost.
  @Test("a coin that loses backing is marked at what is left once its issuer fails")
  func dePeg() throws {
    func coin(_ fraction: Double) throws -> Double {
      var small = SmallWorld(tokens: [("coin", 1)])
      let issuer = small.add("issuer", .stablecoinIssuer, cash: 110)
      small.specification.assets[1].kind = .stablecoin(issuer: issuer, face: 1)
      small.specification.assets[1].heldOutside = 100
      small.event(.dePeg(coin: 1, fraction: fraction))
      return try small.finished().price(0, 1)
    }
    #expect(isNear(try coin(0.2), 0.9))
    #expect(try coin(0.05) == 1)
  }

  @Test("where shares stand behind a coin, they lose their value")
  func dePegOfShares() throws {
    var small = SmallWorld(tokens: [("share", 20), ("coin", 1)])
    let issuer = small.add("issuer", .stablecoinIssuer)
    small.specification.assets[2].kind = .stablecoin(issuer: issuer, face: 1)
    small.specification.assets[2].heldOutside = 100
    small.specification.assets[2].coin.backing = .shares(ShareMinting(share: 1, supply: 10))
    small.event(.dePeg(coin: 2, fraction: 0.25))
    let world = try small.finished()
    #expect(isNear(world.price(0, 1), 15))
    #expect(isNear(world.coinCoverage(2), 1.5))
  }

  /// A lender that sees books of five hours ago and calls when half of the equity is gone.
  @Test("fraud that comes to light is seen at once even by those who see late; a plain loss is not")
  func fraud() throws {
    func withdrawn(_ kind: (Int) -> ScheduledEvent.Kind) throws -> Double {
      var small = SmallWorld(ticks: 4)
      let bank = small.add("bank", cash: 50) { $0.externalAssets = 150 }
      let lender = small.add("lender", .lender) {
        $0.behaviour.run = RunBehaviour(
          distressThreshold: 0.5, callShare: 1, informationLagHours: 5)
      }
      small.claim(of: lender, on: bank, 40)
      small.event(kind(bank), atHours: 1)
      let world = try small.finished()
      #expect(isNear(world.equities()[bank], 60))
      return world.tally.withdrawn
    }
    #expect(isNear(try withdrawn { .fraudRevealed(institution: $0, amount: 100) }, 40))
    #expect(try withdrawn { .externalLoss(institution: $0, amount: 100) } == 0)
  }

  @Test("fraud is a loss of the exploit channel, once")
  func fraudChannel() throws {
    var small = SmallWorld(ticks: 3)
    small.add("exchange", cash: 50) { $0.externalAssets = 30 }
    small.event(.fraudRevealed(institution: 0, amount: 30), atHours: 1)
    let world = try small.finished()
    #expect(world.channels[0, .exploit] == -30)
    #expect(world.events(.shock).map(\.amount) == [30])
  }

  @Test("an injection of capital comes from outside, and can save an institution")
  func injection() throws {
    var small = SmallWorld(ticks: 2)
    small.add("pool", .lendingProtocol, cash: 50)
    small.event(.externalLoss(institution: 0, amount: 60), atHours: 1)
    #expect(try small.finished().standing[0].isInDefault)
    small.event(.capitalInjection(institution: 0, amount: 15), atHours: 1)
    let world = try small.finished()
    #expect(!world.standing[0].isInDefault)
    #expect(world.equities() == [5])
    #expect(world.channels[0, .outside] == -45)
    #expect(world.tally.injected == 15)
  }
}
