import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

/// A small random system of two classes of debt and holdings of equity.
struct LayeredWorld: Sendable, CustomStringConvertible {
  let seed: UInt64
  let assets: [Double]
  let classes: [DebtClass]
  let holdings: Matrix

  var description: String { "system \(seed)" }
  var count: Int { assets.count }

  init(seed: UInt64) {
    self.seed = seed
    var stream = Stream(seed: seed, replicate: 0, purpose: 4, tick: 0, entity: 0)
    let count = 2 + stream.integer(below: 3)
    func links(_ amount: Double) -> Matrix {
      var matrix = Matrix(rows: count, columns: count)
      for i in 0..<count {
        for k in 0..<count where k != i && stream.uniform() < 0.6 {
          matrix[i, k] = amount * stream.uniform()
        }
      }
      return matrix
    }
    classes = (0..<2).map { _ in
      let claims = links(1)
      return DebtClass(
        claims: claims, externalLiabilities: (0..<count).map { _ in stream.uniform() })
    }
    holdings = links(0.9 / Double(count))
    assets = (0..<count).map { _ in stream.uniform() < 0.15 ? 0 : 2.5 * stream.uniform() }
  }

  func clear(_ options: ContagionOptions = .init()) throws -> SeniorityClearing {
    try clearBySeniority(
      externalAssets: assets, classes: classes, equityHoldings: holdings, options: options)
  }

  /// What each node owes in all.
  var debts: [Double] {
    classes.reduce(assets.map { _ in 0 }) { sum, debt in
      zip(sum, zip(debt.claims.columnSums, debt.externalLiabilities)).map { $0 + $1.0 + $1.1 }
    }
  }

  static let some = (0..<60).map { LayeredWorld(seed: $0) }
}

@Suite struct SeniorityTests {
  /// Sums of a few amounts of order one, after a solve of order four.
  static let rounding = 1e-10

  /// Every consistent solution, by enumeration of the layer that each node pays in part: 0, 1 or equity.
  func enumerated(_ world: LayeredWorld) -> [[Double]] {
    let count = world.count
    let sizes = world.classes.map { debt in
      zip(debt.claims.columnSums, debt.externalLiabilities).map { $0 + $1 }
    }
    var found: [[Double]] = []
    for code in 0..<[1, 3, 9, 27, 81][count] {
      var (rest, way) = (code, [Int]())
      for _ in 0..<count {
        way.append(rest % 3)
        rest /= 3
      }
      var system = Matrix.identity(count)
      var right = world.assets
      for i in 0..<count {
        for k in 0..<count {
          let senior = sizes[0][k] > 0 ? world.classes[0].claims[i, k] / sizes[0][k] : 0
          let junior = sizes[1][k] > 0 ? world.classes[1].claims[i, k] / sizes[1][k] : 0
          switch way[k] {
          case 0: system[i, k] -= senior
          case 1:
            system[i, k] -= junior
            right[i] += senior * sizes[0][k] - junior * sizes[0][k]
          default:
            system[i, k] -= world.holdings[i, k]
            right[i] += senior * sizes[0][k] + junior * sizes[1][k]
            right[i] -= world.holdings[i, k] * (sizes[0][k] + sizes[1][k])
          }
        }
      }
      guard let assets = solve(system, right) else { continue }
      let fits = (0..<count).allSatisfy { k in
        let (low, high) =
          switch way[k] {
          case 0: (0.0, sizes[0][k])
          case 1: (sizes[0][k], sizes[0][k] + sizes[1][k])
          default: (sizes[0][k] + sizes[1][k], Double.infinity)
          }
        return assets[k] >= low - 1e-12 && assets[k] <= high + 1e-12
      }
      if fits { found.append(assets) }
    }
    return found
  }

