internal import Contagion

/// What the exposure core said of its own answers over a run: there is no silent failure to converge.
struct CoreStatus: Sendable {
  private(set) var solves = 0
  private(set) var fallbacks = 0
  private(set) var unconverged = 0
  private(set) var worstResidual = 0.0

  mutating func note(_ result: ContagionResult) {
    solves += 1
    if result.report.usedFallback { fallbacks += 1 }
    if result.report.status == .iterationLimit { unconverged += 1 }
    worstResidual = max(worstResidual, result.report.residual)
  }
}
