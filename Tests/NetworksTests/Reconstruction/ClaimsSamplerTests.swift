import Glibc
import LinearAlgebra
import Networks
import Randomness
import Testing

@Suite struct ClaimsSamplerTests {
  func stream(_ seed: UInt64) -> Stream {
    Stream(seed: seed, replicate: 0, purpose: 0, tick: 0, entity: 0)
  }

  /// Three nodes leave one free amount `x` in [0, 0.4]: with equal rates its law is an atom of 0.5 at either end
  /// and `p·λ·0.4 = 0.05` between, evenly; normalised 10/21, 10/21 and 1/21, by hand.
  @Test func `three nodes have the law found by hand`() throws {
    // Row = creditor: the example gives what nodes owe by row, so the totals change places.
    var sampler = try ClaimsSampler(
      rowTotals: [0.7, 2.7, 3.1], columnTotals: [1, 2.5, 3], linkProbability: 0.5, rate: 0.25,
      stream: stream(1))
    _ = sampler.claims(after: 1000)
    let draws = 20_000
    var (none, full, sum) = (0.0, 0.0, 0.0)
    for _ in 0..<draws {
      // Node 0's debt to node 1.
      let x = sampler.claims(after: 12)[1, 0]
      if x == 0 { none += 1 }
      if sampler.claims[0, 1] == 0 { full += 1 }
      sum += x
    }
    let count = Double(draws)
    // Every twelfth step or so is a draw, so some are repeated: twice five deviations of independent draws.
    #expect(abs(none / count - 10.0 / 21) < 0.035)
    #expect(abs(full / count - 10.0 / 21) < 0.035)
    #expect(abs(1 - (none + full) / count - 1.0 / 21) < 0.015)
    #expect(abs(sum / count - 0.2) < 0.014)
  }

  @Test(arguments: [0.9, 7.0])
  func `unequal rates tilt the law as its density says`(fast: Double) throws {
    // Totals of 1 everywhere but one: x = claims[0, 1] in [0, 1], the fibre of three nodes is
    // (0,1) (1,2) (2,0) = x + const and (0,2) (2,1) (1,0) = const − x.
    var rate = Matrix(rows: 3, columns: 3, repeating: 0.5)
    for (i, k) in [(0, 1), (1, 2), (2, 0)] { rate[i, k] = fast }
    let p = 0.6
    var sampler = try ClaimsSampler(
      rowTotals: [1, 2, 2.5], columnTotals: [1.6, 1.5, 2.4],
      linkProbability: Matrix(rows: 3, columns: 3, repeating: p), rate: rate, stream: stream(2))
    // Free amount x = (0,1): (0,2) = 1 − x, (2,1) = 1.5 − x, (2,0) = 1 + x, (1,0) = 0.6 − x, (1,2) = 1.4 + x.
    // So x is in [0, 0.6]: (0,1) vanishes below, (1,0) above; s = 3·fast − 1.5.
    let s = 3 * fast - 1.5
    let range = 0.6
    let low = (1 - p) / (p * fast)
    let high = (1 - p) / (p * 0.5) * exp(-s * range)
    let between = (1 - exp(-s * range)) / s
    let meanBetween = 1 / s - range * exp(-s * range) / (1 - exp(-s * range))
    let total = low + high + between
    _ = sampler.claims(after: 1000)
    let draws = 20_000
    var (none, full, sum, inside) = (0.0, 0.0, 0.0, 0.0)
    for _ in 0..<draws {
      let claims = sampler.claims(after: 12)
      let x = claims[0, 1]
      if x == 0 {
        none += 1
      } else if claims[1, 0] == 0 {
        full += 1
      } else {
        inside += 1
        sum += x
      }
    }
    let count = Double(draws)
    // As above: twice five deviations of independent draws.
    #expect(abs(none / count - low / total) < 0.035)
    #expect(abs(full / count - high / total) < 0.035)
    #expect(abs(sum / inside - meanBetween) < 0.04)
  }

