import Randomness
import Regimes

@testable import Simulation

extension RandomWorld {
  /// Contracts off venues, how they are cleared, auctions and stresses of default funds.
  mutating func makeClearing() {
    if stream.uniform() < 0.5 {
      regime.topology = stream.uniform() < 0.5 ? .bilateral : .linked
    }
    regime.positionData = stream.uniform() < 0.5 ? .own : .shared
    for j in 0..<zones {
      specification.jurisdictions[j].rulebook.unclearedMargin = stream.uniform() < 0.5
    }
    for k in specification.institutions.indices where stream.uniform() < 0.5 {
      specification.institutions[k].venue?.closeOut = .auction
    }
    if stream.uniform() < 0.5 {
      specification.margin.stressScenarios = (0..<2).map { _ in
        specification.assets.indices.map { $0 == 0 ? 0 : 0.6 * (stream.uniform() - 0.5) }
      }
    }
    let venues = [[], [0], [2], [0, 1, 2]]
    for holder in 6...13 {
      for counterparty in (holder + 1)..<14 where stream.uniform() < 0.4 {
        specification.bilateralPositions.append(
          BilateralPosition(
            holder: holder, counterparty: counterparty,
            asset: 1 + stream.integer(below: specification.assets.count - 2),
            quantity: 8 * (stream.uniform() - 0.5), venues: venues[stream.integer(below: 4)]))
      }
    }
  }
}
