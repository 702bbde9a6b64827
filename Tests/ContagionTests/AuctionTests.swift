import Contagion
import Testing

@Suite struct AuctionTests {
  /// All ways in which bids get through or not, one by one.
  private func enumerated(_ inclusion: Double, _ bidders: Int) -> Double {
    var (one, any) = (0.0, 0.0)
    for pattern in 0..<(1 << bidders) {
      let through = pattern.nonzeroBitCount
      var chance = 1.0
      for bidder in 0..<bidders {
        chance *= pattern >> bidder & 1 == 1 ? inclusion : 1 - inclusion
      }
      if through == 1 { one += chance }
      if through > 0 { any += chance }
    }
    return one / any
  }

  @Test("the share of auctions with one bidder, of those with any", arguments: [1, 2, 3, 6])
  func enumeration(bidders: Int) {
    for inclusion in [0.01, 0.3, 0.78, 0.99, 1] {
      let found = soleBidderShare(inclusion: inclusion, bidders: bidders)
      #expect(abs(found - enumerated(inclusion, bidders)) < 1e-12)
    }
  }

  @Test("none without congestion, all where hardly anybody gets through, and falling between")
  func limits() {
    #expect(soleBidderShare(inclusion: 1, bidders: 2) == 0)
    #expect(soleBidderShare(inclusion: 1, bidders: 1) == 1)
    #expect(soleBidderShare(inclusion: 0, bidders: 5) == 1)
    #expect(abs(soleBidderShare(inclusion: 1e-9, bidders: 5) - 1) < 1e-8)
    let shares = (0...10).map { soleBidderShare(inclusion: Double($0) / 10, bidders: 3) }
    #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 > $1 })
    #expect(
      soleBidderShare(inclusion: 0.5, bidders: 3) < soleBidderShare(inclusion: 0.5, bidders: 2))
  }

  @Test("a repayment restores the health that is asked for, and no more than the debt")
  func restoring() {
    for (target, spread) in [(1.0, 0.0), (1.0, 0.05), (1.1, 0.05)] {
      let repaid = repayment(
        restoringHealthTo: target, collateralValue: 17_000, liquidationThreshold: 0.8,
        debt: 14_000, spread: spread)
      let after = healthFactor(
        collateralValue: 17_000 - (1 + spread) * repaid, liquidationThreshold: 0.8,
        debt: 14_000 - repaid)
      #expect(repaid > 0 && repaid < 14_000)
      #expect(abs(after - target) < 1e-12)
    }
    func repaid(_ value: Double, _ threshold: Double) -> Double {
      repayment(
        restoringHealthTo: 1, collateralValue: value, liquidationThreshold: threshold, debt: 100,
        spread: 0.1)
    }
    #expect(repaid(1000, 0.8) == 0)
    // Each unit repaid takes 1.1·0.95 of cover away: health does not rise.
    #expect(repaid(100, 0.95) == 100)
  }
}
