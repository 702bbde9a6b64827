internal import Contagion
internal import Regimes

/// Auction of a defaulter's book (phase 5): a first-price auction with budget constraints among the other
/// members (Ferrara, Li and Marszalec 2020, Journal of Financial Market Infrastructures 8(2), 47–58).
///
/// The book at a clearer is offered in equal slices. A member values a slice at the mark less the cost of
/// carrying it: it asks for the premium of the clearer times the initial margin that the slice adds to its
/// own, and for nothing where it offsets what it holds. It may not take more than its free cash in the
/// clearer's zone margins. The lowest bid takes the slice and is paid what it asks: the house's
/// loss on the defaulter, which the waterfall of this pass takes. No trade reaches the market; slices without
/// a bidder do, by order. Switch: `close_out` of the clearer.
extension World {
  /// Slices of equal size in which a book is offered.
  private static let slices = 10

  /// A member at an auction.
  private struct Bidder {
    var member: Int
    /// Value of what it holds at the clearer, by asset.
    var exposure: [Double]
    var margin: Double
    var budget: Double
  }

  /// Whether a clearer offers the books of defaulters to its members, in the next phase of liquidation.
  func holdsAuctions(_ clearer: Int) -> Bool {
    hostSpecification(clearer).closeOut == .auction && specification.switches.liquidation
  }

  mutating func auction(_ defaulter: Int, at clearer: Int) {
    let venues = (0..<layout.venues).filter { layout.clearerOfVenue[$0] == clearer }
    let book = exposure(of: defaulter, over: venues)
    let holdsAny = venues.contains { venue in
      (1..<layout.assets).contains { positions[defaulter, venue, $0] != 0 }
    }
    guard holdsAny else { return }
    var bidders = bidders(at: clearer, venues, without: defaulter)
    let slice = book.map { $0 / Double(Self.slices) }
    var asked = 0.0
    for offered in 0..<Self.slices {
      guard let bid = lowestBid(slice, bidders, clearer: clearer) else { break }
      let winner = bidders[bid.index].member
      for asset in slice.indices { bidders[bid.index].exposure[asset] += slice[asset] }
      bidders[bid.index].margin += bid.added
      bidders[bid.index].budget -= max(0, bid.added)
      // What is left, in the slices that are left: the last one takes everything.
      hand(1 / Double(Self.slices - offered), of: defaulter, to: winner, venues)
      let price = hostSpecification(clearer).auctionPremium * max(0, bid.added)
      asked += price
      pay(price, to: winner, clearer: clearer)
    }
    guard asked > 0 else { return }
    tally.auctionConcession += asked
    gain(-asked, defaulter, .clearing)
    holes.append(Hole(member: defaulter, clearer: clearer, amount: asked))
  }

  private func exposure(of member: Int, over venues: [Int]) -> [Double] {
    var exposure = [Double](repeating: 0, count: layout.assets)
    for venue in venues {
      for asset in 1..<layout.assets {
        exposure[asset] +=
          positions[member, venue, asset] * price(layout.zoneOfVenue[venue], asset)
      }
    }
    return exposure
  }

  /// Members in good standing: who has business, margin or a contribution at the clearer.
  private func bidders(at clearer: Int, _ venues: [Int], without defaulter: Int) -> [Bidder] {
    let zone = layout.zoneOfVenue[clearer]
    var found: [Bidder] = []
    for i in 0..<layout.institutions
    where i != defaulter && i != layout.institutionOfVenue[clearer] && !isLinkedHouse(i) {
      let exposure = exposure(of: i, over: venues)
      let isMember =
        exposure.contains { $0 != 0 } || funds[i, clearer] > 0 || postedValue(i, clearer) > 0
      guard isMember, !standing[i].isInDefault, !standing[i].isIlliquid else { continue }
      found.append(
        Bidder(member: i, exposure: exposure, margin: 0, budget: payable(i, zone)))
    }
    let margins = margins(of: found, clearer: clearer)
    for index in found.indices { found[index].margin = margins[index] }
    return found
  }

  /// Margin of each bidder with everything at the clearer in one netting set.
  private func margins(
    of bidders: [Bidder], adding slice: [Double]? = nil, clearer: Int
  ) -> [Double] {
    guard !bidders.isEmpty else { return [] }
    let sets = bidders.map { bidder in
      let exposure = slice.map { zip(bidder.exposure, $0).map(+) } ?? bidder.exposure
      return NettingSet(
        member: bidder.member, clearer: clearer, standard: 0, pool: nil, exposure: exposure,
        notional: exposure.map(abs))
    }
    return requirements(sets, by: .clearers)
  }

  /// The bidder to which a slice adds least margin, among those who can post it; ties to the first.
  private func lowestBid(
    _ slice: [Double], _ bidders: [Bidder], clearer: Int
  ) -> (index: Int, added: Double)? {
    var best: (index: Int, added: Double)?
    for (index, after) in margins(of: bidders, adding: slice, clearer: clearer).enumerated() {
      let added = after - bidders[index].margin
      guard added <= bidders[index].budget, added < best?.added ?? .infinity else { continue }
      best = (index, added)
    }
    return best
  }

  /// Moves a share of what a defaulter holds to a winner, at the mark.
  private mutating func hand(
    _ share: Double, of defaulter: Int, to winner: Int, _ venues: [Int]
  ) {
    var notional = 0.0
    for venue in venues {
      for asset in 1..<layout.assets where positions[defaulter, venue, asset] != 0 {
        let units =
          share == 1
          ? positions[defaulter, venue, asset] : share * positions[defaulter, venue, asset]
        positions[defaulter, venue, asset] -= units
        positions[winner, venue, asset] += units
        notional += abs(units) * price(layout.zoneOfVenue[venue], asset)
      }
    }
    marginIsStale = true
    tally.auctioned += notional
    record(.auction, who: winner, toWhom: defaulter, amount: notional, causedBy: defaulter)
  }

  /// What a winner asked for is due from the house.
  private mutating func pay(_ amount: Double, to winner: Int, clearer: Int) {
    guard amount > 0 else { return }
    gain(amount, winner, .clearing)
    dues.append(
      Due(
        debtor: layout.institutionOfVenue[clearer], creditor: winner,
        zone: layout.zoneOfVenue[clearer], amount: amount, kind: .auction))
  }
}

/// What auctions did, where a venue holds them.
let auctionMetrics: [ReplicateMetric] = [
  .init("auctioned", unit: "money", "notional of defaulters that members took over", .market) {
    world, _ in world.tally.auctioned
  },
  .init(
    "auction_concession", unit: "money", "what members were paid for it", .market, .lowerIsBetter
  ) { world, _ in world.tally.auctionConcession },
]
