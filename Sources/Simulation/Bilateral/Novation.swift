internal import Contagion
internal import LinearAlgebra
internal import Regimes

/// Novation: under a topology that clears, a contract `B[i,k,a]` becomes two positions `Q` at the venue
/// that takes it, one of each party (MODEL.md, stocks).
///
/// Under the topology `bilateral` a contract stays between its parties unless a clearing mandate
/// binds either of them at home, as where one party is bound and the other is abroad (Regulation (EU)
/// 648/2012, article 4(1)(a)). Under any other topology it goes to its venue, which the topology's
/// clearer serves. A contract that no venue takes stays where it is.
///
/// Where several venues take it, each party splits its position to the least margin under charges
/// `multiplier·G` that are quadratic in what a house sees (Glasserman, Moallemi and Yuan 2016, Operations
/// Research 64); all parties split alike, so that both sides of each contract are at one house.
extension World {
  mutating func enterBilateralPositions() {
    for each in specification.bilateralPositions {
      let shares = isCleared(each) ? clearedShares(of: each) : []
      for (venue, share) in shares {
        positions[each.holder, venue, each.asset] += share * each.quantity
        positions[each.counterparty, venue, each.asset] -= share * each.quantity
      }
      guard shares.isEmpty else { continue }
      bilateral.trade(
        each.quantity, of: each.asset, holder: each.holder, counterparty: each.counterparty,
        zone: layout.homeZone[min(each.holder, each.counterparty)])
    }
  }

  func isCleared(_ position: BilateralPosition) -> Bool {
    let isBound =
      regime.topology != .bilateral || rulebook(of: position.holder).clearingMandate
      || rulebook(of: position.counterparty).clearingMandate
    return isBound && !position.venues.isEmpty
  }

  /// The venues that take a contract with the share of each; even where no charge is quadratic.
  private func clearedShares(of position: BilateralPosition) -> [(venue: Int, share: Double)] {
    let venues = position.venues.compactMap { layout.venueOfInstitution[$0] }
    let even = venues.map { ($0, 1 / Double(venues.count)) }
    let concentration = specification.margin.concentration
    guard venues.count > 1, concentration.indices.contains(position.asset) else { return even }
    let impact = Matrix(rows: 1, columns: 1, repeating: concentration[position.asset])
    let charges = venues.map {
      let multiplier = rulebook(ofVenue: layout.clearerOfVenue[$0]).initialMarginMultiplier
      return Matrix(
        rows: 1, columns: 1, repeating: multiplier * concentration[position.asset])
    }
    do throws(NotPositiveDefinite) {
      let split = try splitAcrossHouses(position: [1], impact: impact, charges: charges)
      return zip(venues, split.positions).map { ($0, $1[0]) }
    } catch {
      return even
    }
  }
}
