internal import Glibc
internal import LinearAlgebra
internal import Randomness
internal import Regimes

/// Embedded supervision (Auer 2019, BIS Working Paper 811): venues commit to what they owe, and the commitment
/// is checked against what is true.
///
/// Where the rulebook of an authority in whose zone a venue operates has `attestation`, the venue
/// commits at a stated interval to a Merkle-sum tree of its clients' balances and shows its reserves on
/// chain. A sample of `k` of `n` clients is drawn without replacement and compares the proof of
/// inclusion with what they have. A venue that leaves out `m` of them is found with probability
///
///     1 − C(n − m, k)/C(n, k)
///
/// (about `1 − (1 − m/n)^k`), and one that invents reserves always, because they are looked up on chain. What is
/// attested reaches authorities without lag or noise until the next commitment; what is found is a breach.
/// Off where `attestations_per_day` is zero: then attested reports are taken at their word.
extension World {
  mutating func attestVenues(_ equity: [Double], _ assets: [Double]) {
    guard tick >= 0, regime.rulebooks.contains(where: \.hasCommitments) else { return }
    for venue in 0..<layout.venues {
      let host = layout.institutionOfVenue[venue]
      let rules = attestationRules(of: host)
      let perDay = rules.map(\.attestationsPerDay).max() ?? 0
      guard perDay > 0 else { continue }
      let every = max(1, specification.clock.ticks(coveringHours: 24 / perDay))
      guard tick % every == 0 else { continue }
      supervision.attestation.statedRatio[host] = nil
      guard !standing[host].isInDefault, assets[host] > 0 else { continue }
      let samples = rules.map(\.proofSamples).max() ?? 0
      attest(venue, host: host, equity, assets, samples: Int(samples.rounded()))
    }
  }

  /// The rulebooks that ask a venue for commitments: of its home, and of where it operates.
  private func attestationRules(of host: Int) -> [Rulebook] {
    specification.institutions[host].operatesIn.map { regime.rulebooks[$0] }
      .filter(\.hasCommitments)
  }

  private mutating func attest(
    _ venue: Int, host: Int, _ equity: [Double], _ assets: [Double], samples: Int
  ) {
    let leftOut = commit(venue, concealment(at: venue, host: host, equity, assets))
    supervision.attestation.attestations += 1
    let share = overstatement(of: host, equity: equity[host], assets: assets[host])
    let means = specification.institutions[host].behaviour.misreporting?.means
    let invents = share > 0 && means == .reserves
    let isFound = !proofsHold(of: venue, samples: samples) || invents
    let truth = equityRatio(host, equity, assets)
    supervision.attestation.statedRatio[host] = isFound ? truth : truth + leftOut / assets[host]
    guard isFound, supervision.misreports.foundTick[host] == nil else { return }
    supervision.misreports.foundTick[host] = tick
    record(.misreportFound, who: host, amount: invents ? share * assets[host] : leftOut)
    noteDetection(of: host, ratio: truth)
    decide(host, votes: [true])
  }

  /// The key of the draws about a venue.
  func attestationKey(_ venue: Int) -> UInt64 {
    entityKey(nodeName(layout.institutionOfVenue[venue]))
  }

  /// Whom a venue leaves out: as large a share of its clients as the share of its debt that it hides.
  private func concealment(
    at venue: Int, host: Int, _ equity: [Double], _ assets: [Double]
  ) -> Concealment {
    let count = leafCount(ofVenue: venue)
    guard specification.institutions[host].behaviour.misreporting?.means == .liabilities else {
      return .none
    }
    let hidden =
      overstatement(of: host, equity: equity[host], assets: assets[host]) * assets[host]
    let owed = attestableDebt(ofVenue: venue)
    guard hidden > 0, owed > 0, count > 0 else { return .none }
    var draw = luck.stream(.concealment, tick: 0, entity: attestationKey(venue))
    return Concealment(
      first: draw.integer(below: count),
      count: min(count, Int((hidden / owed * Double(count)).rounded(.up))), of: count)
  }
}

/// The leaves that a venue states as empty: a run of them, round the end.
struct Concealment: Sendable {
  let first: Int
  let count: Int
  let of: Int

  init(first: Int, count: Int, of: Int) {
    self.first = first
    self.count = count
    self.of = of
  }

  static var none: Concealment { Concealment(first: 0, count: 0, of: 1) }

  func hides(_ leaf: Int) -> Bool { count > 0 && (leaf - first + of) % of < count }
}
