internal import Glibc
internal import Randomness
internal import Simulation

extension WorldBuilder {
  /// Contracts as stated, then those of each network in order.
  func bilateralPositions() -> [BilateralPosition] {
    let stated = document.bilateralPositions.map { entry in
      BilateralPosition(
        holder: roster.institution(entry.holder),
        counterparty: roster.institution(entry.counterparty), asset: roster.asset(entry.asset),
        quantity: entry.quantity ?? (entry.notional ?? 0) / assetPrice(entry.asset),
        venues: entry.venues.map(roster.institution))
    }
    return stated + document.bilateralNetworks.flatMap(drawn)
  }

  /// One stream a pair: first the part that all classes have in common, then each class.
  private func drawn(_ network: BilateralNetworkEntry) -> [BilateralPosition] {
    let common = sqrt(network.correlation)
    let own = sqrt(1 - network.correlation)
    return pairs(of: network).enumerated().flatMap { index, pair in
      var stream = draws.stream("bilateral network \(network.id)", member: index)
      let shared = stream.normal()
      return network.classes.map { each in
        let value = each.standardDeviation * (common * shared + own * stream.normal())
        return BilateralPosition(
          holder: pair.0, counterparty: pair.1, asset: roster.asset(each.asset),
          quantity: value / assetPrice(each.asset),
          venues: each.venues.map(roster.institution))
      }
    }
  }

  /// All pairs of members, or of a member and a counterparty, each once.
  func pairs(of network: BilateralNetworkEntry) -> [(Int, Int)] {
    let members = roster.members(network.members)
    guard !network.counterparties.isEmpty else {
      return members.enumerated().flatMap { index, i in
        members[(index + 1)...].map { (i, $0) }
      }
    }
    let others = roster.members(network.counterparties)
    return members.flatMap { i in others.filter { $0 != i }.map { (i, $0) } }
  }
}
