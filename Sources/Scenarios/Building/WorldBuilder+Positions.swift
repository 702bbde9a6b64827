internal import Contagion
internal import Simulation

extension WorldBuilder {
  /// Positions; a population's total is split among its members by drawn sizes.
  func positions() -> [PositionSpecification] {
    source.positions.flatMap { located in
      let entry = located.value
      let price = assetPrice(entry.asset)
      let total = entry.quantity ?? (entry.notional ?? 0) / price
      let members = roster.members(entry.institution)
      let name = "position \(entry.institution) \(entry.venue) \(entry.asset)"
      let parts =
        members.count == 1
        ? [total] : draws.parts(of: total, entry.size, count: members.count, name)
      return zip(members, parts).map { member, quantity in
        PositionSpecification(
          institution: member, venue: roster.institution(entry.venue),
          asset: roster.asset(entry.asset), quantity: quantity)
      }
    }
  }

  func contracts() -> [ContractSpecification] {
    document.contracts.map { entry in
      var contract = ContractSpecification(
        venue: roster.institution(entry.venue), asset: roster.asset(entry.asset), kind: entry.kind)
      contract.index = entry.index
      return contract
    }
  }

  func assetPrice(_ id: String) -> Double {
    market(of: document.assets[roster.asset(id)])?.price ?? 1
  }

  func loanAccounts() -> LoanAccounts {
    var loans = LoanAccounts()
    for group in document.loans {
      let price = assetPrice(group.collateral)
      let unit = group.debtAsset.map { debtUnit($0, venue: group.venue) } ?? 1
      let debts = draws.parts(
        of: group.debt, group.size, count: group.count, "loans \(group.id) size")
      let healthName = "loans \(group.id) health_factor"
      for (member, debt) in debts.enumerated() {
        let health =
          group.loop.map { loopHealth($0, threshold: group.liquidationThreshold) }
          ?? draws.value(group.healthFactor, healthName, member: member)
        loans.append(
          venue: roster.institution(group.venue), collateralAsset: roster.asset(group.collateral),
          collateralUnits: debt * health / (group.liquidationThreshold * price),
          debt: debt / unit, debtAsset: group.debtAsset.map(roster.asset) ?? 0,
          liquidationThreshold: group.liquidationThreshold)
      }
    }
    return loans
  }

  /// What a unit of a debt in a coin counts at the start.
  private func debtUnit(_ coin: String, venue: String) -> Double {
    if case .stablecoin(let entry) = document.assets[roster.asset(coin)].kind,
      entry.issuer == venue
    {
      return entry.face
    }
    return assetPrice(coin)
  }

  /// Debt is `1 − 1/L` of collateral after a loop to a leverage of `L`.
  private func loopHealth(_ loop: LoopEntry, threshold: Double) -> Double {
    let leverage = loopLeverage(loanToValue: loop.loanToValue, loops: loop.loops)
    return threshold / (1 - 1 / leverage)
  }
}
