internal import LinearAlgebra
internal import Regimes

/// Where each institution operates now: its footprint, which entry and exit change.
struct FootprintBook: Sendable {
  /// Jurisdictions by institution, home included, ascending.
  var places: [[Int]]

  init(_ institutions: [InstitutionSpecification]) { places = institutions.map(\.operatesIn) }
}

/// Entry and exit: firms open the market that adds most to revenue net of compliance cost, and close the one that
/// takes most from it, one a review, in phase 8.
///
/// A market is a zone: where licences count everywhere, one opens all. It earns `revenue · activity` a year, the same for
/// every firm of a size, and costs what the footprint with it costs more than the footprint without: the firms
/// that are large enough enter (Melitz 2003, doi:10.1111/1468-0262.00467), the small leave and the footprint consolidates.
/// Entry costs a sum once and pays where a year's gain exceeds it. Revenue flows in from outside, evenly over time,
/// while compliance is charged. Gates that shut out institutions shut them out. Absent where no institution has a
/// `footprint`.
extension World {
  mutating func reviewFootprints() {
    for i in 0..<layout.institutions where !standing[i].isInDefault {
      guard let rule = specification.institutions[i].behaviour.footprint else { continue }
      if specification.switches.compliance { earn(i, rule) }
      let every = max(1, specification.clock.ticks(coveringHours: rule.reviewHours))
      guard (tick + specification.clock.burnInTicks) % every == every - 1 else { continue }
      if let zone = worstMarket(of: i, rule) {
        footprint.places[i] = places(of: i, without: zone)
        record(.marketExit, who: i, amount: Double(operatingZones(of: i).count))
      } else if let place = bestPlace(for: i, rule) {
        footprint.places[i] = (footprint.places[i] + [place]).sorted()
        if specification.switches.compliance {
          tally.complianceCost += chargeFee(rule.entryCost, i, .compliance)
        }
        record(.marketEntry, who: i, amount: Double(operatingZones(of: i).count))
      }
    }
  }

  /// Zones that an institution operates in now, ascending.
  func operatingZones(of i: Int) -> [Int] {
    Set(footprint.places[i].map { regime.zones.zoneOfJurisdiction[$0] }).sorted()
  }

  func isOperating(_ i: Int, in zone: Int) -> Bool {
    footprint.places[i].contains { regime.zones.zoneOfJurisdiction[$0] == zone }
  }

  /// Whether it is in the perimeter of an authority now.
  func isOperating(_ i: Int, inPerimeter authority: Int) -> Bool {
    footprint.places[i].contains { regime.perimeters.zoneOfJurisdiction[$0] == authority }
  }

  private func places(of i: Int, without zone: Int) -> [Int] {
    footprint.places[i].filter { regime.zones.zoneOfJurisdiction[$0] != zone }
  }

  private func places(in zone: Int) -> [Int] {
    regime.rulebooks.indices.filter { regime.zones.zoneOfJurisdiction[$0] == zone }
  }

  private mutating func earn(_ i: Int, _ rule: FootprintChoice) {
    let yearly = operatingZones(of: i).reduce(0) { $0 + revenue(rule, $1) }
    pay(
      yearly * specification.clock.tickYears, from: layout.outside, to: i,
      zone: layout.homeZone[i], .outside)
  }

  private func revenue(_ rule: FootprintChoice, _ zone: Int) -> Double {
    rule.revenue * places(in: zone).reduce(0) { $0 + specification.jurisdictions[$1].activity }
  }

  private func isOpen(_ place: Int) -> Bool { regime.rulebooks[place].access.admits(.institution) }

  /// The market abroad that costs most more than it brings, or that the gate has shut.
  private func worstMarket(of i: Int, _ rule: FootprintChoice) -> Int? {
    var worst: (zone: Int, gain: Double)?
    let cost = yearlyComplianceCost(of: i)
    for zone in operatingZones(of: i) where zone != layout.homeZone[i] {
      let saved = cost - yearlyComplianceCost(of: i, in: places(of: i, without: zone))
      let isShut = !places(in: zone).contains(where: isOpen)
      let gain = isShut ? -.infinity : revenue(rule, zone) - saved
      if gain < min(0, worst?.gain ?? 0) { worst = (zone, gain) }
    }
    return worst?.zone
  }

  /// The place in a market outside the footprint that brings most, if a year of it pays for the entry.
  private func bestPlace(for i: Int, _ rule: FootprintChoice) -> Int? {
    var best: (place: Int, gain: Double)?
    let cost = yearlyComplianceCost(of: i)
    for zone in 0..<layout.zones where !isOperating(i, in: zone) {
      for place in places(in: zone) where isOpen(place) {
        let added = yearlyComplianceCost(of: i, in: (footprint.places[i] + [place]).sorted()) - cost
        let gain = revenue(rule, zone) - added
        if gain > max(rule.entryCost, best?.gain ?? 0) { best = (place, gain) }
      }
    }
    return best?.place
  }
}
