import BenchmarkReport
import Contagion
import LinearAlgebra
import Networks

/// Sparse networks: one default in a large market.
struct SparseReport {
  var yardsticks: Yardsticks
  var peer: Peer
  var repetitions: Int

  /// Linear DebtRank and a threshold cascade after one default, beside scipy and random access.
  func large(count: Int, degree: Int) throws -> String {
    var rows: [[String]] = []
    var build = 0.0
    for (name, task, model, leverage) in [
      ("linear DebtRank", "debtrank-sparse", Valuation.linearDebtRank, 0.8),
      ("threshold", "threshold-sparse", .furfine(recovery: 0), 10),
    ] {
      let world = try SparseWorld(count: count, degree: degree, leverage: leverage)
      build = world.buildSeconds
      let access = yardsticks.accessSeconds(world.network.claims)
      let failed = world.failed
      let (seconds, result) = least(of: repetitions) {
        propagate(
          world.network, valuation: model, referenceEquity: world.reference,
          alreadyDefaulted: failed)
      }
      let visits = Double(result.report.iterations * world.network.claims.entryCount)
      let answer = try peer.run(
        task,
        numbers: ["amounts": world.network.claims.values, "equity": world.reference],
        indices: [
          "debtors": world.network.claims.columnIndices,
          "offsets": world.network.claims.rowOffsets.map { Int32($0) },
        ], parameters: ["count": Double(count), "node": Double(world.start)])
      let comparable =
        model == .linearDebtRank
        ? failed.indices.map { failed[$0] ? 1 : result.distress[$0] }
        : result.defaulted.map { $0 ? 1 : 0 }
      rows.append(
        [
          name, "\(result.defaulted.count { $0 })", milliseconds(seconds),
          "\(result.report.iterations)", number(seconds / (visits * access), 2),
          number(access * 1e9, 2) + " ns",
        ] + comparison(answer, seconds: seconds, result: comparable))
    }
    return """
      ## One default among \(count) nodes with \(degree) claims each

      \(table(
        [
          "model", "defaults", "time", "visits of all claims", "over random access", "one access",
          "scipy", "its rounds", "faster", "largest difference",
        ], rows))
      Ordering the claims by creditor and by debtor takes \(milliseconds(build)).

      """
  }

  /// How the time of linear DebtRank grows with nodes, and with claims.
  func growth(nodes: [Int], degree: Int, degrees: [Int], of count: Int) throws -> String {
    var rows: [[String]] = []
    func measure(_ count: Int, _ degree: Int) throws -> Double {
      let world = try SparseWorld(count: count, degree: degree, leverage: 0.8)
      let failed = world.failed
      let (seconds, result) = least(of: repetitions) {
        propagate(
          world.network, valuation: .linearDebtRank, referenceEquity: world.reference,
          alreadyDefaulted: failed)
      }
      rows.append([
        "\(count)", "\(world.network.claims.entryCount)", milliseconds(seconds),
        "\(result.report.iterations)", milliseconds(world.buildSeconds),
      ])
      return seconds
    }
    let byNodes = try nodes.map { (x: Double($0), y: try measure($0, degree)) }
    let byClaims = try degrees.map { (x: Double($0 * count), y: try measure(count, $0)) }
    return """
      ## Growth with nodes and with claims: linear DebtRank

      \(table(["nodes", "claims", "time", "visits of all claims", "ordering the claims"], rows))
      Fitted exponents: **\(number(exponent(byNodes), 2))** in nodes at \(degree) claims a node, \
      **\(number(exponent(byClaims), 2))** in claims at \(count) nodes.

      """
  }
}
