import LinearAlgebra
import Testing

@testable import Contagion

/// A small case of a row of the catalogue whose answer is worked out by hand.
struct CatalogueCheck: Sendable {
  let tables: ContagionProblem
  let given: [String: String]
  var shocks = [Shock(id: "none")]
  let expect: @Sendable ([ContagionOutcome]) -> Void

  /// The tables with the options of a model: the given ones and the defaults of the others.
  func problem(_ model: ContagionModel) -> ContagionProblem {
    var problem = tables
    for option in model.options {
      problem.values[option.name] =
        given[option.name].flatMap { option.value(of: $0) } ?? option.defaultValue
    }
    return problem
  }

  /// One per title.
  static let all: [String: CatalogueCheck] = [
    clearing, losses, valuations, ownership, sales, houses, houseLosses,
  ].reduce(into: [:]) { all, some in all.merge(some) { first, _ in first } }

  /// Sums of a few short decimals.
  static let rounding = 1e-12

  /// A chain: 1 has lent 10 to 0, and 2 has lent 10 to 1.
  static let chain = Matrix(rows: [[0, 0, 0], [10, 0, 0], [0, 10, 0]])
}

/// Expects numbers up to the rounding of short sums.
func expectNumbers(
  _ found: [Double]?, _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose(found ?? [], expected, CatalogueCheck.rounding, sourceLocation: sourceLocation)
}

extension CatalogueCheck {
  /// Node 0 has 4 and owes 10; node 1 has 3 and owes 10.
  static func chainSheets(_ outside: [Double]? = nil) -> ContagionProblem {
    var columns = ["external_assets": [4.0, 3, 0]]
    columns["external_liabilities"] = outside
    return ContagionProblem(ids: ["a", "b", "c"], exposures: chain, columns: columns)
  }

  /// Node 0 owes deposits to node 1 and loans to node 2.
  private static let layered: ContagionProblem = {
    let deposits = Matrix(rows: [[0, 0, 0], [3, 0, 0], [0, 0, 0]])
    let loans = Matrix(rows: [[0, 0, 0], [0, 0, 0], [6, 0, 0]])
    var problem = ContagionProblem(
      ids: ["a", "b", "c"], exposures: Matrix(rows: [[0, 0, 0], [3, 0, 0], [6, 0, 0]]),
      columns: ["external_assets": [5, 0, 0], "external_liabilities": [1, 0, 0]])
    problem.layers = [
      ClaimsLayer(name: "deposits", claims: deposits), ClaimsLayer(name: "loans", claims: loans),
    ]
    return problem
  }()

  static let clearing: [String: CatalogueCheck] = [
    "eisenberg-noe": CatalogueCheck(
      // Pari passu: node 0 shares 4 over 10 and 6; node 1 has 3 + 2.5 for 10.
      tables: chainSheets([6, 0, 0]), given: ["external-liabilities": "pari-passu"],
      expect: { outcomes in
        expectNumbers(outcomes[0].payment, [4, 5.5, 0])
        expectNumbers(outcomes[0].equity, [-12, -4.5, 5.5])
        #expect(outcomes[0].defaultRound == [0, 1, nil])
        #expect(outcomes[0].systemLoss == 12 + 4.5)
      }),
    "rogers-veraart": CatalogueCheck(
      // Node 0 pays 0.5·4; node 1 then 0.5·3 + 0.25·2.
      tables: chainSheets(), given: ["alpha": "0.5", "beta": "0.25"],
      expect: { outcomes in
        expectNumbers(outcomes[0].payment, [2, 2, 0])
        expectNumbers(outcomes[0].equity, [-6, -5, 2])
        #expect(outcomes[0].systemLoss == 16)
      }),
    "seniority": CatalogueCheck(
      // Node 0 has 5 and owes outsiders 1, node 1 then 3 of deposits, and node 2 last 6 of loans, of which 1 is left.
      tables: layered, given: ["seniority": "deposits,loans"],
      expect: { outcomes in
        expectNumbers(outcomes[0].payment, [4, 0, 0])
        expectNumbers(outcomes[0].equity, [-5, 3, 1])
        #expect(outcomes[0].defaultRound == [0, nil, nil])
        #expect(outcomes[0].systemLoss == 5)
        #expect(outcomes[0].layerMeasures[0] == [[3, 0, 0], [3, 0, 0], [0, 3, 0], [0, 3, 0]])
        #expect(outcomes[0].layerMeasures[1] == [[6, 0, 0], [1, 0, 0], [0, 0, 6], [0, 0, 1]])
      }),
    "full-payment": CatalogueCheck(
      // Nobody starts: node 1 has 3 and waits for node 0, which has 4 of 10.
      tables: chainSheets(), given: [:],
      expect: { outcomes in
        #expect(outcomes[0].nodeMeasures[0] == [nil, nil, 0])
        #expect(outcomes[0].nodeMeasures[2] == [6, 7, 0])
        #expect(outcomes[0].nodeMeasures[3] == [6, 0, 0])
        #expect(outcomes[0].measures == [7])
      }),
  ]