  @Test func `the solution is the one that enumeration of all layers finds`() throws {
    var mixed = 0
    for world in LayeredWorld.some {
      let all = enumerated(world)
      #expect(!all.isEmpty, "\(world)")
      for fixedPoint in [FixedPoint.greatest, .least] {
        let found = try world.clear(.init(fixedPoint: fixedPoint))
        #expect(found.report.status == .exact && found.report.fixedPoint == fixedPoint)
        // Every debtor owes outside, so that the solution is unique.
        for other in all { expectClose(found.assets, other, Self.rounding) }
      }
      let failures = try world.clear().defaulted.count { $0 }
      if failures > 0, failures < world.count { mixed += 1 }
    }
    #expect(mixed > 20)
  }

  @Test func `the exact and the iterated solution agree`() throws {
    for world in LayeredWorld.some {
      for fixedPoint in [FixedPoint.greatest, .least] {
        let exact = try world.clear(.init(fixedPoint: fixedPoint))
        let swept = try world.clear(.init(fixedPoint: fixedPoint, method: .iteration))
        #expect(swept.report.status == .converged)
        expectClose(swept.assets, exact.assets, Self.rounding)
        expectClose(swept.payments.flatMap { $0 }, exact.payments.flatMap { $0 }, Self.rounding)
        #expect(swept.defaulted == exact.defaulted)
        #expect(exact.report.residual < Self.rounding && exact.report.iterations <= 40)
      }
    }
  }

