import Randomness
import Regimes

@testable import Simulation

extension RandomWorld {
  /// Terms of repayment, mergers in some worlds, minimum transfer amounts and standards of oracles, with draws of their own.
  mutating func chooseTerms(_ number: Int) {
    var stream = Stream(seed: 77, replicate: UInt32(number), purpose: 902, tick: 0, entity: 0)
    func terms() -> RepaymentTerms? {
      guard stream.uniform() < 0.6 else { return nil }
      return RepaymentTerms(
        halfLifeHours: stream.uniform() < 0.3 ? 0 : 2 * stream.uniform(),
        keptCash: stream.uniform() < 0.5 ? 0 : 50 * stream.uniform(),
        interestPerYear: stream.uniform() < 0.5 ? 0 : 5 * stream.uniform(),
        revolves: stream.uniform() < 0.5)
    }
    for line in specification.creditLines.indices {
      specification.creditLines[line].repayment = terms()
    }
    specification.supervision.supportRepayment = terms()
    for i in specification.institutions.indices
    where number % 3 == 1 && specification.institutions[i].kind.canMerge && stream.uniform() < 0.7 {
      specification.institutions[i].behaviour.consolidation = Consolidation(
        reviewHours: 0.5 + stream.uniform(), costShare: 0.02 * stream.uniform(),
        mergerCost: stream.uniform())
    }
    for j in specification.jurisdictions.indices {
      specification.jurisdictions[j].rulebook.minimumTransferAmount =
        stream.uniform() < 0.5 ? 0 : 10 * stream.uniform()
      specification.jurisdictions[j].rulebook.oracleStandard =
        stream.uniform() < 0.5 ? nil : stream.uniform() < 0.5 ? "node" : "other"
    }
    for oracle in specification.oracles.indices where stream.uniform() < 0.5 {
      specification.oracles[oracle].standard = "node"
    }
  }
}
