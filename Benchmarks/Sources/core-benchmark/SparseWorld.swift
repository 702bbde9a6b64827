import LinearAlgebra
import Networks
import Randomness

/// A sparse network: each creditor has lent to `degree` debtors drawn at random, log-normal amounts.
struct SparseWorld {
  let network: SparseExposures
  /// Equity: what a node has lent over its leverage.
  let reference: [Double]
  /// The node whose default is the shock: the one with the most creditors.
  let start: Int
  /// Seconds it took to order the claims by creditor and by debtor.
  let buildSeconds: Double

  /// A network whose leverages are random, from half to one and a half times the mean.
  init(count: Int, degree: Int, leverage: Double) throws {
    var stream = Stream(seed: 3, replicate: 0, purpose: 0, tick: 0, entity: UInt64(count))
    var creditors: [Int32] = []
    var debtors: [Int32] = []
    var amounts: [Double] = []
    for i in 0..<count {
      for _ in 0..<degree {
        let k = stream.integer(below: count)
        guard k != i else { continue }
        creditors.append(Int32(i))
        debtors.append(Int32(k))
        amounts.append(stream.lognormal(mu: 0, sigma: 1))
      }
    }
    let begin = processorSeconds()
    let claims = SparseMatrix(
      rows: count, columns: count, rowIndices: creditors, columnIndices: debtors, values: amounts)
    let (lent, owed) = (claims.rowSums, claims.columnSums)
    let reference = lent.map { max(1e-3, $0) / (leverage * (0.5 + stream.uniform())) }
    let net = (0..<count).map { reference[$0] - lent[$0] + owed[$0] }
    network = try SparseExposures(
      claims: claims, externalAssets: net.map { max(0, $0) },
      externalLiabilities: net.map { max(0, -$0) })
    buildSeconds = processorSeconds() - begin
    self.reference = reference
    let byDebtor = network.claimsByDebtor.rowOffsets
    var (start, most) = (0, 0)
    for k in 0..<count where byDebtor[k + 1] - byDebtor[k] > most {
      (start, most) = (k, byDebtor[k + 1] - byDebtor[k])
    }
    self.start = start
  }

  /// The nodes in default before contagion.
  var failed: [Bool] {
    var failed = [Bool](repeating: false, count: network.count)
    failed[start] = true
    return failed
  }
}