  @Test
  func `all totals are kept, forbidden cells stay empty, and a likelier link is met more often`()
    throws
  {
    let (rows, columns) = (Array(FiftyNodes.assets[..<12]), Array(FiftyNodes.liabilities[..<12]))
    let scale = rows.reduce(0, +) / columns.reduce(0, +)
    let owed = columns.map { $0 * scale }
    var density: [Double] = []
    for p in [0.2, 0.8] {
      var probability = Matrix(rows: 12, columns: 12, repeating: p)
      probability[2, 5] = 0
      probability[4, 1] = 0
      var sampler = try ClaimsSampler(
        rowTotals: rows, columnTotals: owed, linkProbability: probability,
        rate: Matrix(rows: 12, columns: 12, repeating: 0.1), stream: stream(5))
      var links = 0
      for _ in 0..<100 {
        let claims = sampler.claims(after: 400)
        links += claims.elements.filter { $0 > 0 }.count
        #expect(claims[2, 5] == 0 && claims[4, 1] == 0)
        #expect(claims.elements.allSatisfy { $0 >= 0 })
      }
      for i in 0..<12 {
        #expect(abs(sampler.claims.rowSums[i] - rows[i]) < 1e-9)
        #expect(abs(sampler.claims.columnSums[i] - owed[i]) < 1e-9)
        #expect(sampler.claims[i, i] == 0)
      }
      density.append(Double(links) / 100 / 130)
    }
    #expect(density[0] < density[1] - 0.2)
  }

  /// If the totals are those of a draw from the prior, a draw given the totals has the law of the prior.
  @Test(arguments: [0.5, 0.8])
  func `given the totals of prior draws, draws have the prior's number of links and amounts`(
    p: Double
  ) throws {
    let (count, draws) = (8, 150)
    var random = stream(11)
    var (links, squares, priorSquares) = (0.0, 0.0, 0.0)
    for _ in 0..<draws {
      var model = NetworkTopology.erdosRenyi(probability: p).links(count: count, stream: &random)
      for i in 0..<count {
        for k in 0..<count { model[i, k] *= random.exponential(rate: 0.5) }
      }
      var sampler = try ClaimsSampler(
        rowTotals: model.rowSums, columnTotals: model.columnSums, linkProbability: p, rate: 0.5,
        stream: Stream(
          seed: random.nextUInt64(), replicate: 0, purpose: 0, tick: 0, entity: 0))
      let claims = sampler.claims(after: 4000)
      links += Double(claims.elements.filter { $0 > 0 }.count)
      squares += claims.elements.reduce(0) { $0 + $1 * $1 }
      priorSquares += model.elements.reduce(0) { $0 + $1 * $1 }
    }
    // The number of links is binomial: five deviations of the mean. Of squares, with E X² = 8 and E X⁴ = 384 for
    // the amount of a link, the two sums are of equal law and positively correlated.
    let pairs = Double(count * (count - 1))
    let mean = Double(draws)
    #expect(abs(links / mean - p * pairs) < 5 * (p * (1 - p) * pairs / mean).squareRoot())
    let deviation = (pairs * (p * 384 - p * p * 64) / mean).squareRoot()
    #expect(abs(squares - priorSquares) / mean < 5 * deviation)
    #expect(abs(squares / mean - p * pairs * 8) < 5 * deviation)
  }

  @Test func `a part whose sums are equal is cut off, for all mass is there`() throws {
    // Nodes 0, 1 owe each other exactly what they own, and so do 2, 3.
    var sampler = try ClaimsSampler(
      rowTotals: [1, 2, 3, 4], columnTotals: [2, 1, 4, 3], linkProbability: 0.5, rate: 1,
      stream: stream(3))
    let claims = sampler.claims(after: 20_000)
    for i in 0..<2 {
      for k in 2..<4 { #expect(claims[i, k] == 0 && claims[k, i] == 0) }
    }
  }

  @Test func `totals that no network has are refused`() {
    #expect(throws: ReconstructionError.self) {
      _ = try ClaimsSampler(
        rowTotals: [5, 1, 1], columnTotals: [5, 1, 1], linkProbability: 0.5, rate: 1,
        stream: stream(1))
    }
  }
}
