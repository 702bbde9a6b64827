#if canImport(Hashing)
  internal import Hashing
  internal import LinearAlgebra
  internal import Randomness

  /// What a venue has committed to: a tree for each run of accounts that share a contract, and one of others.
  ///
  /// A leaf binds three amounts: what the client would have at the mark of the first commitment, and its long and
  /// short position. None of them moves with the price: `margin − q·(mark − mark₀)` changes only where a
  /// client trades, pays or is charged, so that only those leaves are hashed again, and the total at any mark
  /// follows from the sums, `Σ balance + (mark − mark₀)·(Σ long − Σ short)`. The leaf of an
  /// institution holds its cash margin, its part of the default fund and its claims on the venue. Amounts are whole
  /// multiples of a unit that is 2⁻⁴⁰ of what is owed at first; a client who owes has nothing.
  struct VenueCommitment: Sendable {
    var trees: [MerkleSumTree]
    /// The institutions whose leaves the last tree has: all that ever had something at the venue.
    var members: [Int]
    /// The mark at which the balances of each run of accounts are struck.
    let marks: [Double]
    let moneyUnit: Double
    let quantityUnit: Double

    /// The sums of a run of accounts as money at a mark.
    func debt(ofTree tree: Int, atMark mark: Double) -> Double {
      let sums = trees[tree].totals
      let balances = Double(sums[0]) * moneyUnit
      guard tree < marks.count else { return balances }
      let net = (Double(sums[1]) - Double(sums[2])) * quantityUnit
      return balances + (mark - marks[tree]) * net
    }
  }

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

    /// What a venue owes to those who are leaves of its tree.
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
      var held = 0.0
      for run in runs {
        for m in run.range { held += abs(accounts.quantity[m]) }
      }
      return VenueCommitment(
        trees: runs.map { MerkleSumTree(count: $0.range.count, width: 3) }
          + [MerkleSumTree(count: 0, width: 3)],
        members: [],
        marks: runs.map { market.mark[venue * layout.assets + $0.asset] },
        moneyUnit: Self.unit(of: attestableDebt(ofVenue: venue)),
        quantityUnit: Self.unit(of: held))
    }

    /// 2⁻⁴⁰ of the power of two above a total.
    private static func unit(of total: Double) -> Double {
      Double(sign: .plus, exponent: (total > 0 ? total.exponent + 1 : 0) - 40, significand: 1)
    }

    /// Writes the amounts that a leaf of a tree has in truth.
    private func writeAmounts(
      _ leaf: Int, tree: Int, venue: Int, run: AccountSegment?, _ commitment: VenueCommitment,
      _ words: inout [UInt64]
    ) {
      guard let run else {
        let member = commitment.members[leaf]
        words[0] = Self.quanta(balance(of: member, atVenue: venue), commitment.moneyUnit)
        (words[1], words[2]) = (0, 0)
        return
      }
      let m = run.range.lowerBound + leaf
      let quantity = accounts.quantity[m]
      let moved = market.mark[venue * layout.assets + run.asset] - commitment.marks[tree]
      words[0] = Self.quanta(accounts.margin[m] - quantity * moved, commitment.moneyUnit)
      words[1] = Self.quanta(quantity, commitment.quantityUnit)
      words[2] = Self.quanta(-quantity, commitment.quantityUnit)
    }

    private static func quanta(_ amount: Double, _ unit: Double) -> UInt64 {
      amount > 0 ? UInt64((amount / unit).rounded()) : 0
    }

    /// The number of a client and a nonce: what stands beside a leaf shows nothing of it.
    private func writeLabel(
      _ leaf: Int, run: AccountSegment?, members: [Int], key: UInt64, _ bytes: inout [UInt8]
    ) {
      let number =
        run.map { UInt64($0.range.lowerBound + leaf) } ?? (1 << 40 | UInt64(members[leaf]))
      bytes.appendBigEndian(number)
      var nonce = luck.stream(.leafNonce, tick: 0, entity: key ^ number)
      bytes.appendBigEndian(nonce.nextUInt64())
    }

    /// Brings the trees of a venue up to date; returns the money that is left out.
    mutating func commit(_ venue: Int, _ concealed: Concealment) -> Double {
      let members = members(ofVenue: venue)
      // Taken out of the world, so that large trees are changed in place.
      var commitment = supervision.attestation.commitments[venue] ?? firstCommitment(venue)
      supervision.attestation.commitments[venue] = nil
      if commitment.members != members {
        commitment.members = members
        commitment.trees[commitment.trees.count - 1] = MerkleSumTree(
          count: members.count, width: 3)
      }
      let runs = runs(ofVenue: venue)
      let key = attestationKey(venue)
      var leftOut = 0.0
      var first = 0
      for tree in commitment.trees.indices {
        let run = tree < runs.count ? runs[tree] : nil
        var hidden: UInt64 = 0
        var changing = commitment.trees[tree]
        commitment.trees[tree] = MerkleSumTree(count: 0, width: 0)
        let before = changing.hashes
        supervision.attestation.leavesUpdated += changing.commit {
          writeLabel($0, run: run, members: members, key: key, &$1)
        } amounts: {
          writeAmounts($0, tree: tree, venue: venue, run: run, commitment, &$1)
          guard concealed.hides(first + $0) else { return }
          hidden += $1[0]
          $1[0] = 0
        }
        supervision.attestation.hashes += changing.hashes - before
        leftOut += Double(hidden) * commitment.moneyUnit
        first += changing.count
        commitment.trees[tree] = changing
      }
      supervision.attestation.commitments[venue] = commitment
      return leftOut
    }

    /// Whether a sample of clients find themselves in the trees with all that they have.
    mutating func proofsHold(of venue: Int, samples: Int) -> Bool {
      guard let commitment = supervision.attestation.commitments[venue] else { return true }
      let runs = runs(ofVenue: venue)
      let key = attestationKey(venue)
      var holds = true
      for leaf in sample(samples, of: leafCount(ofVenue: venue), venue: venue) {
        var (tree, index) = (0, leaf)
        while index >= commitment.trees[tree].count {
          index -= commitment.trees[tree].count
          tree += 1
        }
        let run = tree < runs.count ? runs[tree] : nil
        var label: [UInt8] = []
        writeLabel(index, run: run, members: commitment.members, key: key, &label)
        var amounts: [UInt64] = [0, 0, 0]
        writeAmounts(index, tree: tree, venue: venue, run: run, commitment, &amounts)
        supervision.attestation.proofs += 1
        let isProved = commitment.trees[tree].proof(of: index).verifies(
          label: label, amounts: amounts, root: commitment.trees[tree].root,
          totals: commitment.trees[tree].totals)
        if !isProved {
          supervision.attestation.failedProofs += 1
          holds = false
        }
      }
      return holds
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
#endif
