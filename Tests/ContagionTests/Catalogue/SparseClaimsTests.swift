import Formats
import LinearAlgebra
import Networks
import Testing

@testable import Contagion

@Suite("Models that take sparse claims")
struct SparseClaimsTests {
  static let models = ContagionCatalogue.models.filter { $0.sizes != .dense }

  /// Iteration stops at 1e-13 a step; random worlds amplify that by less than a thousand.
  private static let tolerance = 1e-10

  /// The problem of a random world, and the same with the claims kept as those that there are.
  private static func problems(
    _ model: ContagionModel, _ world: RandomWorld
  ) -> (dense: ContagionProblem, sparse: ContagionProblem) {
    let count = world.network.count
    var values: [String: ModelOption.Value] = [:]
    for option in model.options { values[option.name] = option.defaultValue ?? .number(0.5) }
    let all: [String: [Double]] = [
      "external_assets": world.network.externalAssets,
      "external_liabilities": world.network.externalLiabilities,
      "equity": zip(world.reference, world.network.bookEquity).map { max($0, $1) },
      "weight": (0..<count).map { Double($0 % 4) },
      "threshold": (0..<count).map { 0.5 + 0.1 * Double($0 % 6) },
    ]
    let read = Set(model.inputs.nodeColumns.map(\.name))
    let dense = ContagionProblem(
      ids: (0..<count).map { "n\($0)" }, exposures: world.network.claims,
      columns: all.filter { read.contains($0.key) }, values: values)
    var sparse = dense
    sparse.claims = .sparse(SparseMatrix(world.network.claims))
    return (dense, sparse)
  }

  private static func shocks(_ model: ContagionModel, _ count: Int) -> [Shock] {
    var shocks = [Shock(id: "none")]
    for kind in model.shocks {
      let value = kind.bounds.contains(0.4) ? 0.4 : 1
      shocks.append(Shock(id: kind.rawValue, changes: [ShockChange(kind, target: 0, value: value)]))
      shocks.append(
        Shock(
          id: "more \(kind.rawValue)",
          changes: stride(from: 0, to: count, by: 3).map {
            ShockChange(kind, target: $0, value: value)
          }))
    }
    return shocks
  }

  @Test("give what they give on a square table, shock by shock", arguments: models)
  func agree(_ model: ContagionModel) throws {
    for world in RandomWorld.some.prefix(40) {
      let (dense, sparse) = Self.problems(model, world)
      let shocks = Self.shocks(model, dense.count)
      for (a, b) in zip(try model.solve(dense, shocks), try model.solve(sparse, shocks)) {
        expect(a.payment, b.payment, "payments of \(world)")
        expect(a.equity, b.equity, "equities of \(world)")
        expect(a.stress, b.stress, "stress of \(world)")
        expect(a.systemLoss.map { [$0] }, b.systemLoss.map { [$0] }, "loss of \(world)")
        expect(a.measures.compactMap(\.self), b.measures.compactMap(\.self), "measures of \(world)")
        #expect(a.defaulted == b.defaulted, "\(world)")
        #expect(b.report.status.isSolved)
        if model.solvesWaves {
          #expect(b.defaultRound == nil && b.rounds == nil)
        } else {
          #expect(a.defaultRound == b.defaultRound && a.rounds == b.rounds)
        }
      }
    }
  }

  private func expect(_ a: [Double]?, _ b: [Double]?, _ what: String) {
    #expect(a?.count == b?.count, "\(what)")
    for (a, b) in zip(a ?? [], b ?? []) {
      #expect(abs(a - b) <= Self.tolerance * max(1, abs(a)), "\(what): \(b) for \(a)")
    }
  }

  @Test("are those whose nodes have no limit, and take few claims of many nodes so")
  func sizes() {
    #expect(Self.models.contains { $0.name == "eisenberg-noe" })
    let sizes = ContagionModel.Sizes.sparseFrom(1_000)
    #expect(!sizes.isSparse(nodes: 1_000, claims: 1_000))
    #expect(sizes.isSparse(nodes: 1_001, claims: 10_000))
    #expect(!sizes.isSparse(nodes: 1_001, claims: 100_000))
    #expect(sizes.isSparse(nodes: 20_001, claims: 100_000_000))
    #expect(!ContagionModel.Sizes.dense.isSparse(nodes: 30_000, claims: 0))
  }
}
