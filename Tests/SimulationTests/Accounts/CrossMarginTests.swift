import Contagion
import Randomness
import Regimes
import Testing

@testable import Simulation

@Suite("Cross margin")
struct CrossMarginTests {
  /// One account with positions in two tokens at 100 and a margin for both, or two accounts with their shares.
  private func small(
    _ units: (Double, Double), margin: Double, isCross: Bool = true,
    closing: ClosingRule = .worstFirst, ends: (Double, Double), fund: Double = 0
  ) -> SmallWorld {
    var small = SmallWorld(tokens: [("btc", 100), ("eth", 100)])
    small.switchOff(\.marketImpact)
    let exchange = small.addExchange { $0.ownFund = fund }
    let quantities = [units.0, units.1]
    if isCross {
      small.specification.marginAccounts.appendCross(
        venue: exchange,
        contracts: quantities.enumerated().map {
          (asset: $0.offset + 1, entryPrice: 100, quantities: [$0.element])
        }, margin: [margin], jurisdiction: 0, client: .retail, closing: closing)
    } else {
      let whole = abs(units.0) + abs(units.1)
      for (index, quantity) in quantities.enumerated() {
        small.specification.marginAccounts.append(
          venue: exchange, asset: index + 1, quantity: quantity, entryPrice: 100,
          margin: margin * abs(quantity) / whole, jurisdiction: 0, client: .retail)
      }
    }
    small.event(.priceMove(asset: 1, fraction: ends.0 / 100 - 1, durationHours: 0))
    small.event(.priceMove(asset: 2, fraction: ends.1 / 100 - 1, durationHours: 0))
    return small
  }

  @Test("a gain in one position protects the other; without cross margin it does not")
  func gainsProtect() throws {
    let cross = try small((1, -1), margin: 10, ends: (92, 92)).finished()
    #expect(cross.accounts.quantity == [1, -1])
    #expect(isNear(cross.accounts.marginOfVenue[0], 10))
    let isolated = try small((1, -1), margin: 10, isCross: false, ends: (92, 92)).finished()
    #expect(isolated.accounts.quantity == [0, -1])
  }

  /// Equity 10 − 9.2 on maintenance of 0.005·(90.8 + 100): nothing is left after the loser is closed but 0.5 needed.
  @Test("the worst position is closed first, and the other only if it must be; pro rata takes both")
  func closingRules() throws {
    let ends = (90.8, 100.0)
    let worst = try small((1, 1), margin: 10, ends: ends).finished()
    #expect(worst.accounts.quantity == [0, 1])
    #expect(worst.tally.liquidatedAccounts == 1)
    #expect(isNear(worst.tally.liquidated, 90.8))
    let alike = try small((1, 1), margin: 10, closing: .proRata, ends: ends).finished()
    #expect(alike.accounts.quantity == [0, 0])
    #expect(isNear(alike.accounts.marginOfVenue[0], 0.8))
    // 0.4 is less than the 0.5 that the second needs.
    let both = try small((1, 1), margin: 10, ends: (90.4, 100)).finished()
    #expect(both.accounts.quantity == [0, 0])
  }

  @Test("an account is closed at its closed-form price of the sum, and not before")
  func threshold() throws {
    // Both fall alike: 10 + 2(p − 100) = 0.01p at 190/1.99.
    for (shift, open) in [(1e-6, [1.0, 1.0]), (-1e-6, [0, 0])] {
      let price = 190 / 1.99 + shift
      let world = try small((1, 1), margin: 10, closing: .proRata, ends: (price, price)).finished()
      #expect(world.accounts.quantity == open)
    }
  }

  @Test(
    "what a bankrupt account owes is paid by the fund, or else by the winners, position by position"
  )
  func bankruptcy() throws {
    // 10 − 16 − 4 leaves a deficit of 10.
    let paid = try small((1, 1), margin: 10, ends: (84, 96), fund: 50).finished()
    #expect(paid.accounts.quantity == [0, 0])
    #expect(areNear(paid.accounts.margin, [0, 0]))
    #expect(isNear(paid.funds.own[0], 40))
    #expect(isNear(paid.tally.badDebt, 10))
    var small = small((1, 1), margin: 10, ends: (84, 96))
    for asset in 1...2 {
      small.specification.marginAccounts.append(
        venue: 0, asset: asset, quantity: -1, entryPrice: 100, margin: 50, jurisdiction: 0,
        client: .retail)
    }
    let deleveraged = try small.finished()
    #expect(deleveraged.accounts.quantity.allSatisfy { $0 == 0 })
    // The deficit stands as 84 to 96: 4.67 and 5.33; the second winner has gained 4 only, the rest is the venue's.
    let winners = deleveraged.accounts.margin.filter { $0 > 1 }
    let firstShare: Double = 10 * 84 / 180
    #expect(areNear(winners, [66 - firstShare, 50]))
    #expect(isNear(deleveraged.tally.badDebt, 10))
  }

  @Test("the fee comes out of what the account has, wherever it stands")
  func fees() throws {
    var small = small((1, 1), margin: 10, ends: (90.8, 100))
    small.specification.institutions[0].venue?.liquidationFee = 0.001
    let world = try small.finished()
    let fee: Double = 0.001 * 90.8
    #expect(isNear(world.accounts.marginOfVenue[0], 0.8 - fee))
    #expect(isNear(world.funds.own[0], fee))
  }

