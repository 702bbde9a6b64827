import Glibc
import LinearAlgebra
import Networks
import Testing

@Suite struct PairDrawTests {
  static let stable: [NetworkTopology] = [
    .erdosRenyi(probability: 0.3), .chain, .star(hubOwns: true, hubOwes: true), .complete,
    .corePeriphery(core: 5, coreProbability: 0.9, cross: 0.4, periphery: 0.05),
  ]

  @Test(arguments: stable)
  func `one more node changes no link and no amount among the others`(_ topology: NetworkTopology) {
    let (small, large) = (topology.links(count: 30, seed: 7), topology.links(count: 31, seed: 7))
    let amounts = LinkAmounts.lognormal(mu: 1, sigma: 1)
    let (claims, more) = (amounts.claims(on: small, seed: 7), amounts.claims(on: large, seed: 7))
    for i in 0..<30 {
      for k in 0..<30 { #expect(small[i, k] == large[i, k] && claims[i, k] == more[i, k]) }
    }
    #expect(topology.links(count: 30, seed: 7) == small)
    #expect(amounts.claims(on: small, seed: 8) != claims)
  }

  @Test func `a chain is a ring without its closing link, and a star has its hub at node 0`() {
    #expect(
      NetworkTopology.chain.links(count: 4, seed: 0)
        == Matrix(rows: [[0, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]))
    #expect(
      NetworkTopology.star(hubOwns: true, hubOwes: false).links(count: 3, seed: 0)
        == Matrix(rows: [[0, 1, 1], [0, 0, 0], [0, 0, 0]]))
    #expect(
      NetworkTopology.star(hubOwns: false, hubOwes: true).links(count: 3, seed: 0)
        == Matrix(rows: [[0, 0, 0], [1, 0, 0], [1, 0, 0]]))
  }

  @Test func `degrees of Erdős–Rényi are binomial`() {
    let (count, p) = (400, 0.05)
    let links = NetworkTopology.erdosRenyi(probability: p).links(count: count, seed: 3)
    for degrees in [links.rowSums, links.columnSums] {
      let mean = degrees.reduce(0, +) / Double(count)
      let variance = degrees.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
      let trials = Double(count - 1)
      // Five deviations of the mean, √(np(1 − p)/N), and of the variance, about σ²√(2/N).
      #expect(abs(mean - trials * p) < 5 * (trials * p * (1 - p) / Double(count)).squareRoot())
      let expected = trials * p * (1 - p)
      #expect(abs(variance - expected) < 5 * expected * (2 / Double(count)).squareRoot())
    }
  }

  @Test func `the largest degrees of the scale-free model fall as the power of their rank`() {
    let (count, exponent) = (1500, 2.5)
    let topology = NetworkTopology.scaleFree(links: 15_000, exponent: exponent)
    // In expectation node i has about links·w_i debtors while links·w_i·w_k is small: five draws are added
    // over ranks 10…100, whose slope against ln(rank) is −1/(γ − 1) = −2/3.
    var sums = [Double](repeating: 0, count: count)
    for seed in 0..<5 as Range<UInt64> {
      let degrees = topology.links(count: count, seed: seed).rowSums
      for i in 0..<count { sums[i] += degrees[i] }
    }
    let ranks = Array(10..<100)
    let x = ranks.map { log(Double($0 + 1)) }
    let y = ranks.map { log(sums[$0]) }
    let (meanX, meanY) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
    let slope =
      zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
      / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    // Saturation of the hubs' pairs flattens the slope by a few hundredths.
    #expect(abs(slope + 1 / (exponent - 1)) < 0.06)
    let links = sums.reduce(0, +) / 5
    #expect(links < 15_000 && links > 12_000)
  }

  @Test func `Pareto amounts keep their minimum and their median`() {
    let links = NetworkTopology.complete.links(count: 100, seed: 0)
    let amounts = LinkAmounts.pareto(minimum: 2, shape: 3).claims(on: links, seed: 5)
    let values = amounts.elements.filter { $0 > 0 }.sorted()
    #expect(values.count == 9900 && values[0] >= 2)
    // The median is 2·2^(1/3) = 2.52; five deviations of it at 9900 draws are 0.043.
    #expect(abs(values[4950] - 2 * 1.259_921) < 0.043)
  }
}
