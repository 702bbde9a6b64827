internal import Randomness
internal import Simulation

extension WorldBuilder {
  /// Margin accounts, one by one; what sizes leave over by rounding is on the largest account.
  ///
  /// Groups come in the order of venue, contract and collateral, in which the simulator keeps them, so that it shares these
  /// arrays instead of copying them; each draws from streams of its own, whatever the order.
  func marginAccounts(institutions: [InstitutionSpecification]) -> MarginAccounts {
    var accounts = MarginAccounts()
    let groups = document.accounts.enumerated().sorted { left, right in
      let (first, second) = (place(of: left.element), place(of: right.element))
      return first == second ? left.offset < right.offset : first < second
    }
    accounts.reserve(groups.reduce(0) { $0 + members(of: $1.element.count) })
    for (_, group) in groups { append(group, to: &accounts, institutions) }
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
    for group in document.crossAccounts { append(group, to: &accounts, institutions) }
    return accounts
  }

  /// How many accounts a group has.
  private func members(of count: Int) -> Int { count * document.accountMultiple }

  /// Where the simulator keeps a group.
  private func place(of group: AccountGroupEntry) -> (Int, Int, Int) {
    (
      roster.institution(group.venue), roster.asset(group.asset),
      group.collateral.map { roster.asset($0.asset) } ?? 0
    )
  }

  private func append(
    _ group: AccountGroupEntry, to accounts: inout MarginAccounts,
    _ institutions: [InstitutionSpecification]
  ) {
    let price = assetPrice(group.asset)
    let (venue, asset, collateral) = place(of: group)
    let jurisdiction = group.jurisdiction.map(roster.jurisdiction) ?? institutions[venue].home
    let share = group.collateral?.share ?? 0
    let collateralPrice = group.collateral.map { assetPrice($0.asset) } ?? 1
    let count = members(of: group.count)
    let notionals = draws.parts(
      of: group.notional, group.size, count: count, "accounts \(group.id) size")
    let leverages = draws.values(
      group.leverage, "accounts \(group.id) leverage", count: count)
    for (notional, leverage) in zip(notionals, leverages) {
      let posted = notional / leverage
      accounts.append(
        venue: venue, asset: asset, quantity: group.side.sign * notional / price,
        entryPrice: price, margin: (1 - share) * posted, collateralAsset: collateral,
        collateralUnits: share * posted / collateralPrice, jurisdiction: jurisdiction,
        client: group.client)
    }
  }

  /// Cross-margin accounts: sizes and leverages as for isolated ones, and a direction in each contract.
  private func append(
    _ group: CrossAccountGroupEntry, to accounts: inout MarginAccounts,
    _ institutions: [InstitutionSpecification]
  ) {
    let venue = roster.institution(group.venue)
    let count = members(of: group.count)
    let sizes = draws.values(group.size, "cross_accounts \(group.id) size", count: count)
    var margin = [Double](repeating: 0, count: count)
    let first = scores(group, 0, count: count)
    let contracts = group.positions.enumerated().map { index, position in
      var score = index == 0 ? first : scores(group, index, count: count)
      if index > 0 {
        let own = (1 - group.correlation * group.correlation).squareRoot()
        for i in score.indices { score[i] = group.correlation * first[i] + own * score[i] }
      }
      let isLong = longSides(score, position)
      let price = assetPrice(position.asset)
      let long = scale(position.long, over: sizes, isLong, true)
      let short = scale(position.short, over: sizes, isLong, false)
      let notionals = sizes.indices.map { isLong[$0] ? long * sizes[$0] : -short * sizes[$0] }
      for i in margin.indices { margin[i] += abs(notionals[i]) }
      return (
        asset: roster.asset(position.asset), entryPrice: price,
        quantities: notionals.map { $0 / price }
      )
    }
    let leverages = draws.values(
      group.leverage, "cross_accounts \(group.id) leverage", count: count)
    for i in margin.indices { margin[i] /= leverages[i] }
    let collateral = group.collateral.map { posted in
      (
        asset: roster.asset(posted.asset),
        units: margin.map { posted.share * $0 / assetPrice(posted.asset) }
      )
    }
    if let share = group.collateral?.share {
      for i in margin.indices { margin[i] *= 1 - share }
    }
    accounts.appendCross(
      venue: venue, contracts: contracts, margin: margin, collateral: collateral,
      jurisdiction: group.jurisdiction.map(roster.jurisdiction) ?? institutions[venue].home,
      client: group.client, closing: group.closing, offset: group.offset)
  }

  /// A standard normal number an account, which decides its direction in a contract.
  private func scores(_ group: CrossAccountGroupEntry, _ index: Int, count: Int) -> [Double] {
    draws.values(
      .normal(.init()), "cross_accounts \(group.id) direction \(group.positions[index].asset)",
      count: count)
  }

  /// Who is long: those with the lowest scores, with the probability of the long share of both sides.
  ///
  /// A side that is not empty has one account at least, the one whose score is nearest to it.
  private func longSides(_ scores: [Double], _ position: CrossPositionEntry) -> [Bool] {
    let bound = normalQuantile(position.long / (position.long + position.short))
    var isLong = scores.map { $0 < bound }
    let order = scores.indices.sorted {
      scores[$0] != scores[$1] ? scores[$0] < scores[$1] : $0 < $1
    }
    if position.long > 0, let least = order.first { isLong[least] = true }
    if position.short > 0, let greatest = order.last { isLong[greatest] = false }
    return isLong
  }

  /// What a unit of size stands for, so that a side adds up to its notional.
  private func scale(
    _ notional: Double, over sizes: [Double], _ isLong: [Bool], _ side: Bool
  ) -> Double {
    var sum = 0.0
    for i in sizes.indices where isLong[i] == side { sum += sizes[i] }
    return sum > 0 ? notional / sum : 0
  }
}
