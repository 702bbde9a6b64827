import LinearAlgebra
import Testing

@testable import Contagion

extension CatalogueCheck {
  /// The chain with other assets, and reference equities.
  private static func chain(_ assets: [Double], _ more: [String: [Double]]) -> ContagionProblem {
    ContagionProblem(
      ids: ["a", "b", "c"], exposures: chain,
      columns: more.merging(["external_assets": assets]) { first, _ in first })
  }

  /// Node 0 pays 4 of 10, node 1 has 3 + 4 for 10.
  private static func eisenbergNoe(_ given: [String: String]) -> CatalogueCheck {
    CatalogueCheck(
      tables: chainSheets(), given: given,
      expect: { outcomes in
        expectNumbers(outcomes[0].payment, [4, 7, 0])
        expectNumbers(outcomes[0].equity, [-6, -3, 7])
        #expect(outcomes[0].defaulted == [true, true, false])
      })
  }

  /// Claims of 10 on both defaulters are worth 4.
  private static func fixedRecovery(_ given: [String: String]) -> CatalogueCheck {
    CatalogueCheck(
      tables: chainSheets(), given: given.merging(["recovery": "0.4"]) { first, _ in first },
      expect: { outcomes in expectNumbers(outcomes[0].equity, [-6, -3, 4]) })
  }

  /// Without risk expectations are what happens.
  static let valuations: [String: CatalogueCheck] = [
    "neva --valuation eisenberg-noe": eisenbergNoe([:]),
    "neva --valuation merton": eisenbergNoe(["sigma": "0"]),
    "neva --valuation furfine": fixedRecovery([:]),
    "neva --valuation merton-furfine": fixedRecovery(["sigma": "0"]),
    "neva --valuation black-cox": fixedRecovery(["sigma": "0"]),
    "neva --valuation rogers-veraart": CatalogueCheck(
      tables: chainSheets(), given: ["alpha": "0.5", "beta": "0.25"],
      expect: { outcomes in expectNumbers(outcomes[0].payment, [2, 2, 0]) }),
    "neva --valuation linear-debtrank": CatalogueCheck(
      // Node 0 has lost half of 8; node 1 has 13 + 5 - 10, half of 16.
      tables: chain([14, 13, 0], ["equity": [8, 16, 10]]), given: [:],
      expect: { outcomes in
        expectNumbers(outcomes[0].equity, [4, 8, 5])
        expectNumbers(outcomes[0].stress, [0.5, 0.5, 0.5])
      }),
    "neva --valuation nonlinear-debtrank": CatalogueCheck(
      // Half the equity is a quarter of the value when R = 1/2.
      tables: chain([14, 13, 0], ["equity": [8, 21, 10]]),
      given: ["alpha": "0", "recovery": "0.5"],
      expect: { outcomes in expectNumbers(outcomes[0].equity, [4, 10.5, 7.5]) }),
  ]

  static let ownership: [String: CatalogueCheck] = [
    "elsinger": CatalogueCheck(
      // All pay; node 2 has 10 and half of the 4 of node 0.
      tables: {
        var tables = chain([14, 8, 0], [:])
        tables.crossHoldings = Matrix(rows: [[0, 0, 0], [0, 0, 0], [0.5, 0, 0]])
        return tables
      }(), given: [:],
      expect: { outcomes in
        expectNumbers(outcomes[0].equity, [4, 8, 12])
        expectNumbers(outcomes[0].payment, [10, 10, 0])
      }),
    "suzuki": CatalogueCheck(
      // Node 0 pays half of 14, so 5 to node 1, whose 3 of equity belong to node 2 by half.
      tables: {
        var tables = chain([7, 8, 0], ["external_liabilities": [4, 0, 0]])
        tables.crossHoldings = Matrix(rows: [[0, 0, 0], [0, 0, 0], [0, 0.5, 0]])
        return tables
      }(), given: [:],
      expect: { outcomes in
        expectNumbers(outcomes[0].payment, [7, 10, 0])
        expectNumbers(outcomes[0].equity, [-7, 3, 11.5])
        #expect(outcomes[0].defaultRound == [0, nil, nil] && outcomes[0].rounds == 1)
        expectNumbers(outcomes[0].nodeMeasures[0].compactMap(\.self), [0, 3, 11.5])
      }),
    "elliott-golub-jackson": CatalogueCheck(
      // A = ((2/3, 1/3), (1/3, 2/3)): values of 0.6 and 0.8, both below 0.9, then the costs.
      tables: ContagionProblem(
        ids: ["a", "b"],
        columns: [
          "external_assets": [1, 1], "threshold": [0.9, 0.9], "failure_cost": [0.3, 0.3],
        ], crossHoldings: Matrix(rows: [[0, 0.5], [0.5, 0]])), given: [:],
      shocks: [
        Shock(id: "a", changes: [ShockChange(.externalAssetsFraction, target: 0, value: 0.6)])
      ],
      expect: { outcomes in
        expectNumbers(outcomes[0].equity, [0.3, 0.5])
        expectNumbers(outcomes[0].nodeMeasures[0].compactMap(\.self), [0.6, 1])
        #expect(outcomes[0].defaultRound == [0, 0])
        expectNumbers(outcomes[0].systemLoss.map { [$0] }, [0.6])
      }),
  ]
}
