import Contagion
import Glibc
import Testing

@testable import Simulation

@Suite("Institutions that run on coins")
struct HeldCoinRunTests {
  private let coin = 1

  /// A fund with 100 coins and a bank with 300; an issuer with cash to redeem, in calm below 1 by a little.
  private func small(
    threshold: Double = 2, exit: CoinRun.Exit = .redeem, cash: Double = 1000,
    illiquid: Double = 1000, ticks: Int = 1,
    capacity: Double = .infinity, change: (inout HeldCoinRun) -> Void = { _ in }
  ) -> SmallWorld {
    var small = SmallWorld(tokens: [("coin", 1)], ticks: ticks)
    let issuer = small.add("issuer", .stablecoinIssuer, cash: cash) {
      $0.behaviour.redemption = Redemption(asset: 1, capacityPerHour: capacity)
      $0.externalAssets = illiquid
    }
    small.specification.assets[1].kind = .stablecoin(issuer: issuer, face: 1)
    small.specification.assets[1].backgroundDepth = [1000]
    var rule = HeldCoinRun(asset: 1, signal: .price, threshold: threshold, exit: exit)
    change(&rule)
    small.add("fund", tokens: [1: 100]) { $0.behaviour.coinRuns = [rule] }
    small.add("bank", .lender, tokens: [1: 300])
    return small
  }

  @Test("who sees nothing that frightens it keeps its coins; without the behaviour nobody runs")
  func calm() throws {
    #expect(try small(threshold: 0.99).finished().holdings[1, 0, coin] == 100)
    var off = small()
    off.specification.institutions[1].behaviour.coinRuns = []
    let world = try off.finished()
    #expect(world.holdings[1, 0, coin] == 100 && world.coins.queue.isEmpty)
  }

  @Test("what is redeemed is burnt against cash at face, and nobody's equity moves")
  func redeemed() throws {
    let small = small()
    let before = try small.world().equities()
    let world = try small.finished()
    #expect(isNear(world.holdings[1, 0, 0], 100) && world.holdings[1, 0, coin] == 0)
    #expect(isNear(world.holdings[0, 0, 0], 900))
    #expect(isNear(world.outstanding[coin], 300) && isNear(world.burnt[coin], 100))
    #expect(areNear(world.equities(), before))
    #expect(world.standing[0].isRunUpon)
  }

  @Test("what waits in the queue is still the holder's, and it is paid by the issuer's rules")
  func queued() throws {
    let short = small(cash: 30, ticks: 1)
    let world = try short.finished()
    #expect(isNear(world.holdings[1, 0, 0], 30))
    #expect(isNear(world.coins.queued(coin), 70))
    #expect(isNear(world.equities()[1], 100))
    #expect(isNear(try #require(short.metric("queue_coin", try short.run().0)), 70))
    let slow = try small(ticks: 3, capacity: 20).finished()
    #expect(isNear(slow.holdings[1, 0, 0], 60) && isNear(slow.coins.queued(coin), 40))
    var closed = small(ticks: 3)
    closed.specification.institutions[0].behaviour.redemption?.queue.closures = [
      RedemptionQueue.Closure(fromHours: 0, toHours: 2)
    ]
    #expect(try closed.world(after: 2).coins.queued(coin) == 100)
    #expect(isNear(try closed.finished().holdings[1, 0, 0], 100))
  }

  @Test("pro rata, an institution and holders outside get the same share")
  func proRata() throws {
    var small = small(cash: 100)
    small.specification.assets[1].heldOutside = 100
    small.specification.assets[1].coin.runs = [
      CoinRun(
        share: 1, jurisdiction: 0, signal: .price, lowestThreshold: 2, highestThreshold: 3,
        exit: .redeem)
    ]
    small.specification.institutions[0].behaviour.redemption?.queue.order = .proRata
    let shared = try small.finished()
    #expect(isNear(shared.holdings[1, 0, 0], 50) && isNear(shared.coins.runners[0].paid, 50))
    // Holders outside ask before institutions do.
    small.specification.institutions[0].behaviour.redemption?.queue.order = .firstCome
    let first = try small.finished()
    #expect(first.holdings[1, 0, 0] == 0 && isNear(first.coins.runners[0].paid, 100))
  }

