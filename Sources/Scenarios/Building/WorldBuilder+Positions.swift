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
    document.assets[roster.asset(id)].market?.price ?? 1
  }

  /// Margin accounts, one by one; what sizes leave over by rounding is on the largest account.
  func marginAccounts(institutions: [InstitutionSpecification]) -> MarginAccounts {
    var accounts = MarginAccounts()
    for group in document.accounts { append(group, to: &accounts, institutions) }
    for located in source.accounts {
      let entry = located.value
      let venue = roster.institution(entry.venue)
      accounts.append(
        venue: venue, asset: roster.asset(entry.asset), quantity: entry.quantity,
        entryPrice: entry.entryPrice ?? assetPrice(entry.asset), margin: entry.margin,
        collateralAsset: entry.collateralAsset.map(roster.asset) ?? 0,
        collateralUnits: entry.collateralUnits,
        jurisdiction: entry.jurisdiction.map(roster.jurisdiction) ?? institutions[venue].home,
        client: entry.client)
    }
    return accounts
  }

  private func append(
    _ group: AccountGroupEntry, to accounts: inout MarginAccounts,
    _ institutions: [InstitutionSpecification]
  ) {
    let price = assetPrice(group.asset)
    let venue = roster.institution(group.venue)
    let asset = roster.asset(group.asset)
    let jurisdiction = group.jurisdiction.map(roster.jurisdiction) ?? institutions[venue].home
    let share = group.collateral?.share ?? 0
    let collateral = group.collateral.map { roster.asset($0.asset) } ?? 0
    let collateralPrice = group.collateral.map { assetPrice($0.asset) } ?? 1
    let notionals = draws.parts(
      of: group.notional, group.size, count: group.count, "accounts \(group.id) size")
    let leverageName = "accounts \(group.id) leverage"
    for (member, notional) in notionals.enumerated() {
      let posted = notional / draws.value(group.leverage, leverageName, member: member)
      accounts.append(
        venue: venue, asset: asset, quantity: group.side.sign * notional / price,
        entryPrice: price, margin: (1 - share) * posted, collateralAsset: collateral,
        collateralUnits: share * posted / collateralPrice, jurisdiction: jurisdiction,
        client: group.client)
    }
  }

  func loanAccounts() -> LoanAccounts {
    var loans = LoanAccounts()
    for group in document.loans {
      let price = assetPrice(group.collateral)
      let debts = draws.parts(
        of: group.debt, group.size, count: group.count, "loans \(group.id) size")
      let healthName = "loans \(group.id) health_factor"
      for (member, debt) in debts.enumerated() {
        let health =
          group.loop.map { loopHealth($0, threshold: group.liquidationThreshold) }
          ?? draws.value(group.healthFactor, healthName, member: member)
        loans.append(
          venue: roster.institution(group.venue), collateralAsset: roster.asset(group.collateral),
          collateralUnits: debt * health / (group.liquidationThreshold * price), debt: debt,
          liquidationThreshold: group.liquidationThreshold)
      }
    }
    return loans
  }

  /// Debt is `1 − 1/L` of collateral after a loop to a leverage of `L`.
  private func loopHealth(_ loop: LoopEntry, threshold: Double) -> Double {
    let leverage = loopLeverage(loanToValue: loop.loanToValue, loops: loop.loops)
    return threshold / (1 - 1 / leverage)
  }
}
