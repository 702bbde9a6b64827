/// What venues have committed to, and what was proved of it.
struct AttestationState: Sendable {
  /// By venue; nil before the first commitment.
  var commitments: [VenueCommitment?]
  /// Equity over assets by the latest attestation, by institution; nil without one.
  var statedRatio: [Double?]
  var attestations = 0
  /// Leaves that were new or had changed, over all commitments.
  var leavesUpdated = 0
  var hashes = 0
  var proofs = 0
  var failedProofs = 0

  init(_ layout: Layout) {
    commitments = [VenueCommitment?](repeating: nil, count: layout.venues)
    statedRatio = [Double?](repeating: nil, count: layout.institutions)
  }
}
