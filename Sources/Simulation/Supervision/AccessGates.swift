internal import LinearAlgebra
internal import Randomness
internal import Regimes

/// Permissioned access: who passes the gate of a venue's home.
///
/// A gate admits classes of clients (`everyone`, `qualified`, `licensed`, `nobody`). With `attested_access` the
/// class must be attested where the venue is: at home and where one has a licence it is; elsewhere
/// an attestation of the client's home `k` counts in the venue's home `j` as far as it is recognised, for the
/// share `ρ[j, k]` of clients, drawn once for each (mutual recognition of know-your-customer credentials:
/// Auer 2022, *Embedded supervision*, and the permissioned pools of MAS Project Guardian, 2022). Who does not
/// pass closes its positions in the burn-in of the equilibrium comparison; in the impact comparison
/// positions are as given. Without the setting a class is taken at its word, and institutions are let in.
extension World {
  func gateAdmits(account m: Int, atVenue venue: Int) -> Bool {
    let gate = rulebook(ofVenue: venue).access
    guard gate.admits(accounts.client[m]) else { return false }
    guard specification.supervision.attestedAccess, gate != .everyone else { return true }
    // All positions of a cross-margin account are one client's.
    let client = firstPosition(ofAccountOf: m, accounts.segment(of: m))
    return isRecognised(
      Int(accounts.jurisdiction[m]), atVenue: venue, key: mixed(UInt64(client)))
  }

  func gateAdmits(institution i: Int, atVenue venue: Int) -> Bool {
    guard specification.supervision.attestedAccess else { return true }
    let gate = rulebook(ofVenue: venue).access
    guard gate.admits(.institution) else { return false }
    let place = layout.homeJurisdiction[layout.institutionOfVenue[venue]]
    if gate == .everyone || specification.institutions[i].operatesIn.contains(place) {
      return true
    }
    return isRecognised(
      layout.homeJurisdiction[i], atVenue: venue, key: entityKey(specification.institutions[i].id))
  }

  /// Whether the attestation of a home counts where a venue is, by one draw for the client and the place.
  private func isRecognised(_ home: Int, atVenue venue: Int, key: UInt64) -> Bool {
    let place = layout.homeJurisdiction[layout.institutionOfVenue[venue]]
    var draw = luck.stream(
      .attestedAccess, tick: 0, entity: key ^ entityKey(specification.jurisdictions[place].id))
    return home == place || draw.uniform() < regime.recognition[place, home]
  }

  /// Institutions that no gate lets in pass their positions to traders outside.
  mutating func closeBarredPositions() {
    guard specification.supervision.attestedAccess else { return }
    for venue in 0..<layout.venues {
      for i in 0..<layout.institutions
      where i != layout.institutionOfVenue[venue] && !gateAdmits(institution: i, atVenue: venue) {
        for asset in 1..<layout.assets {
          positions[layout.outside, venue, asset] += positions[i, venue, asset]
          positions[i, venue, asset] = 0
        }
      }
    }
    marginIsStale = true
  }
}
