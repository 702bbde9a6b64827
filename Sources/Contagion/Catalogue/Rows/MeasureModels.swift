import Formats
import LinearAlgebra
import Networks

extension ContagionCatalogue {
  static let measureModels: [ContagionModel] = [impactDiffusionRow]

  private static let impactDiffusionRow = ContagionModel(
    name: "impact-diffusion", variant: nil, family: .measures,
    summary: "Who hits whom, directly and by walks of several steps.",
    formula: [
      "W[i,k] = A[i,k]/E0_i (row = creditor); C = exp(W) off the diagonal; criticality_k = sum_i W[i,k]",
      "susceptibility_i = sum_k C[i,k]/sum_k W[i,k]; fluidity: its mean",
      "diffusion of q: what C loses when column q of W is emptied, over criticality_q; start: in column q itself",
    ],
    source:
      "Silva, Souza and Tabak (2015), Banco Central do Brasil working paper 392, https://www.bcb.gov.br",
    inputs: ModelInputs(nodeColumns: [InputColumn.equity.required]),
    options: [
      ModelOption(
        "impact", "capped: W at most 1; uncapped: as it is; binary: 1 where A[i,k] >= E0_i, else 0",
        .choice(["capped", "uncapped", "binary"], default: "capped"), isConvention: true)
    ],
    shocks: [], failure: nil, results: [], systemLoss: "none",
    measures: [
      .init("fluidity", "mean of the susceptibilities"),
      .init("spectral_radius", "of W"),
    ],
    nodeMeasures: [
      .init("criticality", "direct impact of its failure on all others"),
      .init("susceptibility", "all impact that reaches it over the direct one"),
      .init("diffusion_start", "walks that start at it over its direct impact"),
      .init("diffusion_intermediate", "walks through it between others over its direct impact"),
    ],
    solve: { (problem, shocks) throws(ModelRefusal) in
      let equity = problem.column(.equity) ?? []
      let claims = problem.exposures
      let matrix =
        switch problem.word("impact") {
        case "binary": fatalClaims(claims, referenceEquity: equity)
        case "capped": leverageMatrix(claims: claims, referenceEquity: equity, impact: .capped)
        default: leverageMatrix(claims: claims, referenceEquity: equity)
        }
      guard let susceptibility = impactSusceptibility(matrix),
        let fluidity = impactFluidity(matrix),
        let diffusion = impactDiffusion(matrix)
      else {
        throw ModelRefusal(
          .table(.exposures), found: "walks too many for a number",
          expected: "claims that are smaller against the equities")
      }
      let outcome = ContagionOutcome(
        systemLoss: nil, report: SolutionReport(status: .exact),
        measures: [fluidity, spectralRadius(matrix).value],
        nodeMeasures: [
          criticality(matrix), susceptibility, diffusion.start, diffusion.intermediate,
        ])
      return shocks.map { _ in outcome }
    })
}
