import Glibc
import Testing

@testable import Simulation

@Suite("Runs on stablecoins and the queue of redemption")
struct CoinRunTests {
  /// An issuer with 2000 of cash behind 1000 coins outside; depth of the market 1000.
  private func small(
    cash: Double = 2000, capacity: Double = 100, ticks: Int = 8, runs: [CoinRun],
    change: (inout Redemption) -> Void = { _ in }
  ) -> SmallWorld {
    var small = SmallWorld(tokens: [("coin", 1)], ticks: ticks)
    small.specification.contagion.graceHours = 100
    var redemption = Redemption(asset: 1, capacityPerHour: capacity)
    change(&redemption)
    let issuer = small.add("issuer", .stablecoinIssuer, cash: cash) {
      $0.behaviour.redemption = redemption
    }
    small.specification.assets[1].kind = .stablecoin(issuer: issuer, face: 1)
    small.specification.assets[1].heldOutside = 1000
    small.specification.assets[1].coin.runs = runs
    return small
  }

  /// Leaves at once whatever it sees: what stands behind the coin is below 10.
  private func panic(_ share: Double, lag: Double = 0, exit: CoinRun.Exit = .redeem) -> CoinRun {
    var run = CoinRun(
      share: share, jurisdiction: 0, signal: .coverage, lowestThreshold: 10, highestThreshold: 11,
      exit: exit)
    run.informationLagHours = lag
    return run
  }

  private func gap(_ world: World) -> Double { -log(world.price(0, 1)) }

  @Test("who sees nothing that frightens it stays, and the price is exactly face")
  func calm() throws {
    let calm = CoinRun(
      share: 1, jurisdiction: 0, signal: .coverage, lowestThreshold: 0.5, highestThreshold: 1,
      exit: .sell)
    let world = try small(runs: [calm]).finished()
    #expect(world.price(0, 1) == 1)
    #expect(world.tally.redeemed == 0)
    #expect(world.tally.withdrawn == 0)
    #expect(world.events(.run).isEmpty)
  }

  /// 200 ask in the first hour and 300 in the second, 100 are paid an hour.
  @Test("first come is first served; pro rata gives everybody who waits the same share")
  func order() throws {
    let runs = [panic(0.2), panic(0.3, lag: 1)]
    let first = try small(runs: runs).world(after: 2)
    #expect(areNear(first.coins.runners.map(\.paid), [200, 0]))
    #expect(isNear(first.coins.queued(1), 300))
    let shared = try small(runs: runs) { $0.queue.order = .proRata }.world(after: 2)
    #expect(areNear(shared.coins.runners.map(\.paid), [125, 75]))
    #expect(isNear(shared.coins.queued(1), 300))
  }

  @Test("what is redeemed is burnt against cash, and the issuer's equity does not move")
  func books() throws {
    let start = try small(runs: [panic(0.2)]).world()
    let world = try small(runs: [panic(0.2)]).finished()
    #expect(isNear(world.outstanding[1], 800))
    #expect(isNear(world.burnt[1], 200))
    #expect(isNear(world.holdings[0, 0, 0], 1800))
    #expect(isNear(world.equities()[0], start.equities()[0]))
    #expect(areNear(world.events(.run).map(\.amount), [200]))
    #expect(isNear(world.coins.peakQueue[1], 100))
  }

  /// 200 are sold (0.2 of depth), 300 wait; 100 an hour are redeemed: three hours for the queue, two for the
  /// gap.
  @Test("the coin is below face while the queue takes the capacity, and no longer")
  func congestion() throws {
    let runs = [panic(0.3), panic(0.2, exit: .sell)]
    let gaps = try (1...6).map { gap(try small(runs: runs).world(after: $0)) }
    #expect(areNear(gaps, [0, 0.2, 0.2, 0.1, 0, 0], within: 1e-9))
  }

  @Test("capacity without limit restores the peg at once; none at all never does")
  func capacityRestores() throws {
    let runs = [panic(0.3), panic(0.2, exit: .sell)]
    #expect(abs(gap(try small(capacity: .infinity, runs: runs).world(after: 2))) < 1e-12)
    #expect(isNear(gap(try small(capacity: 0, runs: runs).finished()), 0.2))
  }

  @Test("a closed issuer redeems nobody until it opens")
  func closed() throws {
    let weekend = small(runs: [panic(0.3)]) {
      $0.queue.closures = [RedemptionQueue.Closure(fromHours: 0, toHours: 3)]
    }
    #expect(try weekend.world(after: 3).tally.redeemed == 0)
    #expect(isNear(try weekend.world(after: 4).tally.redeemed, 100))
  }

  /// Cash of 50 and a deposit of 1000 with a bank that has it.
  private func deposits(draws: Bool, freezeHours: Double = 0) -> SmallWorld {
    var small = small(cash: 50, capacity: .infinity, runs: [panic(0.3)]) {
      $0.queue.drawsDeposits = draws
    }
    let bank = small.add("bank", cash: 2000)
    small.claim(of: 0, on: bank, 1000, layer: .deposits)
    if freezeHours > 0 {
      small.event(.enforcement(institution: bank, fine: 0, freezeHours: freezeHours))
    }
    return small
  }

  @Test("an issuer calls deposits for what cash does not cover, and waits while its bank is shut")
  func reservesAtBank() throws {
    let open = try deposits(draws: true).world(after: 2)
    #expect(isNear(open.tally.redeemed, 300))
    #expect(isNear(open.claims.face(.deposits, creditor: 0, debtor: 1), 750))
    let without = try deposits(draws: false).finished()
    #expect(isNear(without.tally.redeemed, 50))
    #expect(areNear(without.events(.redemptionHalt).map(\.amount), [250]))
    let shut = deposits(draws: true, freezeHours: 4)
    #expect(isNear(try shut.world(after: 4).tally.redeemed, 50))
    #expect(isNear(try shut.world(after: 5).tally.redeemed, 300))
  }

  /// The seller moves the price to exp(−0.1); thresholds lie between 0.8 and 1.
  @Test("the share that leaves is that whose threshold has been passed, as late as it learns of it")
  func thresholds() throws {
    func left(lag: Double, after ticks: Int) throws -> Double {
      var watcher = CoinRun(
        share: 0.5, jurisdiction: 0, signal: .price, lowestThreshold: 0.8, highestThreshold: 1,
        exit: .redeem)
      watcher.informationLagHours = lag
      let world = small(capacity: 0, runs: [panic(0.1, exit: .sell), watcher])
      return try world.world(after: ticks).coins.runners[1].leftShare
    }
    let share = (1 - exp(-0.1)) / 0.2
    #expect(isNear(try left(lag: 0, after: 2), share))
    #expect(try left(lag: 2, after: 3) == 0)
    #expect(isNear(try left(lag: 2, after: 4), share))
  }

  @Test("with a reaction time half of those who want to leave have left after its half-life")
  func reaction() throws {
    var slow = panic(1)
    slow.reactionHalfLifeHours = 2
    let world = try small(capacity: 0, runs: [slow]).world(after: 4)
    #expect(isNear(world.coins.runners[0].leftShare, 0.75))
    #expect(isNear(world.coins.queued(1), 750))
  }

  @Test("when the issuer fails, those who wait get their coins back")
  func failure() throws {
    var failing = small(cash: 1200, runs: [panic(0.5)])
    failing.event(.externalLoss(institution: 0, amount: 300), atHours: 2)
    let world = try failing.finished()
    #expect(world.standing[0].isInDefault)
    #expect(world.coins.queue.isEmpty)
    #expect(isNear(world.price(0, 1), 700.0 / 800, within: 1e-9))
  }
}
