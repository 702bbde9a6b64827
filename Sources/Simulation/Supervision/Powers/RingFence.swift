internal import LinearAlgebra
internal import Regimes

/// The power to ring-fence: what an institution has in the zone of the authority stays there.
///
/// Cash does not leave (phase 4). With `ring_fence_keeps_losses_out` losses do not enter either: of one
/// that fails behind a fence, what lies inside serves the creditors inside first, up to their face, and
/// only the rest is shared, as under territorial insolvency but for this zone alone (phase 7); and each
/// authority with the power in whose zone the institution operates has its own fence. A fence in
/// force at the moment of default holds for the estate. Local ring-fencing trades local protection
/// against losses elsewhere: Cerutti, Ilyina, Makarova and Schmieder (2010, IMF Working Paper 10/247);
/// D'Hulster and Ötker-Robe (2018, doi:10.1057/s41261-017-0031-7).
extension World {
  mutating func putUpFence(around i: Int, zone: Int) {
    supervision.fencedUntil[zone * layout.institutions + i] = measureEnd
  }

  /// Whether a ring-fence keeps an institution's cash inside a zone.
  func isFenced(_ zone: Int, institution i: Int) -> Bool {
    supervision.fencedUntil[zone * layout.institutions + i] > tick
  }

  /// Whether the creditors in a zone come first in what a defaulter has there: by law, or by a fence.
  func hasLocalEstate(of defaulter: Int, zone: Int) -> Bool {
    if rulebook(of: defaulter).insolvency == .territorial { return true }
    guard specification.supervision.ringFenceKeepsLossesOut else { return false }
    let moment = standing[defaulter].defaultTick ?? tick
    return supervision.fencedUntil[zone * layout.institutions + defaulter] > moment
  }

  /// What creditors behind walls have more than they would have pro rata: losses that walls kept out.
  func lossesKeptOut() -> Double {
    var kept = 0.0
    for k in 0..<layout.institutions where standing[k].hasRankedEstate {
      for i in 0..<layout.institutions where claims.priority[i, k] > 1 {
        kept += (claims.priority[i, k] - 1) * claims.valuation[k] * claims.total[i, k]
      }
    }
    return kept
  }
}
