internal import Formats
internal import Simulation

extension WorldBuilder {
  func coin(_ entry: StablecoinEntry) -> CoinSpecification {
    var coin = CoinSpecification()
    switch entry.backing {
    case .reserves: coin.backing = .reserves
    case .vaults(let terms):
      coin.backing = .vaults(
        VaultTerms(
          collateralFactor: terms.collateralFactor,
          vaults: terms.vaults.map {
            Vault(collateral: roster.asset($0.collateral), units: $0.units, debt: $0.debt)
          }))
    case .shares(let entry):
      var minting = ShareMinting(share: roster.asset(entry.share), supply: entry.supply)
      minting.dilution = entry.dilution
      minting.haltShare = entry.haltShare
      coin.backing = .shares(minting)
    }
    coin.runs = entry.runs.map(run)
    return coin
  }

  private func run(_ entry: CoinRunEntry) -> CoinRun {
    var run = CoinRun(
      share: entry.share, jurisdiction: roster.jurisdiction(entry.jurisdiction),
      signal: entry.signal, lowestThreshold: entry.lowestThreshold,
      highestThreshold: entry.highestThreshold, exit: entry.exit)
    run.reactionHalfLifeHours = entry.reactionHalfLifeHours
    run.informationLagHours = entry.informationLagHours
    return run
  }

  func redemption(_ entry: RedemptionEntry) -> Redemption {
    var redemption = Redemption(
      asset: roster.asset(entry.asset), capacityPerHour: entry.capacityPerHour)
    redemption.queue.order = entry.order
    redemption.queue.closures = entry.closed
    redemption.queue.drawsDeposits = entry.drawsDeposits
    return redemption
  }
}
