import Formats
import LinearAlgebra
import Networks

extension ContagionCatalogue {
  static let nettingModels: [ContagionModel] =
    [nettingRow] + ["bilateral", "cycles", "conservative", "non-conservative"].map(compressionRow)

  private static let nettingRow = ContagionModel(
    name: "netting", variant: nil, family: .centralClearing,
    summary: "What is left of the claims after netting in pairs, and through one clearing house.",
    formula: [
      "bilateral net = sum_{i,k} max(0, A[i,k] - A[k,i]);  multilateral net = sum_i max(0, net position of i)",
      "net position_i = sum_k A[i,k] - sum_k A[k,i];  efficiency = 1 - net/gross",
    ],
    source:
      "Duffie and Zhu (2011), Review of Asset Pricing Studies 1(1), doi:10.1093/rapstu/rar001",
    inputs: ModelInputs(nodeColumns: []), options: [], shocks: [], failure: nil, results: [],
    systemLoss: "none",
    measures: [
      .init("gross", "sum of the claims"), .init("bilateral_net", "left after netting in pairs"),
      .init("multilateral_net", "left after netting through one clearing house"),
      .init("bilateral_efficiency", "1 - bilateral_net/gross"),
      .init("multilateral_efficiency", "1 - multilateral_net/gross"),
    ],
    nodeMeasures: [.init("net_position", "claims less obligations")],
    solve: { problem, shocks in
      let summary = netting(problem.exposures)
      return shocks.map { _ in
        ContagionOutcome(
          systemLoss: nil, report: SolutionReport(status: .exact),
          measures: [
            summary.gross, summary.bilateralNet, summary.multilateralNet,
            summary.bilateralEfficiency, summary.multilateralEfficiency,
          ], nodeMeasures: [netPositions(problem.exposures)])
      }
    })

  private static func compressionRow(_ word: String) -> ContagionModel {
    ContagionModel(
      name: "compression", variant: .init(option: "rule", word: word), family: .centralClearing,
      summary: compressionSummary(word),
      formula: [
        "every net position sum_k A[i,k] - sum_k A[k,i] stays as it is; least gross = 1/2 sum_i |net position_i|",
        "excess removed = (gross before - gross after)/(gross before - least gross)",
      ],
      source:
        "D'Errico and Roukny (2021), Operations Research 69(6), https://arxiv.org/abs/1705.07155",
      inputs: ModelInputs(nodeColumns: []), options: [], shocks: [], failure: nil, results: [],
      systemLoss: "none",
      measures: [
        .init("gross_before", "sum of the claims before"),
        .init("gross_after", "sum of the claims after"),
        .init("least_gross", "least sum with the same net positions"),
        .init("excess_removed", "share of the excess over the least gross that is gone"),
      ],
      nodeMeasures: [
        .init("claims_after", "its claims after"), .init("obligations_after", "what it owes after"),
      ],
      solve: { problem, shocks in
        let rule: CompressionRule =
          switch word {
          case "bilateral": .bilateral
          case "cycles": .cycles
          case "conservative": .conservative
          default: .nonConservative
          }
        let result = compress(problem.exposures, rule: rule)
        return shocks.map { _ in
          ContagionOutcome(
            systemLoss: nil, report: SolutionReport(status: .exact),
            measures: [
              result.grossBefore, result.grossAfter, result.leastGross, result.excessRemoved,
            ], nodeMeasures: [result.claims.rowSums, result.claims.columnSums],
            exposures: result.claims)
        }
      }, hasExposures: true)
  }

  private static func compressionSummary(_ word: String) -> String {
    switch word {
    case "bilateral": "Claims of two nodes on each other are offset."
    case "cycles": "Cycles of claims are cancelled one after the other, until none is left."
    case "conservative": "The least gross amount with no claim larger than before."
    default: "The least gross amount over any counterparties."
    }
  }
}
