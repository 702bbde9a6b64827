internal import Regimes

/// The sizes of a world and the constant maps between its indices.
///
/// Institutions are `0..<institutions`; node `outside` follows them. Venues are the institutions that
/// others trade, borrow or clear at, numbered in institution order.
struct Layout: Sendable {
  let institutions: Int
  let assets: Int
  let zones: Int
  let venues: Int
  /// Institution index of each venue.
  let institutionOfVenue: [Int]
  /// Venue index of each institution, or nil.
  let venueOfInstitution: [Int?]
  let zoneOfVenue: [Int]
  let homeZone: [Int]
  let homeJurisdiction: [Int]
  /// Zones that an institution operates in, ascending.
  let operatingZones: [[Int]]
  /// Pool of each venue's home within which positions offset without loss.
  let collateralPoolOfVenue: [Int]
  let homePerimeter: [Int]
  /// The venue that clears what is traded at each venue under the regime's topology.
  let clearerOfVenue: [Int]

  var outside: Int { institutions }
  var nodes: Int { institutions + 1 }

  init(_ specification: WorldSpecification, regime: ResolvedRegime) {
    let zoneOf = regime.zones.zoneOfJurisdiction
    let all = specification.institutions
    let hosts = all.indices.filter { all[$0].venue != nil }
    var venueOf = [Int?](repeating: nil, count: all.count)
    for (venue, institution) in hosts.enumerated() { venueOf[institution] = venue }
    let homes = all.map { zoneOf[$0.home] }
    self.institutions = all.count
    self.assets = specification.assets.count
    self.zones = regime.zones.count
    self.venues = hosts.count
    self.institutionOfVenue = hosts
    self.venueOfInstitution = venueOf
    self.zoneOfVenue = hosts.map { homes[$0] }
    self.homeZone = homes
    self.homeJurisdiction = all.map(\.home)
    self.operatingZones = all.map { Array(Set($0.operatesIn.map { zoneOf[$0] })).sorted() }
    let poolOf = regime.collateralPools.zoneOfJurisdiction
    let perimeterOf = regime.perimeters.zoneOfJurisdiction
    self.collateralPoolOfVenue = hosts.map { poolOf[all[$0].home] }
    self.homePerimeter = all.map { perimeterOf[$0.home] }
    self.clearerOfVenue = Self.clearers(
      specification, hosts: hosts, zones: homes, regime: regime)
  }

  /// The first clearing house of the zone, or the regime's choice for the world (the first where it
  /// makes none); a venue without one clears itself.
  ///
  /// Where venues clear themselves, a clearing mandate at home still sends a venue to its zone's house.
  private static func clearers(
    _ specification: WorldSpecification, hosts: [Int], zones: [Int], regime: ResolvedRegime
  ) -> [Int] {
    let houses = hosts.indices.filter {
      specification.institutions[hosts[$0]].kind == .clearingHouse
    }
    let chosen = houses.first { specification.institutions[hosts[$0]].id == regime.globalClearer }
    precondition(
      chosen != nil || regime.globalClearer == nil,
      "no clearing house is called \(regime.globalClearer ?? "")")
    return hosts.indices.map { venue in
      guard specification.institutions[hosts[venue]].kind == .exchange else { return venue }
      let local = houses.first { zones[hosts[$0]] == zones[hosts[venue]] } ?? venue
      let home = specification.institutions[hosts[venue]].home
      return switch regime.topology {
      case .bilateral, .perVenue: regime.rulebooks[home].clearingMandate ? local : venue
      case .perJurisdiction, .linked: local
      case .global: chosen ?? houses.first ?? venue
      }
    }
  }
}