  @Test func `seniors are paid before juniors, and juniors before equity`() throws {
    for world in LayeredWorld.some {
      let found = try world.clear()
      for i in 0..<world.count {
        let senior = world.classes[0].claims.column(i).reduce(
          world.classes[0].externalLiabilities[i], +)
        let junior = world.classes[1].claims.column(i).reduce(
          world.classes[1].externalLiabilities[i], +)
        if found.payments[1][i] > 0 { #expect(abs(found.payments[0][i] - senior) < Self.rounding) }
        if found.equity[i] > Self.rounding {
          #expect(abs(found.payments[1][i] - junior) < Self.rounding)
        }
        let paid = found.payments[0][i] + found.payments[1][i] + found.equityValue[i]
        #expect(abs(paid - found.assets[i]) < Self.rounding)
        #expect(abs(found.equity[i] - (found.assets[i] - world.debts[i])) < Self.rounding)
        #expect(found.defaulted[i] == (found.equity[i] < 0))
      }
    }
  }

  @Test func `no money is made or lost: what outsiders get is what there was outside`() throws {
    for world in LayeredWorld.some {
      let found = try world.clear()
      var outside = 0.0
      for (rank, debt) in world.classes.enumerated() {
        let owed = zip(debt.claims.columnSums, debt.externalLiabilities).map { $0 + $1 }
        for k in 0..<world.count where owed[k] > 0 {
          outside += found.payments[rank][k] * debt.externalLiabilities[k] / owed[k]
        }
      }
      let held = world.holdings.columnSums
      for k in 0..<world.count { outside += found.equityValue[k] * (1 - held[k]) }
      #expect(abs(outside - world.assets.reduce(0, +)) < Self.rounding)
    }
  }

  @Test func `more assets outside leave nobody worse off`() throws {
    for world in LayeredWorld.some {
      let found = try world.clear()
      let richer = try clearBySeniority(
        externalAssets: world.assets.map { $0 + 0.1 }, classes: world.classes,
        equityHoldings: world.holdings)
      for i in 0..<world.count { #expect(richer.assets[i] >= found.assets[i] + 0.1 - 1e-12) }
    }
  }

  @Test(
    arguments: [ExternalLiabilities.senior, .pariPassu], [FixedPoint.greatest, .least])
  func `without holdings one class is Eisenberg–Noe, round by round`(
    _ rank: ExternalLiabilities, _ fixedPoint: FixedPoint
  ) throws {
    var laterRounds = 0
    for world in RandomWorld.some {
      for defaultTest in [DefaultTest.strict, .weak] {
        for method in [ContagionOptions.Method.activeSets, .iteration] {
          let options = ContagionOptions(
            defaultTest: defaultTest, fixedPoint: fixedPoint, method: method,
            externalLiabilities: rank)
          let plain = propagate(
            world.network, valuation: .eisenbergNoe, referenceEquity: world.reference,
            options: options)
          let found = try clearCrossHoldings(
            world.network,
            equityHoldings: Matrix(rows: world.network.count, columns: world.network.count),
            options: options)
          expectClose(found.equity, plain.equity, 1e-9)
          expectClose(found.payments.last ?? [], plain.payments, 1e-9)
          #expect(found.defaulted == plain.defaulted, "\(world)")
          // Sweeps that stand in for a solve of one class are counted as rounds there.
          guard fixedPoint == .greatest, !plain.report.usedFallback else { continue }
          #expect(found.defaultRound == plain.defaultRound, "\(world)")
          laterRounds += found.defaultRound.count { ($0 ?? 0) > 0 }
        }
      }
    }
    #expect(fixedPoint == .least || laterRounds > 100, "\(laterRounds)")
  }

  /// The rounds of default by their definition: those known to be in default pay what they have and the others
  /// everything, swept down until nothing moves; who then cannot pay joins.
  func rounds(_ world: LayeredWorld) -> [Int?] {
    let count = world.count
    let owed = world.classes.map { debt in
      zip(debt.claims.columnSums, debt.externalLiabilities).map { $0 + $1 }
    }
    var found = [Int?](repeating: nil, count: count)
    var round = 0
    while true {
      var assets = [Double](repeating: 100, count: count)
      for _ in 0..<2000 {
        assets = (0..<count).map { i in
          var total = world.assets[i]
          for k in 0..<count {
            let pays = found[k] == nil ? Double.infinity : assets[k]
            let senior = min(owed[0][k], pays)
            let junior = min(owed[1][k], max(0, pays - owed[0][k]))
            if owed[0][k] > 0 { total += world.classes[0].claims[i, k] / owed[0][k] * senior }
            if owed[1][k] > 0 { total += world.classes[1].claims[i, k] / owed[1][k] * junior }
            total += world.holdings[i, k] * max(0, assets[k] - owed[0][k] - owed[1][k])
          }
          return total
        }
      }
      let new = (0..<count).filter {
        found[$0] == nil && assets[$0] < world.debts[$0] - 1e-12
      }
      guard !new.isEmpty else { return found }
      for i in new { found[i] = round }
      round += 1
    }
  }

  @Test func `a round of default is one of those who cannot pay when the ones before do not`()
    throws
  {
    var later = 0
    for world in LayeredWorld.some {
      let found = try world.clear().defaultRound
      #expect(found == rounds(world), "\(world)")
      later += found.count { ($0 ?? 0) > 0 }
      // From below there is one round for all.
      let least = try world.clear(.init(fixedPoint: .least))
      #expect(Set(least.defaultRound.compactMap { $0 }).count <= 1)
    }
    #expect(later > 10, "\(later)")
  }

  @Test func `a large system that owes little outside is finished exactly too`() throws {
    // A hundred nodes, three classes, one part in two hundred owed outside: sweeps alone lose one part
    // in two hundred of the distance each.
    var stream = Stream(seed: 12, replicate: 0, purpose: 4, tick: 0, entity: 0)
    let count = 100
    let classes = (0..<3).map { _ in
      var claims = Matrix(rows: count, columns: count)
      for i in 0..<count {
        for k in 0..<count where k != i && stream.uniform() < 0.2 {
          claims[i, k] = stream.uniform()
        }
      }
      return DebtClass(claims: claims, externalLiabilities: claims.columnSums.map { $0 / 200 })
    }
    let assets = (0..<count).map { _ in 0.25 * stream.uniform() }
    let exact = try clearBySeniority(externalAssets: assets, classes: classes)
    let swept = try clearBySeniority(
      externalAssets: assets, classes: classes, options: ContagionOptions(method: .iteration))
    #expect(exact.report.status == .exact && swept.report.status == .converged)
    #expect(exact.report.iterations * 3 < swept.report.iterations, "\(exact.report)")
    expectClose(exact.assets, swept.assets, 1e-8)
    #expect(exact.defaulted.contains(true) && exact.defaulted.contains(false))
  }
}