  @Test("the first to redeem is paid in full by an issuer that is short; who stays loses")
  func firstMover() throws {
    var small = small(cash: 250, illiquid: 0, ticks: 3) { $0.signal = .coverage }
    small.specification.contagion.valuation = .eisenbergNoe
    small.specification.institutions[0].holdings[0].units = 399
    small.event(.exploit(institution: 0, fraction: 0.5))
    small.switchOff(\.contagion)
    let ran = try small.finished()
    small.specification.institutions[1].behaviour.coinRuns = []
    let stayed = try small.finished()
    #expect(isNear(ran.holdings[1, 0, 0], 100))
    #expect(ran.coinCoverage(coin) < stayed.coinCoverage(coin) - 0.1)
  }

  @Test("who sells moves the price: thinner markets more, by the law of impact")
  func sold() throws {
    let world = try small(exit: .sell, cash: 0, ticks: 2).finished()
    #expect(isNear(log(world.price(0, coin)), -100.0 / 1000))
    #expect(isNear(world.holdings[1, 0, 0], 100 * exp(-0.1)))
    #expect(isNear(world.tally.withdrawn, 100))
  }

  /// The issuer loses a fifth after an hour; coverage is a half hour late, and reaction takes two hours more.
  @Test(
    "it leaves as late as it learns of it and reacts, and a share an hour", arguments: [0.0, 1])
  func late(lag: Double) throws {
    func left(after ticks: Int, reaction: Double, share: Double = 1) throws -> Double {
      var small = small(cash: 1000, illiquid: 0, ticks: 8) {
        $0.signal = .coverage
        $0.threshold = 2
        $0.reactionHours = reaction
        $0.informationLagHours = lag
        $0.exitShare = share
      }
      small.event(.exploit(institution: 0, fraction: 0.4), atHours: 1)
      return try small.world(after: ticks).holdings[1, 0, coin]
    }
    let seen = 2 + Int(lag)
    #expect(try left(after: seen - 1, reaction: 0) == 100)
    #expect(try left(after: seen, reaction: 0) == 0)
    #expect(try left(after: seen + 1, reaction: 2) == 100)
    #expect(try left(after: seen + 2, reaction: 2) == 0)
    #expect(isNear(try left(after: seen + 1, reaction: 0, share: 0.5), 25))
  }

  /// A bridge with twenty locked against twenty wrapped, half of them a fund's.
  private func bridged(
    capacity: Double = .infinity, exit: CoinRun.Exit = .redeem, ticks: Int = 1
  ) -> SmallWorld {
    var small = SmallWorld(tokens: [("btc", 100), ("wrapped", 100)], ticks: ticks)
    let bridge = small.add("bridge", .bridge, cash: 10, tokens: [1: 20])
    small.specification.assets[2].kind = .wrapped(
      bridge: bridge, underlying: 1, capacityPerHour: capacity)
    small.specification.assets[2].heldOutside = 4
    for (name, units) in [("first", 10.0), ("second", 6)] {
      small.add(name, tokens: [2: units]) {
        $0.behaviour.coinRuns = [HeldCoinRun(asset: 2, signal: .price, threshold: 2, exit: exit)]
      }
    }
    return small
  }

  @Test("wrapped tokens are handed in unit for unit; the bridge's equity does not move")
  func unwrapped() throws {
    let world = try bridged().finished()
    #expect(isNear(world.holdings[1, 0, 1], 10) && isNear(world.holdings[2, 0, 1], 6))
    #expect(isNear(world.holdings[0, 0, 1], 4) && isNear(world.outstanding[2], 4))
    #expect(isNear(world.equities()[0], 10) && isNear(world.equities()[1], 1000))
    #expect(isNear(world.tally.withdrawn, 1600))
  }

  @Test("short of capacity all who ask get the same share, and a halted bridge gives nothing back")
  func capacity() throws {
    let world = try bridged(capacity: 400).finished()
    #expect(isNear(world.holdings[1, 0, 1], 2.5) && isNear(world.holdings[2, 0, 1], 1.5))
    #expect(isNear(world.holdings[1, 0, 2], 7.5))
    var halted = bridged(ticks: 2)
    halted.event(.bridgeHalt(bridge: 0, durationHours: 5))
    #expect(try halted.finished().holdings[1, 0, 2] == 10)
    var sold = bridged(exit: .sell, ticks: 2)
    sold.event(.bridgeHalt(bridge: 0, durationHours: 5))
    #expect(try sold.finished().price(0, 2) < 100)
  }
}
