internal import Regimes

/// Where business is: the share of each jurisdiction (MODEL.md, "What is measured"), in a world with several.
///
/// Activity is the positive equity of institutions, as in `activity_hhi`. One that is active in the zone of its home
/// counts at home; one that has migrated counts in the jurisdiction that leads its zone, since a zone is one place.
func activityMetrics(of specification: WorldSpecification) -> [ReplicateMetric] {
  guard specification.jurisdictions.count > 1 else { return [] }
  return specification.jurisdictions.indices.map { j in
    let id = specification.jurisdictions[j].id
    return ReplicateMetric(
      "activity_share_\(id.replacingDashes)", unit: "fraction",
      "share of \(id) in the equity of institutions, by where they are active", .arbitrage
    ) { world, _ in world.activityShare(of: j) }
  }
}

extension World {
  /// The jurisdiction in which an institution is active.
  private func activePlace(of i: Int) -> Int {
    let zone = standing[i].activeZone
    return zone == layout.homeZone[i] ? layout.homeJurisdiction[i] : leadingJurisdiction(zone)
  }

  fileprivate func activityShare(of jurisdiction: Int) -> Double? {
    var inside = 0.0
    var all = 0.0
    for (i, equity) in equities().enumerated() where equity > 0 {
      all += equity
      if activePlace(of: i) == jurisdiction { inside += equity }
    }
    return all > 0 ? inside / all : nil
  }
}
