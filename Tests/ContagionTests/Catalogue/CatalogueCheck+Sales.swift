import LinearAlgebra
import Testing

@testable import Contagion

extension CatalogueCheck {
  private static func holders(
    _ holdings: [[Double]], depth: Double?, _ columns: [String: [Double]]
  ) -> ContagionProblem {
    ContagionProblem(
      ids: holdings.indices.map { "bank \($0)" }, columns: columns, assets: ["bond"],
      assetColumns: depth.map { ["depth": [$0]] } ?? [:], holdings: Matrix(rows: holdings))
  }

  private static let bondFalls = [
    Shock(id: "bond", changes: [ShockChange(.assetPriceFraction, target: 0, value: 0.05)])
  ]

  static let sales: [String: CatalogueCheck] = [
    "fire-sale --rule greenwood-landier-thesmar": CatalogueCheck(
      // A loss of 5 at nine times leverage: 45 are sold, and the price falls by 45/1000 of 100.
      tables: holders([[100]], depth: 1000, ["equity": [10]]), given: [:], shocks: bondFalls,
      expect: { outcomes in
        expectNumbers(outcomes[0].equity, [0.5])
        expectNumbers(outcomes[0].measures.compactMap(\.self), [4.5, 0.45])
        expectNumbers(outcomes[0].assetMeasures[0].compactMap(\.self), [0.95 * 0.955])
        expectNumbers(outcomes[0].assetMeasures[1].compactMap(\.self), [45])
      }),
    "fire-sale --rule cont-schaanning": CatalogueCheck(
      // 100 of assets on 4, back to ten times: 60 of 90 are sold, for a fall of 60/6000 on the 30 that stay.
      tables: holders([[90]], depth: 6000, ["equity": [4], "external_assets": [10]]),
      given: [
        "max-leverage": "20", "target-leverage": "10", "implementation-shortfall": "0",
        "price-impact": "proportional", "floor": "0",
      ],
      expect: { outcomes in
        expectNumbers(outcomes[0].equity, [3.7])
        expectNumbers(outcomes[0].nodeMeasures[0].compactMap(\.self), [29.7])
        expectNumbers(outcomes[0].assetMeasures[0].compactMap(\.self), [0.99])
        expectNumbers(outcomes[0].assetMeasures[1].compactMap(\.self), [2.0 / 3])
      }),
    "fire-sale --rule caccioli": CatalogueCheck(
      // Bank 0 sells half of all there is, which takes a tenth of the price from both.
      tables: holders([[50], [50]], depth: nil, ["equity": [10, 10]]),
      given: ["price-drop": "0.1", "share-sold": "0.5"],
      shocks: [Shock(id: "bank 0", changes: [ShockChange(.failure, target: 0, value: 1)])],
      expect: { outcomes in
        expectNumbers(outcomes[0].equity, [5, 5])
        #expect(outcomes[0].defaulted == [true, false])
        expectNumbers(outcomes[0].assetMeasures[0].compactMap(\.self), [0.9])
      }),
    "fire-sale --rule leverage-targeting": CatalogueCheck(
      // 4 of 100 is too little: 60 are sold at 0.95 on average, 40 stay at 0.9, for 96 that are owed.
      tables: holders([[100]], depth: nil, ["external_liabilities": [96]]),
      given: [
        "min-ratio": "0.03", "buffer-ratio": "0.05", "target-ratio": "0.1", "rounds": "2",
        "price-drop": "0.1", "share-sold": "0.6",
      ],
      expect: { outcomes in
        expectNumbers(outcomes[0].equity, [-3])
        #expect(outcomes[0].defaultRound == [1])
        expectNumbers(outcomes[0].assetMeasures[1].compactMap(\.self), [0.6])
      }),
    "fire-sale --rule cifuentes-ferrucci-shin": CatalogueCheck(
      // On a market without bottom, 10 of equity carry 50 of assets at a ratio of a fifth.
      tables: holders([[100]], depth: 1e18, ["external_liabilities": [90]]),
      given: ["min-ratio": "0.2"],
      expect: { outcomes in
        expectNumbers(outcomes[0].equity, [10])
        expectNumbers(outcomes[0].nodeMeasures[0].compactMap(\.self), [0.5])
      }),
  ]

  /// Node 1 has lent 10 to node 0, which has lent it 4; node 2 has lent 10 to node 1.
  private static let mutual = ContagionProblem(
    ids: ["a", "b", "c"], exposures: Matrix(rows: [[0, 4, 0], [10, 0, 0], [0, 10, 0]]))

  private static func compressed(_ claims: [[Double]]) -> CatalogueCheck {
    CatalogueCheck(
      tables: mutual, given: [:],
      expect: { outcomes in
        #expect(outcomes[0].exposures == Matrix(rows: claims))
        #expect(outcomes[0].measures.dropLast() == [24, claims.flatMap(\.self).reduce(0, +), 10])
      })
  }

  static let houses: [String: CatalogueCheck] = [
    "netting": CatalogueCheck(
      tables: mutual, given: [:],
      expect: { outcomes in
        #expect(outcomes[0].measures.prefix(3) == [24, 16, 10])
        #expect(outcomes[0].nodeMeasures == [[-6, -4, 10]])
      }),
    "compression --rule bilateral": compressed([[0, 0, 0], [6, 0, 0], [0, 10, 0]]),
    "compression --rule cycles": compressed([[0, 0, 0], [6, 0, 0], [0, 10, 0]]),
    "compression --rule conservative": compressed([[0, 0, 0], [6, 0, 0], [0, 10, 0]]),
    "compression --rule non-conservative": compressed([[0, 0, 0], [0, 0, 0], [6, 4, 0]]),
  ]
}
