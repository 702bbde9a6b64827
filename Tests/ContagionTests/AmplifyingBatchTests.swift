import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

/// Batches beyond a spectral radius of one, where shocks that reach an amplifying core share its outcome.
@Suite struct AmplifyingBatchTests {
  /// Sweeps of 1e-15 stop within that over the distance of the spectral radius from one.
  static let sweepTolerance = 1e-9

  /// Blocks of nodes with a leverage each, every block lending a little to the one before; some nodes have
  /// gained or lost since, and some have no buffer at all.
  func blocks(
    _ sizes: [Int], leverage: [Double], density: Double, disturbed: Bool, seed: UInt64
  ) throws -> (network: ExposureNetwork, reference: [Double]) {
    var stream = Stream(seed: seed, replicate: 0, purpose: 11, tick: 0, entity: 0)
    let block = sizes.enumerated().flatMap { Array(repeating: $0, count: $1) }
    let count = block.count
    var claims = Matrix(rows: count, columns: count)
    for i in 0..<count {
      for k in 0..<count where i != k {
        if block[i] == block[k], stream.uniform() < density {
          claims[i, k] = stream.lognormal(mu: 0, sigma: 1)
        } else if block[k] + 1 == block[i], stream.uniform() < 0.1 {
          claims[i, k] = 0.05 * stream.uniform()
        }
      }
    }
    let (lent, owed) = (claims.rowSums, claims.columnSums)
    let reference = (0..<count).map { i in
      disturbed && stream.uniform() < 0.1
        ? 0 : (0.01 + lent[i]) / (leverage[block[i]] * (0.7 + 0.6 * stream.uniform()))
    }
    let net = (0..<count).map { i in
      let move = disturbed && stream.uniform() < 0.3 ? 0.4 * stream.uniform() - 0.25 : 0
      return reference[i] * (1 + move) - lent[i] + owed[i] + (reference[i] == 0 ? 0.5 : 0)
    }
    return (
      try ExposureNetwork(
        claims: claims, externalAssets: net.map { max(0, $0) },
        externalLiabilities: net.map { max(0, -$0) }), reference
    )
  }

  /// Compares every column of a batch with monotone sweeps of the shock alone.
  func expectSweeps(
    _ network: ExposureNetwork, _ reference: [Double], _ batch: DistressBatch, losses: Matrix
  ) throws {
    for j in 0..<losses.columns {
      let failed = losses.column(j).map { $0 >= 1 }
      let senior = failed.indices.map { i in
        network.externalLiabilities[i]
          + (failed[i] || reference[i] <= 0 ? 0 : losses[i, j] * reference[i])
      }
      let swept = propagate(
        try network.with(externalAssets: network.externalAssets, externalLiabilities: senior),
        valuation: .linearDebtRank, referenceEquity: reference, alreadyDefaulted: failed,
        options: ContagionOptions(
          tolerance: 1e-15, maximumIterations: 1_000_000, method: .iteration))
      for i in failed.indices where !failed[i] {
        #expect(
          abs(swept.distress[i] - batch.distress[i, j]) < Self.sweepTolerance,
          "node \(i) after shock \(j)")
      }
      #expect(batch.reports[j].status == .exact)
    }
  }

  static let leverages: [[Double]] = [
    [0.5, 1.6, 0.6], [1.4, 0.7, 1.3], [0.97, 1.03, 0.9], [1.02, 1.02, 1.02], [3, 0.2, 5],
  ]

  @Test(arguments: leverages, [true, false])
  func `each sole default comes to what sweeps of it alone come to`(
    leverage: [Double], disturbed: Bool
  ) throws {
    for (seed, density) in [(1, 1.0), (2, 0.4), (3, 0.1)] {
      let (network, reference) = try blocks(
        [14, 20, 9], leverage: leverage, density: density, disturbed: disturbed,
        seed: UInt64(seed))
      let batch = linearDebtRank(network, referenceEquity: reference)
      try expectSweeps(network, reference, batch, losses: .identity(network.count))
      for threads in [2, 3] {
        #expect(
          batch == linearDebtRank(network, referenceEquity: reference, threads: threads))
      }
    }
  }

  @Test(arguments: leverages, [true, false])
  func `small losses grow to what sweeps of them alone come to`(
    leverage: [Double], disturbed: Bool
  ) throws {
    for (seed, density) in [(4, 1.0), (5, 0.3)] {
      let (network, reference) = try blocks(
        [14, 20, 9], leverage: leverage, density: density, disturbed: disturbed,
        seed: UInt64(seed))
      let count = network.count
      var stream = Stream(seed: 12, replicate: 0, purpose: 0, tick: 0, entity: UInt64(seed))
      let losses = Matrix(
        rows: count, columns: 6,
        elements: (0..<6 * count).map { _ in
          stream.uniform() < 0.9 ? 0 : stream.uniform() < 0.1 ? 1 : 0.01 * stream.uniform()
        })
      let batch = linearDebtRank(network, referenceEquity: reference, shocks: .losses(losses))
      try expectSweeps(network, reference, batch, losses: losses)
    }
  }

  @Test func `where everyone has lent to everyone no shock needs rounds of its own`() throws {
    let (network, reference) = try blocks(
      [200], leverage: [1.26], density: 1, disturbed: false, seed: 6)
    let batch = linearDebtRank(network, referenceEquity: reference)
    let image = leverageMatrix(network, referenceEquity: reference).multiply(batch.distress)
    for i in 0..<200 {
      for j in 0..<200 {
        #expect(abs(batch.distress[i, j] - (i == j ? 1 : min(1, image[i, j]))) < 1e-12)
      }
    }
    // Nodes that are brought down together share one outcome, and one report.
    let down = (0..<200).filter { batch.distress[$0, 0] == 1 && $0 != 0 }
    #expect(down.count > 50)
    for j in down { #expect(batch.distress.column(j) == batch.distress.column(down[0])) }
  }
}
