import Formats
import Randomness
import Simulation
import Testing

@testable import Scenarios

@Suite("Scenario: what is drawn")
struct DrawTests {
  private func world(
    _ text: String = Sample.complete, replicate: Int = 0, overrides: [String] = []
  ) throws -> WorldSpecification {
    try Sample.load(text, overrides: overrides).specification(replicate: replicate)
  }

  @Test("a replicate is the same whenever it is asked for, and another one differs")
  func repeatable() throws {
    let scenario = try Sample.load(Sample.complete)
    #expect(scenario.specification(replicate: 1) == scenario.specification(replicate: 1))
    #expect(
      scenario.specification(replicate: 1).institutions[6].externalAssets
        != scenario.specification(replicate: 0).institutions[6].externalAssets)
    #expect(
      scenario.specification(replicate: 1, seed: 8).institutions
        != scenario.specification(replicate: 1).institutions)
  }

  @Test("one more member, institution or group changes nobody else's draws")
  func independent() throws {
    let before = try world()
    let after = try world(overrides: ["institutions.fund.count=6", "accounts.longs.leverage=5"])
    #expect(Array(after.institutions[..<11]) == Array(before.institutions[..<11]))
    #expect(after.institutions[11].id == "fund-6")
    #expect(after.marginAccounts.quantity.dropLast() == before.marginAccounts.quantity.dropLast())
    #expect(after.loanAccounts == before.loanAccounts)
  }

  @Test("positions and accounts net to zero to rounding, with the totals as stated")
  func netting() throws {
    for replicate in 0..<3 {
      let world = try world(replicate: replicate)
      let accounts = world.marginAccounts.quantity.reduce(0, +)
      let positions = world.positions.reduce(0) { $0 + $1.quantity }
      #expect(abs(accounts + positions) <= 1e-12 * accounts)
      #expect(abs(accounts - 5) <= 1e-12)
      #expect(world.positions.count == 6)
      #expect(world.positions[5].quantity == -2)
      #expect(world.positions.allSatisfy { $0.quantity < 0 })
    }
  }

  @Test("an account's margin is its notional over its leverage, in cash and collateral")
  func leverage() throws {
    let accounts = try world().marginAccounts
    for account in 0..<accounts.count {
      let posted = accounts.margin[account] + accounts.collateralUnits[account]
      let leverage = accounts.quantity[account] * accounts.entryPrice[account] / posted
      #expect(leverage >= 1 - 1e-9 && leverage <= 100 + 1e-9)
      #expect(abs(accounts.collateralUnits[account] - 0.2 * posted) <= 1e-12 * posted)
    }
  }

  @Test("a loan's collateral gives it the health factor that was drawn")
  func health() throws {
    let loans = try world().loanAccounts
    #expect(abs(loans.debt.reduce(0, +) - 30) < 1e-12)
    for loan in 0..<loans.count {
      let health = loans.collateralUnits[loan] * 4 * 0.8 / loans.debt[loan]
      #expect(health >= 1.05 - 1e-9)
    }
  }

  @Test("networks have their totals, nobody lends to itself, and reconstruction meets the margins")
  func networks() throws {
    let claims = try world().claims
    #expect(claims.allSatisfy { $0.creditor != $0.debtor && $0.amount > 0 })
    let loans = claims.filter { $0.layer == .loans }.reduce(0) { $0 + $1.amount }
    #expect(abs(loans - (12 + 5 + 6 + 4 + 3)) < 1e-9)
    let deposits = claims.filter { $0.layer == .deposits }.reduce(0) { $0 + $1.amount }
    #expect(abs(deposits - (3 + 4)) < 1e-9)
    let rebuilt = claims.suffix(2)
    #expect(rebuilt.map(\.debtor) == [11, 11])
    #expect(rebuilt.map(\.creditor) == [5, 12])
    #expect(zip(rebuilt.map(\.amount), [1.0, 2.0]).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  /// A hundred thousand draws put an empirical share within 0.01 of its probability: six standard errors.
  private static let tolerance = 0.01

  @Test(
    "draws follow their law: shares below the quartiles of the truncated distribution",
    arguments: [
      (Distribution.uniform(.init(minimum: 2, maximum: 6)), [3.0, 4.0, 5.0]),
      // Quartiles of the standard normal: ±0.6744897501960817.
      (.normal(.init(mean: 1, standardDeviation: 2)), [-0.348979500392163, 1, 2.348979500392163]),
      (.lognormal(.init(median: 3, sigma: 1)), [1.5282483, 3, 5.8890954]),
      // Above the median only: quartiles of the half normal are 0.3186394, 0.6744898, 1.1503494.
      (
        .normal(.init(mean: 0, standardDeviation: 1, minimum: 0)),
        [0.318639364, 0.67448975, 1.150349380]
      ),
      // 1 − exp(−x/2) = 1/4, 1/2, 3/4; and the same of 1 − 1/e below the mean.
      (
        .exponential(.init(mean: 2)), [0.575364145, 1.386294361, 2.772588722]
      ),
      (
        .exponential(.init(mean: 2, maximum: 2)), [0.344022122, 0.759770986, 1.285251961]
      ),
      // P(X > x) = x^-2 with (1 − x^-2)/(1 − 1/4) = 1/4, 1/2, 3/4.
      (.pareto(.init(shape: 2, minimum: 1, maximum: 2)), [1.109400392, 1.264911064, 1.511857892]),
    ])
  func laws(law: Distribution, quartiles: [Double]) {
    var stream = Stream(seed: 1, replicate: 0, purpose: 1, tick: 0, entity: 1)
    let count = 100_000
    var below = [0, 0, 0]
    for _ in 0..<count {
      let value = law.draw(&stream)
      #expect(law.support.contains(value))
      for (index, quartile) in quartiles.enumerated() where value < quartile { below[index] += 1 }
    }
    for (index, expected) in [0.25, 0.5, 0.75].enumerated() {
      #expect(abs(Double(below[index]) / Double(count) - expected) < Self.tolerance)
    }
  }

  @Test("homes are drawn in proportion to their shares")
  func homes() throws {
    let world = try world(overrides: ["institutions.fund.count=4000", "claim_networks=[]"])
    let funds = world.institutions.filter { $0.kind == .fund }
    let share = Double(funds.count { $0.home == 0 }) / Double(funds.count)
    #expect(abs(share - 0.25) < 0.04)  // six standard errors of a share of 1/4 among 4000
  }
}
