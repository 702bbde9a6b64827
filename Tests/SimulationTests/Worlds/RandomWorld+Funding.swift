import Contagion
import LinearAlgebra
import Randomness
import Regimes

@testable import Simulation

extension RandomWorld {
  /// Payment policies, substitution of collateral, credit lines of the two lenders, slow runs; capital constraints, fickle
  /// investors of arbitrageurs, entry and exit.
  mutating func chooseFunding() {
    specification.contagion.paymentPolicy = stream.uniform() < 0.5 ? .simultaneous : .lastMoment
    specification.contagion.substitutesCollateral = stream.uniform() < 0.5
    for borrower in 0...11 {
      for i in specification.institutions.indices {
        if i >= 8, stream.uniform() < 0.5 {
          specification.institutions[i].behaviour.capitalConstraint = CapitalConstraint(
            targetMultiple: 1 + stream.uniform(), adjustmentHalfLifeHours: stream.uniform())
        }
        if stream.uniform() < 0.5 {
          specification.institutions[i].behaviour.footprint = FootprintChoice(
            reviewHours: 0.5, revenue: 10 * stream.uniform(), entryCost: stream.uniform())
        }
        specification.institutions[i].behaviour.marketMaking?.performanceSensitivity =
          2 * stream.uniform()
      }
      for lender in 12...13 where stream.uniform() < 0.3 {
        specification.creditLines.append(
          CreditLine(
            lender: lender, borrower: borrower, limit: 100 * stream.uniform(),
            volatilityExponent: stream.uniform() < 0.5 ? 0 : 1))
      }
    }
    for lender in 12...13 where stream.uniform() < 0.5 {
      specification.institutions[lender].behaviour.run?.reactionHours = 2 * stream.uniform()
    }
  }
}
