internal import Hashing
internal import LinearAlgebra
internal import Randomness

/// The books of a venue as leaves, and the commitments and proofs that are made of them.
extension World {
  /// Accounts at a venue, in their order.
  private func runs(ofVenue venue: Int) -> [AccountSegment] {
    accounts.segments.filter { $0.venue == venue }
  }

  /// Accounts at a venue, and institutions that have something there.
  func leafCount(ofVenue venue: Int) -> Int {
    runs(ofVenue: venue).reduce(members(ofVenue: venue).count) { $0 + $1.range.count }
  }

  private func members(ofVenue venue: Int) -> [Int] {
    let known = supervision.attestation.commitments[venue]?.members ?? []
    return (0..<layout.institutions).filter {
      balance(of: $0, atVenue: venue) > 0 || known.contains($0)
    }
  }

  /// What a venue owes to those who are leaves of its trees.
  func attestableDebt(ofVenue venue: Int) -> Double {
    let members = (0..<layout.institutions).reduce(0) { $0 + balance(of: $1, atVenue: venue) }
    return max(0, accounts.marginOfVenue[venue]) + members
  }

  /// Cash margin, default fund and claims of an institution at a venue.
  private func balance(of member: Int, atVenue venue: Int) -> Double {
    let host = layout.institutionOfVenue[venue]
    guard member != host else { return 0 }
    return posted[member, venue, 0] + funds[member, venue] + claims.total[member, host]
  }

  private func firstCommitment(_ venue: Int) -> VenueCommitment {
    let runs = runs(ofVenue: venue)
    let held = runs.reduce(0) { $0 + accounts.long[$1.index] + accounts.short[$1.index] }
    return VenueCommitment(
      trees: runs.map { MerkleSumTree(count: $0.range.count, width: 3) }
        + [MerkleSumTree(count: 0, width: 3)],
      members: [], levels: runs.map { accounts.level[$0.index] },
      moneyUnit: Self.unit(of: attestableDebt(ofVenue: venue)), quantityUnit: Self.unit(of: held))
  }

  /// 2⁻⁴⁰ of the power of two above a total.
  private static func unit(of total: Double) -> Double {
    Double(sign: .plus, exponent: (total > 0 ? total.exponent + 1 : 0) - 40, significand: 1)
  }

  private func leaves(ofVenue venue: Int, _ commitment: VenueCommitment) -> CommitmentLeaves {
    let members = members(ofVenue: venue)
    let runs = runs(ofVenue: venue)
    return CommitmentLeaves(
      luck: luck, key: attestationKey(venue), quantity: accounts.quantity, base: accounts.base,
      runs: runs, bound: runs.map { Self.treesBound(by: $0, in: runs) },
      levels: commitment.levels, members: members,
      balances: members.map { balance(of: $0, atVenue: venue) },
      moneyUnit: commitment.moneyUnit, quantityUnit: commitment.quantityUnit)
  }

  /// The first contract of a cross-margin group speaks for all of them.
  private static func treesBound(by run: AccountSegment, in runs: [AccountSegment]) -> [Int] {
    let group = runs.indices.filter {
      run.crossGroup != nil && runs[$0].crossGroup == run.crossGroup
    }
    return group.first.map { runs[$0].index } == run.index ? group : []
  }

  /// Brings the trees of a venue up to date; returns the money that is left out.
  mutating func commit(_ venue: Int, _ concealed: Concealment) -> Double {
    var commitment = supervision.attestation.commitments[venue] ?? firstCommitment(venue)
    let leaves = leaves(ofVenue: venue, commitment)
    // Taken out of the world, so that large trees are changed in place.
    supervision.attestation.commitments[venue] = nil
    let done = commitment.commit(to: leaves, concealed)
    supervision.attestation.leavesUpdated += done.changed
    supervision.attestation.hashes += done.hashes
    supervision.attestation.commitments[venue] = commitment
    return done.leftOut
  }

  /// Whether a sample of clients find themselves in the trees with all that they have.
  mutating func proofsHold(of venue: Int, samples: Int) -> Bool {
    guard let commitment = supervision.attestation.commitments[venue] else { return true }
    let leaves = leaves(ofVenue: venue, commitment)
    let clients = sample(samples, of: leafCount(ofVenue: venue), venue: venue)
    let failed = clients.count { !commitment.proves($0, of: leaves) }
    supervision.attestation.proofs += clients.count
    supervision.attestation.failedProofs += failed
    return failed == 0
  }

  /// Different leaves, each set of them as likely as any other (Floyd; Bentley 1987).
  private func sample(_ wanted: Int, of count: Int, venue: Int) -> [Int] {
    var draw = luck.stream(.proofSample, tick: tick, entity: attestationKey(venue))
    var chosen: [Int] = []
    var taken: Set<Int> = []
    for last in max(0, count - wanted)..<count {
      let drawn = draw.integer(below: last + 1)
      let leaf = taken.contains(drawn) ? last : drawn
      taken.insert(leaf)
      chosen.append(leaf)
    }
    return chosen
  }
}