  /// The default of the first of four members, at three sizes of loss, and winners of 10, 6 and 4 who cover 9.
  static let houseLosses: [String: CatalogueCheck] = [
    "waterfall": CatalogueCheck(
      // 100: 40 of margin, 10 of fund, 15 of the house, and 35 of the 40 of the others.
      tables: ContagionProblem(
        ids: ["m0", "m1", "m2", "m3"],
        columns: [
          "loss": [100, 0, 160, 0], "initial_margin": [40, 0, 40, 0],
          "default_fund": [10, 12, 8, 20],
        ]), given: ["skin-in-the-game": "15"],
      shocks: [
        Shock(id: "m0", changes: [ShockChange(.failure, target: 0, value: 1)]),
        Shock(id: "m2", changes: [ShockChange(.failure, target: 2, value: 1)]),
      ],
      expect: { outcomes in
        expectNumbers(outcomes[0].nodeMeasures[0].compactMap(\.self), [10, 10.5, 7, 17.5])
        expectNumbers(outcomes[0].measures.compactMap(\.self), [40, 10, 15, 35, 0, 0, 0])
        #expect(outcomes[0].systemLoss == 50)
        // 160: 40, 8, 15, all 42 of the others, 42 called, 13 uncovered.
        expectNumbers(outcomes[1].measures.compactMap(\.self), [40, 8, 15, 42, 42, 0, 13])
        expectNumbers(outcomes[1].nodeMeasures[1].compactMap(\.self), [10, 12, 0, 20])
      }),
    "auto-deleveraging": CatalogueCheck(
      tables: ContagionProblem(
        ids: ["a", "b", "c", "d"], columns: ["gain": [10, 6, 4, -3], "score": [1, 3, 2, 9]]),
      given: ["deficit": "9"],
      expect: { outcomes in
        // b first, then c, of which 1 is more than is missing.
        expectNumbers(outcomes[0].nodeMeasures[0].compactMap(\.self), [0, 6, 4, 0])
        #expect(outcomes[0].measures == [1, 0])
        #expect(outcomes[0].systemLoss == 10)
      }),
  ]

  /// Buffers of the chain.
  private static func chainBuffers(
    _ equity: [Double], _ more: [String: [Double]] = [:]
  ) -> ContagionProblem {
    ContagionProblem(
      ids: ["a", "b", "c"], exposures: chain,
      columns: more.merging(["equity": equity]) { first, _ in first })
  }

  private static let firstFails = [
    Shock(id: "a", changes: [ShockChange(.failure, target: 0, value: 1)])
  ]
  private static let firstLosesHalf = [
    Shock(id: "half", changes: [ShockChange(.equityFraction, target: 0, value: 0.5)])
  ]

  static let losses: [String: CatalogueCheck] = [
    "impact-diffusion": CatalogueCheck(
      // A chain of full impact: exp(W) has 1 on the steps, and 1/2 on the walk of two.
      tables: chainBuffers([1, 5, 4]), given: [:],
      expect: { outcomes in
        #expect(outcomes[0].nodeMeasures[0] == [1, 1, 0])
        expectNumbers(outcomes[0].nodeMeasures[1].compactMap(\.self), [0, 1, 1.5])
        expectNumbers(outcomes[0].nodeMeasures[2].compactMap(\.self), [1.5, 1, 0])
        expectNumbers(outcomes[0].nodeMeasures[3].compactMap(\.self), [0, 0.5, 0])
      }),
    "furfine": CatalogueCheck(
      // Node 1 loses 0.6·10 of 5, node 2 then 0.6·10 of 6, which the strict test bears.
      tables: chainBuffers([1, 5, 6]), given: ["recovery": "0.4"], shocks: firstFails,
      expect: { outcomes in
        expectNumbers(outcomes[0].equity, [0, -1, 0])
        #expect(outcomes[0].defaultRound == [0, 1, nil])
        #expect(outcomes[0].systemLoss == 12)
      }),
    "threshold": CatalogueCheck(
      // Node 1 loses 10 of 20, which is its threshold; it fires, and node 2 loses 10 of 40.
      tables: chainBuffers([1, 20, 40], ["threshold": [1, 0.5, 1]]), given: [:],
      shocks: firstFails,
      expect: { outcomes in
        expectNumbers(outcomes[0].stress, [1, 0.5, 0.25])
        #expect(outcomes[0].defaulted == [true, false, false])
        #expect(outcomes[0].systemLoss == 20)
      }),
    "gai-kapadia": CatalogueCheck(
      // Node 1 loses exactly its capital, and bears it by the strict test only.
      tables: chainBuffers([1, 10, 10]), given: ["default-test": "weak"], shocks: firstFails,
      expect: { outcomes in
        #expect(outcomes[0].defaultRound == [0, 1, 2])
        expectNumbers(outcomes[0].equity, [1, 0, 0])
      }),
    "debtrank-2012": CatalogueCheck(
      // The claim of 10 on node 0 counts for the 5 of equity only: node 1 loses half of it.
      tables: chainBuffers([4, 5, 20]), given: [:], shocks: firstLosesHalf,
      expect: { outcomes in
        expectNumbers(outcomes[0].stress, [0.5, 0.5, 0.25])
        #expect(outcomes[0].systemLoss == 2.5 + 5)
      }),
    "debtrank": CatalogueCheck(
      // Node 1 loses half of 10 out of 5, all it has; node 2 then 10 of 20.
      tables: chainBuffers([4, 5, 20], ["weight": [1, 1, 2]]), given: [:], shocks: firstLosesHalf,
      expect: { outcomes in
        expectNumbers(outcomes[0].stress, [0.5, 1, 0.5])
        expectNumbers(outcomes[0].measures.compactMap(\.self), [0.125, 0.5, 1, 0])
        #expect(outcomes[0].defaults == 1)
      }),
    "nonlinear-debtrank": CatalogueCheck(
      // With alpha = 0 and R = 1/2 node 1 loses a quarter of 10 out of 5, and node 2 a quarter of 10 of 20.
      tables: chainBuffers([4, 5, 20]), given: ["alpha": "0", "recovery": "0.5"],
      shocks: firstLosesHalf,
      expect: { outcomes in expectNumbers(outcomes[0].stress, [0.5, 0.5, 0.125]) }),
  ]
}
