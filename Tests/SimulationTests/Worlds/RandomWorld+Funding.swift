import Contagion
import LinearAlgebra
import Randomness
import Regimes

@testable import Simulation

extension RandomWorld {
  /// Payment policies, substitution of collateral, credit lines of the two lenders, slow runs.
  mutating func chooseFunding() {
    specification.contagion.paymentPolicy = stream.uniform() < 0.5 ? .simultaneous : .lastMoment
    specification.contagion.substitutesCollateral = stream.uniform() < 0.5
    for borrower in 0...11 {
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
