import BenchmarkReport
import Contagion
import LinearAlgebra
import Networks

/// Dense networks: every single default at once, and clearing.
struct DenseReport {
  var yardsticks: Yardsticks
  var peer: Peer
  var repetitions: Int

  /// Linear DebtRank for all sole defaults, at several sizes and spectral radii.
  func batches(_ sizes: [Int]) throws -> String {
    var rows: [[String]] = []
    var growth: [String] = []
    for radius in [0.8, 1.26] {
      var points: [(x: Double, y: Double)] = []
      for count in sizes {
        let world = try DenseWorld(leverage: count, radius: radius)
        let (seconds, batch) = least(of: repetitions) {
          linearDebtRank(world.network, referenceEquity: world.reference)
        }
        points.append((Double(count), seconds))
        let answer = try peer.run(
          "debtrank-batch",
          numbers: ["claims": world.network.claims.elements, "equity": world.reference],
          parameters: ["count": Double(count)])
        rows.append(
          [
            number(radius, 2), "\(count)", milliseconds(seconds),
            number(seconds / yardsticks.gemmSeconds(count), 1),
            "\(batch.reports.map(\.iterations).max() ?? 0)",
          ]
            + comparison(answer, seconds: seconds, result: batch.distress.elements))
      }
      growth.append("\(number(exponent(points), 2)) at \(number(radius, 2))")
    }
    return """
      ## Linear DebtRank, every single default, dense

      \(table(
        [
          "spectral radius", "nodes", "time", "in products of two such matrices", "rounds", "numpy",
          "its rounds", "faster", "largest difference",
        ], rows))
      One product of two matrices of order 1000 runs at \(number(yardsticks.gemmRate * 1e-9, 1)) GFLOP/s. \
      Fitted exponents of time in nodes: \(growth.joined(separator: ", ")).

      """
  }

  /// Eisenberg–Noe and Rogers–Veraart.
  func clearing(_ sizes: [Int]) throws -> String {
    var rows: [[String]] = []
    for count in sizes {
      let world = try DenseWorld(clearing: count, shock: 0.05)
      let gemv = yardsticks.gemvSeconds(count)
      for (name, model, alpha, beta) in [
        ("Eisenberg–Noe", Valuation.eisenbergNoe, 1, 1),
        ("Rogers–Veraart, 0.95, 0.95", .rogersVeraart(alpha: 0.95, beta: 0.95), 0.95, 0.95),
      ] {
        let (seconds, result) = least(of: 3 * repetitions) {
          propagate(world.network, valuation: model, referenceEquity: world.reference)
        }
        let answer = try peer.run(
          "clearing",
          numbers: [
            "claims": world.network.claims.elements, "assets": world.network.externalAssets,
            "senior": world.network.externalLiabilities,
          ], parameters: ["count": Double(count), "alpha": alpha, "beta": beta])
        rows.append(
          [
            name, "\(count)", "\(result.defaulted.count { $0 })", milliseconds(seconds),
            number(seconds / gemv, 1),
          ] + comparison(answer, seconds: seconds, result: result.valuation))
      }
    }
    return """
      ## Clearing, dense

      \(table(
        [
          "model", "nodes", "defaults", "time", "in matrix–vector products", "numpy", "its rounds",
          "faster", "largest difference",
        ], rows))

      """
  }
}

/// The columns that compare with the peer.
func comparison(_ answer: Peer.Answer?, seconds: Double, result: [Double]) -> [String] {
  guard let answer else { return ["–", "–", "–", "–"] }
  return [
    milliseconds(answer.seconds), "\(answer.rounds)", number(answer.seconds / seconds, 1) + " ×",
    scientific(largestDifference(answer.result, result)),
  ]
}

/// A time in the unit that suits it.
func milliseconds(_ seconds: Double) -> String {
  seconds < 0.1 ? number(1000 * seconds, 2) + " ms" : number(seconds, 2) + " s"
}
