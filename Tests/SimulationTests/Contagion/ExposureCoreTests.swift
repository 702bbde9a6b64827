import Contagion
import Glibc
import LinearAlgebra
import Networks
import Randomness
import Regimes
import Testing

@testable import Simulation

@Suite("Contagion as the published models have it")
struct ExposureCoreTests {
  /// A random network and a shock to its external assets, once as a world and once bare.
  struct Example {
    var small = SmallWorld()
    let claims: Matrix
    let before: [Double]
    let after: [Double]
    let debts: [Double]

    init(seed: UInt64) {
      var stream = Stream(seed: seed, replicate: 0, purpose: 901, tick: 0, entity: 0)
      let count = 3 + stream.integer(below: 12)
      var claims = Matrix(rows: count, columns: count)
      for i in 0..<count {
        for k in 0..<count where i != k && stream.uniform() < 0.4 {
          claims[i, k] = 20 * stream.uniform()
        }
      }
      let lent = claims.rowSums
      let owed = claims.columnSums
      let debts = (0..<count).map { _ in stream.uniform() < 0.5 ? 0 : 10 * stream.uniform() }
      let before = (0..<count).map {
        max(0, owed[$0] + debts[$0] - lent[$0]) + 0.5 + 4 * stream.uniform()
      }
      let after = before.map { stream.uniform() < 0.5 ? $0 : $0 * stream.uniform() }
      for i in 0..<count {
        small.add("n\(i)") {
          $0.externalAssets = before[i]
          $0.externalLiabilities = debts[i]
        }
        small.event(.externalLoss(institution: i, amount: before[i] - after[i]))
      }
      for i in 0..<count {
        for k in 0..<count where claims[i, k] > 0 { small.claim(of: i, on: k, claims[i, k]) }
      }
      small.switchOff(\.payments)
      self.claims = claims
      self.before = before
      self.after = after
      self.debts = debts
    }

    func published(_ valuation: Valuation, weak: Bool = false) throws -> ContagionResult {
      let sound = try ExposureNetwork(
        claims: claims, externalAssets: before, externalLiabilities: debts)
      let shocked = try ExposureNetwork(
        claims: claims, externalAssets: after, externalLiabilities: debts)
      return propagate(
        shocked, valuation: valuation, referenceEquity: sound.bookEquity,
        options: ContagionOptions(defaultTest: weak ? .weak : .strict))
    }
  }

  static let valuations: [Valuation] = [
    .eisenbergNoe, .rogersVeraart(alpha: 0.7, beta: 0.8), .furfine(recovery: 0.4),
    .furfine(recovery: 0), .linearDebtRank, .nonlinearDebtRank(alpha: 2, recovery: 0.3),
  ]

  /// One tick, payments off; non-linear DebtRank iterates to 1e-13 a sweep, the others are exact.
  @Test("with payments off a world of claims is the model called directly", arguments: valuations)
  func sameAsCalled(valuation: Valuation) throws {
    var defaults = 0
    for seed in 0..<40 {
      var example = Example(seed: UInt64(seed))
      example.small.specification.contagion.valuation = valuation
      let world = try example.small.finished()
      let expected = try example.published(valuation)
      #expect(areNear(world.equities(), expected.equity, within: 1e-8), "world \(seed)")
      let values = Array(world.claims.valuation.prefix(expected.valuation.count))
      #expect(areNear(values, expected.valuation, within: 1e-8), "world \(seed)")
      #expect(world.standing.map(\.isInDefault) == expected.defaulted, "world \(seed)")
      defaults += expected.defaulted.count { $0 }
    }
    #expect(defaults > 40)
  }

  @Test("the weak test of default is that of the scenario")
  func weakTest() throws {
    for test in [DefaultTest.strict, .weak] {
      var small = SmallWorld()
      let fund = small.add("fund") { $0.externalAssets = 10 }
      small.event(.externalLoss(institution: fund, amount: 10))
      small.specification.contagion.defaultTest = test
      #expect(try small.finished().standing[0].isInDefault == (test == .weak))
    }
  }

