internal import LinearAlgebra
internal import Randomness
internal import Regimes

/// What may happen to a transfer between zones on its way: it waits for finality, fails, or is undone.
///
/// Finality: units that have arrived stay locked for the regime's hours, and until then a transfer of one who defaults
/// is undone, so that they fall into the estate of the zone they came from (what settlement finality law rules
/// out inside a system). Messages: a transfer fails with probability
/// `f·(1 − ρ)·max(s_from, s_to)`, `s` the audit scale of technical standards, and is back after the timeout;
/// one uniform draw for each owner, route and tick, shared by all who use the same standard with the
/// probability of the regime's commonality, as for hazards. Absent at zero hours and zero probability.
extension World {
  /// Ticks for which a transfer stays locked after it has arrived.
  func finalityTicks(_ source: Int, _ zone: Int) -> Int {
    specification.clock.ticks(
      coveringHours: regime.interoperability.finalityHours * (1 - regime.zones.mutual[source, zone])
    )
  }

  /// Ticks until a failed transfer is back; at least one.
  var timeoutTicks: Int {
    max(
      1,
      specification.clock.ticks(coveringHours: regime.interoperability.messageTimeoutHours))
  }

  /// Whether messages of a node on this route fail in this tick.
  func messageFails(of node: Int, from source: Int, to zone: Int) -> Bool {
    guard regime.interoperability.messageFailure > 0, node < layout.institutions else {
      return false
    }
    let (from, to) = (leadingJurisdiction(source), leadingJurisdiction(zone))
    let scale = max(
      regime.rulebooks[from].auditHazardScale, regime.rulebooks[to].auditHazardScale)
    let probability =
      regime.interoperability.messageFailure * (1 - regime.zones.mutual[source, zone]) * scale
    let route = entityKey("route-\(from)-\(to)")
    var own = luck.stream(
      .message, tick: tick, entity: entityKey(specification.institutions[node].id) ^ route)
    var common = luck.stream(
      .commonMessage, tick: tick,
      entity: entityKey(regime.rulebooks[to].contractStandard))
    let choosesCommon = own.uniform() < regime.commonality
    let ownDraw = own.uniform()
    return (choosesCommon ? common.uniform() : ownDraw) < probability
  }

  /// Puts a transfer that has come to its end where it belongs.
  mutating func deliver(_ transfer: Transfer) {
    guard transfer.returns else {
      holdings[transfer.node, transfer.zone, transfer.asset] += transfer.units
      return
    }
    gain(
      transfer.units
        * (price(transfer.source, transfer.asset) - price(transfer.zone, transfer.asset)),
      transfer.node, .marketRevaluation)
    holdings[transfer.node, transfer.source, transfer.asset] += transfer.units
  }

  /// Undoes what a defaulter has under way, where finality takes time.
  mutating func undoTransfers(of node: Int) {
    guard regime.interoperability.finalityHours > 0 else { return }
    for index in transfers.indices where transfers[index].node == node {
      guard finalityTicks(transfers[index].source, transfers[index].zone) > 0 else { continue }
      transfers[index].returns = true
      transfers[index].arrival = tick
      tally.transfersUndone +=
        transfers[index].units
        * price(
          transfers[index].zone, transfers[index].asset)
    }
    for transfer in transfers where transfer.node == node && transfer.arrival <= tick {
      deliver(transfer)
    }
    transfers.removeAll { $0.node == node && $0.arrival <= tick }
  }
}
