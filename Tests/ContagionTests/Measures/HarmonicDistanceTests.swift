import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

/// Distances and cuts of Acemoglu, Ozdaglar and Tahbaz-Salehi (2015).
@Suite struct HarmonicDistanceTests {
  /// A regular network: everyone lends 12 and owes 12, as a mean of random cyclic permutations.
  func regular(_ seed: UInt64, count: Int) -> Matrix {
    var stream = Stream(seed: seed, replicate: 0, purpose: 18, tick: 0, entity: 0)
    var claims = Matrix(rows: count, columns: count)
    let cycles = 1 + stream.integer(below: 3)
    for _ in 0..<cycles {
      let order = stream.permutation(of: count)
      for place in 0..<count {
        claims[order[place], order[(place + 1) % count]] += 12 / Double(cycles)
      }
    }
    return claims
  }

  @Test func `in a ring the distance is the number of steps, in a complete network all are equal`()
  {
    var ring = Matrix(rows: 5, columns: 5)
    var complete = Matrix(rows: 5, columns: 5)
    for i in 0..<5 {
      ring[i, (i + 4) % 5] = 3
      for k in 0..<5 where k != i { complete[i, k] = 2 }
    }
    let (steps, even) = (harmonicDistances(ring), harmonicDistances(complete))
    for i in 0..<5 {
      for j in 0..<5 {
        #expect(abs(steps[i, j] - Double((i - j + 5) % 5)) < 1e-12)
        // Each step comes to the target with probability 1/4.
        #expect(abs(even[i, j] - (i == j ? 0 : 4)) < 1e-12)
      }
    }
  }

  @Test func `distances solve their equation, and the mean return is that of a regular network`() {
    for seed in 0..<40 as Range<UInt64> {
      let claims = regular(seed, count: 8)
      let distances = harmonicDistances(claims)
      for j in 0..<8 {
        var back = 1.0
        for i in 0..<8 {
          var expected = 1.0
          for k in 0..<8 where k != j { expected += claims[i, k] / 12 * distances[k, j] }
          if i == j { back = expected } else { #expect(abs(expected - distances[i, j]) < 1e-9) }
        }
        // Kac: a walk that visits all nodes equally often comes back every n steps.
        #expect(abs(back - 8) < 1e-9)
      }
    }
  }

  @Test func `who is closer to a node that pays nothing than face over income defaults`() throws {
    var (near, far) = (0, 0)
    for seed in 0..<200 as Range<UInt64> {
      let claims = regular(seed, count: 8)
      var stream = Stream(seed: seed, replicate: 1, purpose: 18, tick: 0, entity: 0)
      let income = 0.5 + 4 * stream.uniform()
      // The shock takes all that node 0 has and will ever get.
      var (assets, senior) = (
        [Double](repeating: income, count: 8), [Double](repeating: 0, count: 8)
      )
      (assets[0], senior[0]) = (0, 1000)
      let network = try ExposureNetwork(
        claims: claims, externalAssets: assets, externalLiabilities: senior)
      let result = propagate(
        network, valuation: .eisenbergNoe, referenceEquity: network.bookEquity)
      #expect(result.payments[0] == 0)
      let distances = harmonicDistances(claims)
      for i in 1..<8 where distances[i, 0] < 12 / income - 1e-9 {
        #expect(result.defaulted[i], "\(seed), node \(i): \(distances[i, 0]) < \(12 / income)")
        near += 1
      }
      // And if all default, all are that close.
      if result.defaulted.allSatisfy({ $0 }) {
        for i in 1..<8 { #expect(distances[i, 0] < 12 / income + 1e-9) }
      } else {
        far += 1
      }
    }
    #expect(near > 300 && far > 50, "\(near) \(far)")
  }

  @Test func `who may never arrive is infinitely far, and a network of nobody has no distances`() {
    // 2 lends to 1 and 0; 1 lends to 0; 0 to nobody; 3 is alone.
    let claims = Matrix(rows: [[0, 0, 0, 0], [4, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0]])
    let distances = harmonicDistances(claims)
    #expect(distances[1, 0] == 1 && distances[2, 0] == 1.5)
    // From 2 the walk can end at 0 without having seen 1.
    #expect(distances[2, 1] == .infinity && distances[0, 1] == .infinity)
    #expect(distances[3, 0] == .infinity && distances[3, 3] == 0)
    #expect(harmonicDistances(Matrix(rows: 0, columns: 0)).elements.isEmpty)
  }

  @Test func `the weakest cut is the best of all groups`() throws {
    for seed in 0..<100 as Range<UInt64> {
      var stream = Stream(seed: seed, replicate: 2, purpose: 18, tick: 0, entity: 0)
      let count = 2 + stream.integer(below: 6)
      var claims = Matrix(rows: count, columns: count)
      for i in 0..<count {
        for k in 0..<count where k != i && stream.uniform() < 0.5 {
          claims[i, k] = stream.uniform()
        }
      }
      let network = try ExposureNetwork(
        claims: claims, externalAssets: [Double](repeating: 0, count: count))
      func across(_ group: Set<Int>) -> Double {
        var largest = 0.0
        for i in group {
          for k in 0..<count where !group.contains(k) {
            largest = max(largest, claims[i, k], claims[k, i])
          }
        }
        return largest
      }
      let scale = max(claims.rowSums.max() ?? 0, claims.columnSums.max() ?? 0)
      var least = Double.infinity
      for code in 1..<((1 << count) - 1) {
        least = min(least, across(Set((0..<count).filter { code & (1 << $0) != 0 })))
      }
      let found = try #require(weakestCut(network))
      #expect(abs(found.connection - (scale > 0 ? least / scale : 0)) < 1e-15)
      #expect(across(Set(found.group)) == least && found.group.last == count - 1)
      #expect(found.group.count < count)
    }
    let alone = try ExposureNetwork(claims: Matrix(rows: 1, columns: 1), externalAssets: [1])
    #expect(weakestCut(alone) == nil)
  }

  @Test
  func `two halves that lend each other little survive the shock that ruins the complete network`()
    throws
  {
    // Ten banks owing 12 each, income 1, one of them hit by more than all have: ε* = 10.
    func defaults(_ weak: Double) throws -> (Int, Double) {
      var claims = Matrix(rows: 10, columns: 10)
      for i in 0..<10 {
        for k in 0..<10 where k != i {
          claims[i, k] = i / 5 == k / 5 ? (12 - 5 * weak) / 4 : weak
        }
      }
      var (assets, senior) = (
        [Double](repeating: 1, count: 10), [Double](repeating: 0, count: 10)
      )
      (assets[0], senior[0]) = (0, 14)
      let network = try ExposureNetwork(
        claims: claims, externalAssets: assets, externalLiabilities: senior)
      let result = propagate(
        network, valuation: .eisenbergNoe, referenceEquity: network.bookEquity)
      let cut = try #require(weakestCut(network))
      #expect(cut.group == (weak < 12 / 9.0 - 1e-9 ? [5, 6, 7, 8, 9] : cut.group))
      return (result.defaulted.count { $0 }, cut.connection)
    }
    let (apart, complete) = (try defaults(0.1), try defaults(12 / 9))
    #expect(apart.0 == 5 && abs(apart.1 - 0.1 / 12) < 1e-12)
    #expect(complete.0 == 10 && abs(complete.1 - 1 / 9.0) < 1e-12)
  }
}
