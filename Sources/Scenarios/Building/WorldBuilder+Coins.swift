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

  /// The market of an asset; a wrapped token starts at the price of its underlying.
  func market(of entry: AssetEntry) -> TokenEntry? {
    guard case .wrapped(let token) = entry.kind else { return entry.market }
    let underlying = document.assets[roster.asset(token.underlying)]
    return token.market(price: underlying.market?.price ?? 1)
  }

  func support(_ entry: TokenSupportEntry) -> TokenSupport {
    TokenSupport(
      asset: roster.asset(entry.asset), floorShare: entry.floorShare,
      budgetPerHour: entry.budgetPerHour, reserve: entry.reserve.map(roster.asset))
  }

  func rehypothecation(_ entry: RehypothecationEntry) -> Rehypothecation {
    Rehypothecation(
      to: roster.institution(entry.to), share: entry.share, buys: entry.buys.map(roster.asset))
  }

  /// Events on coins, bridges, books and paths.
  func intervention(_ kind: EventEntry.Kind) -> ScheduledEvent.Kind {
    switch kind {
    case .pricePath(let path):
      .pricePath(
        asset: roster.asset(path.asset),
        points: path.points.map { PricePoint(hours: $0.hours, price: $0.price) })
    case .dePeg(let loss): .dePeg(coin: roster.asset(loss.coin), fraction: loss.fraction)
    case .bridgeHalt(let halt):
      .bridgeHalt(bridge: roster.institution(halt.bridge), durationHours: halt.durationHours)
    case .fraudRevealed(let fraud):
      .fraudRevealed(institution: roster.institution(fraud.institution), amount: fraud.amount)
    case .capitalInjection(let injection):
      .capitalInjection(
        institution: roster.institution(injection.institution), amount: injection.amount)
    default: preconditionFailure("\(kind) is no intervention")
    }
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
