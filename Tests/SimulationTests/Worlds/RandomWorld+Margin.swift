import Randomness
import Regimes

@testable import Simulation

extension RandomWorld {
  mutating func makeContracts() {
    for venue in 0...1 {
      for asset in 1..<(specification.assets.count - 1) where stream.uniform() < 0.7 {
        var perpetual = PerpetualTerms()
        perpetual.intervalHours = 0.2 + stream.uniform()
        perpetual.interest = 0.02 * (stream.uniform() - 0.5)
        let future = FutureTerms(expiryHours: 3 * stream.uniform() + 0.1, carryRate: 20)
        var contract = ContractSpecification(
          venue: venue, asset: asset,
          kind: stream.uniform() < 0.5 ? .perpetual(perpetual) : .future(future))
        contract.index = stream.uniform() < 0.5 ? .fundamental : .allZones
        specification.contracts.append(contract)
      }
    }
    guard stream.uniform() < 0.5 else { return }
    for j in specification.jurisdictions.indices {
      specification.jurisdictions[j].rulebook.groupTwoLimits = stream.uniform() < 0.5
      specification.jurisdictions[j].rulebook.riskWeights = specification.assets.map { _ in
        3 * stream.uniform()
      }
    }
  }

  mutating func chooseMarginModels() {
    for j in specification.jurisdictions.indices {
      let models = MarginModel.allCases
      specification.jurisdictions[j].rulebook.marginModel =
        models[stream.integer(below: models.count)]
      specification.jurisdictions[j].rulebook.marginThreshold =
        stream.uniform() < 0.7 ? 0 : 2 * stream.uniform()
      specification.jurisdictions[j].rulebook.marginFloorLookBackHours = 24 * stream.uniform() + 1
    }
    if stream.uniform() < 0.5 {
      specification.margin.concentration = specification.assets.map { _ in
        1e-4 * stream.uniform()
      }
    }
  }
}
