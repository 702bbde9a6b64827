import Contagion
import LinearAlgebra
import Randomness
import Testing

@Suite struct CompressionTests {
  /// Random claims, of small integers where a brute force is to follow.
  private func claims(_ seed: UInt64, count: Int, density: Double, largest: Int?) -> Matrix {
    var stream = Stream(seed: seed, replicate: 0, purpose: 10, tick: 0, entity: 0)
    var matrix = Matrix(rows: count, columns: count)
    for i in 0..<count {
      for k in 0..<count where i != k && stream.uniform() < density {
        matrix[i, k] =
          largest.map { Double(1 + stream.integer(below: $0)) } ?? stream.exponential(rate: 0.1)
      }
    }
    return matrix
  }

  private func hasCycle(_ claims: Matrix) -> Bool {
    var left = Array(0..<claims.rows)
    while let leaf = left.firstIndex(where: { i in left.allSatisfy { claims[i, $0] == 0 } }) {
      left.remove(at: leaf)
    }
    return !left.isEmpty
  }

  @Test(arguments: 0..<40 as Range<UInt64>, CompressionRule.allCases)
  func `net positions stay, the gross amount falls, and no cycle is left`(
    seed: UInt64, rule: CompressionRule
  ) {
    let before = claims(
      seed, count: 2 + Int(seed) % 25, density: 0.1 + 0.02 * Double(seed), largest: nil)
    let found = compress(before, rule: rule)
    let gross = before.elements.reduce(0, +)
    // Rounding is relative to the gross amount.
    for (a, b) in zip(netPositions(found.claims), netPositions(before)) {
      #expect(abs(a - b) <= 1e-12 * gross)
    }
    #expect(found.claims.elements.allSatisfy { $0 >= 0 })
    #expect(found.grossAfter <= found.grossBefore * (1 + 1e-12))
    #expect(found.grossAfter >= found.leastGross * (1 - 1e-12))
    if rule != .bilateral { #expect(!hasCycle(found.claims)) }
    if rule != .nonConservative {
      for (after, before) in zip(found.claims.elements, before.elements) {
        #expect(after <= before)
      }
    } else {
      #expect(abs(found.grossAfter - found.leastGross) <= 1e-12 * gross)
    }
  }

  /// The least gross amount of integer claims up to the given ones with the same net positions: all
  /// are tried.
  private func bruteForce(_ claims: Matrix) -> Double {
    let count = claims.rows
    let links = (0..<count * count).filter { claims.elements[$0] > 0 }
    let target = netPositions(claims)
    var least = Double.infinity
    func visit(_ place: Int, _ net: [Double], _ gross: Double) {
      guard gross < least else { return }
      guard place < links.count else {
        if net == target { least = gross }
        return
      }
      let (creditor, debtor) = (links[place] / count, links[place] % count)
      for amount in 0...Int(claims.elements[links[place]]) {
        var next = net
        next[creditor] += Double(amount)
        next[debtor] -= Double(amount)
        visit(place + 1, next, gross + Double(amount))
      }
    }
    visit(0, [Double](repeating: 0, count: count), 0)
    return least
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `conservative compression finds the least gross amount of all claims`(seed: UInt64) {
    let count = 3 + Int(seed) % 2
    let before = claims(seed, count: count, density: count == 3 ? 0.9 : 0.6, largest: 2)
    let found = compress(before, rule: .conservative)
    #expect(found.grossAfter == bruteForce(before))
  }

  /// With a price for each node, a claim that could be used more or less would not pay: optimality
  /// by duality.
  @Test(arguments: 0..<15 as Range<UInt64>)
  func `no rerouting within the claims lowers the conservative gross amount`(seed: UInt64) {
    let count = 20
    let before = claims(seed, count: count, density: 0.25, largest: nil)
    let after = compress(before, rule: .conservative).claims
    // Bellman–Ford over what can be moved (cost 1) or taken back (cost −1): a negative cycle would
    // pay.
    var price = [Double](repeating: 0, count: count)
    var settled = false
    for _ in 0...count where !settled {
      settled = true
      for from in 0..<count {
        for to in 0..<count {
          var cost = Double.infinity
          if before[to, from] - after[to, from] > 1e-9 { cost = 1 }
          if after[from, to] > 1e-9 { cost = -1 }
          guard price[from] + cost < price[to] else { continue }
          price[to] = price[from] + cost
          settled = false
        }
      }
    }
    #expect(settled)
  }

  @Test func `a ring vanishes, and a chain is kept or cut short`() {
    let ring = Matrix(rows: [[0, 5, 0], [0, 0, 5], [5, 0, 0]])
    for rule in CompressionRule.allCases where rule != .bilateral {
      #expect(compress(ring, rule: rule).grossAfter == 0)
      #expect(compress(ring, rule: rule).excessRemoved == 1)
    }
    #expect(compress(ring, rule: .bilateral).excessRemoved == 0)
    let chain = Matrix(rows: [[0, 5, 0], [0, 0, 5], [0, 0, 0]])
    #expect(compress(chain, rule: .conservative).claims == chain)
    let short = compress(chain, rule: .nonConservative)
    #expect(short.claims == Matrix(rows: [[0, 0, 5], [0, 0, 0], [0, 0, 0]]))
    #expect(short.grossBefore == 10 && short.grossAfter == 5 && short.excessRemoved == 1)
  }

  @Test func `cancelling the first cycle found can miss the better one`() {
    // Cycles 0→1→2→0 of 3 and 0→1→3→4→0 of 3 share the claim of 0 on 1: taking the longer one is
    // better.
    var before = Matrix(rows: 5, columns: 5)
    for (creditor, debtor) in [(0, 1), (1, 2), (2, 0), (1, 3), (3, 4), (4, 0)] {
      before[creditor, debtor] = 3
    }
    #expect(compress(before, rule: .cycles).grossAfter == 9)
    #expect(compress(before, rule: .conservative).grossAfter == 6)
  }

  @Test(arguments: CompressionRule.allCases)
  func `nothing can be removed from nothing`(rule: CompressionRule) {
    #expect(compress(Matrix(rows: []), rule: rule).claims == Matrix(rows: []))
    let none = compress(Matrix(rows: 4, columns: 4), rule: rule)
    #expect(none.grossAfter == 0 && none.excessRemoved == nil)
  }
}