  /// Long and short of one at 100 need 0.5 each: equity 0.8 is short of 1, of 1 − 2·θ·0.5 only below θ = 0.2.
  @Test("an offset lets long and short positions off a share of both maintenance margins")
  func offset() throws {
    func isKept(_ units: (Double, Double), _ offset: Double) throws -> Bool {
      var small = small(units, margin: 4.8, ends: (96, 100))
      small.specification.marginAccounts.crossGroups[0].offset = offset
      return try small.finished().accounts.quantity == [units.0, units.1]
    }
    #expect(try !isKept((1, -1), 0) && !isKept((1, -1), 0.15))
    #expect(try isKept((1, -1), 0.25) && isKept((1, -1), 1))
    // Two of the same direction offset nothing.
    #expect(try !isKept((1, 1), 1))
  }

  /// The gain of 8 stands against the loss of 5 in the position that is being closed.
  @Test("clients that are sent away take no gain while another position of theirs is being closed")
  func leaving() throws {
    var world = try small((1, 1), margin: 20, ends: (108, 95)).world(after: 1)
    #expect(isNear(world.accounts.marginOfVenue[0], 23))
    var free = world
    free.releaseClients(ofVenue: 0, share: 1)
    #expect(isNear(free.accounts.marginOfVenue[0], 0))
    #expect(isNear(free.supervision.measures.departedWallets, 23))
    world.accounts.setClosing(1, true)
    world.releaseClients(ofVenue: 0, share: 1)
    #expect(world.accounts.quantity == [1, 1])
    #expect(isNear(world.accounts.marginOfVenue[0], 23))
  }

  /// The excess of an account is the sum of those of its positions, so one of them must be short first.
  @Test("cross margin liquidates no earlier than isolated margin", arguments: 0..<20)
  func noEarlier(number: Int) throws {
    var stream = Stream(seed: 4, replicate: UInt32(number), purpose: 902, tick: 0, entity: 0)
    let units = (1 + stream.uniform(), -(1 + stream.uniform()))
    var firsts: [Int] = []
    var ends: [(Double, Double)] = []
    for _ in 0..<80 {
      ends.append((-0.03 + 0.05 * stream.uniform(), -0.03 + 0.05 * stream.uniform()))
    }
    for isCross in [true, false] {
      var small = small(units, margin: 15, isCross: isCross, ends: (100, 100))
      small.specification.clock.ticks = ends.count
      for (tick, end) in ends.enumerated() {
        small.event(
          .priceMove(asset: 1, fraction: end.0, durationHours: 0), atHours: Double(tick))
        small.event(
          .priceMove(asset: 2, fraction: end.1, durationHours: 0), atHours: Double(tick))
      }
      var world = try small.world()
      var first = ends.count
      for tick in ends.indices {
        world.step(at: tick)
        if world.tally.liquidatedAccounts > 0 { first = min(first, tick) }
      }
      firsts.append(first)
    }
    #expect(firsts[0] >= firsts[1])
    #expect(firsts[1] < ends.count)
  }

  @Test("the vectorised pass finds whom a plain sum finds, whatever the tiers", arguments: [0, 1])
  func vectorised(tiers number: Int) throws {
    var stream = Stream(seed: 5, replicate: UInt32(number), purpose: 903, tick: 0, entity: 0)
    let count = 1000
    var small = SmallWorld(tokens: [("a", 100), ("b", 100), ("c", 100)])
    small.addExchange()
    let prices = [97.0, 104, 99]
    let tiers =
      number == 0
      ? nil
      : MaintenanceTiers([.init(notional: 0, rate: 0.005), .init(notional: 100, rate: 0.05)])
    let contracts = (1...3).map { asset in
      (
        asset: asset, entryPrice: 100.0,
        quantities: (0..<count).map { _ in 4 * (stream.uniform() - 0.5) }
      )
    }
    let margin = (0..<count).map { _ in 20 * stream.uniform() }
    var accounts = MarginAccounts()
    accounts.appendCross(
      venue: 0, contracts: contracts, margin: margin, jurisdiction: 0, client: .retail,
      closing: .worstFirst)
    var book = AccountBook(accounts, layout: try small.world().layout)
    for (segment, price) in zip(book.segments, prices) {
      _ = book.credit(segment, change: price - 100)
    }
    let terms = book.segments.map {
      LiquidationTerms(
        oracle: prices[$0.index], reach: book.level[$0.index], rate: 0.005, tiers: tiers)
    }
    let expected = (0..<count).filter { i in
      var excess = margin[i]
      for (contract, price) in zip(contracts, prices) {
        let units = contract.quantities[i]
        let notional = abs(units) * price
        excess += units * (price - 100)
        excess -= tiers?.requirement(notional: notional) ?? 0.005 * notional
      }
      return excess < 0
    }
    #expect(book.undermargined(book.crossGroups[0], terms) == expected)
    #expect(expected.count > 50 && expected.count < 950)
  }
}