  /// The ring of Eisenberg and Noe's example 1 is solved by hand: n0 loses 8 of 10, owes 10 to n1, which
  /// owes 10 to n2.
  @Test("a chain by hand: the first default passes on what is missing")
  func chain() throws {
    var small = SmallWorld()
    small.switchOff(\.payments)
    small.specification.contagion.valuation = .eisenbergNoe
    for (number, assets) in [12.0, 3, 1].enumerated() {
      small.add("n\(number)") { $0.externalAssets = assets }
    }
    small.claim(of: 1, on: 0, 10)
    small.claim(of: 2, on: 1, 10)
    small.event(.externalLoss(institution: 0, amount: 8))
    let world = try small.finished()
    #expect(areNear(world.equities(), [-6, -3, 1 + 7]))
    #expect(areNear([world.claimValue(of: 1, on: 0), world.claimValue(of: 2, on: 1)], [4, 7]))
    #expect(isNear(world.channels[1, .counterparty], -6))
    #expect(isNear(world.channels[2, .counterparty], -3))
  }

  @Test("without contagion claims keep their face; without defaults nobody is marked")
  func switchedOff() throws {
    var example = Example(seed: 1)
    example.small.specification.contagion.valuation = .eisenbergNoe
    #expect(try example.published(.eisenbergNoe).defaulted.contains(true))
    example.small.switchOff(\.defaults)
    let unmarked = try example.small.finished()
    #expect(unmarked.standing.allSatisfy { !$0.isInDefault })
    #expect(unmarked.claims.valuation.contains { $0 < 1 })
    example.small.switchOff(\.contagion)
    #expect(try example.small.finished().claims.valuation.allSatisfy { $0 == 1 })
  }

  @Test("a default is absorbing: better times do not undo it")
  func absorbing() throws {
    var small = SmallWorld(ticks: 3)
    let fund = small.add("fund", tokens: [1: 1]) { $0.externalLiabilities = 80 }
    small.event(.priceMove(asset: 1, fraction: -0.3, durationHours: 0))
    small.event(.priceMove(asset: 1, fraction: 1, durationHours: 0), atHours: 1)
    let world = try small.finished()
    #expect(world.equities()[fund] > 0)
    #expect(world.standing[fund].defaultTick == 0)
  }
}

@Suite("Dead weight")
struct DeadWeightTests {
  /// A debtor with external assets 40 after the shock, cash claims 20 on a sound node, owing 100.
  private func small(_ valuation: Valuation) -> SmallWorld {
    var small = SmallWorld()
    small.switchOff(\.payments)
    small.specification.contagion.valuation = valuation
    let debtor = small.add("debtor") { $0.externalAssets = 90 }
    let sound = small.add("sound") { $0.externalAssets = 100 }
    let creditor = small.add("creditor") { $0.externalAssets = 100 }
    small.claim(of: debtor, on: sound, 20)
    small.claim(of: creditor, on: debtor, 100)
    small.event(.externalLoss(institution: debtor, amount: 50))
    return small
  }

  @Test("Rogers and Veraart: (1 − α)·Ae + (1 − β)·claims go to nobody")
  func rogersVeraart() throws {
    let world = try small(.rogersVeraart(alpha: 0.7, beta: 0.9)).finished()
    #expect(isNear(world.claimValue(of: 2, on: 0), 0.7 * 40 + 0.9 * 20))
    #expect(isNear(world.channels[2, .deadWeight], -(0.3 * 40 + 0.1 * 20)))
    #expect(isNear(world.channels[2, .counterparty], -40))
  }

  @Test("Furfine: the estate of 60 less the fixed recovery")
  func furfine() throws {
    let world = try small(.furfine(recovery: 0.25)).finished()
    #expect(isNear(world.channels[2, .deadWeight], -35))
    #expect(isNear(world.channels[2, .counterparty], -40))
  }

  @Test("Eisenberg and Noe, and DebtRank, have none")
  func none() throws {
    for valuation in [Valuation.eisenbergNoe, .linearDebtRank] {
      #expect(try small(valuation).finished().channels.system(.deadWeight) == 0)
    }
  }
}
