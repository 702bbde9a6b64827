import Contagion
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

/// What one clearing house for all costs: guarantee funds that are merged are smaller in total (Friesz,
/// Muratov-Szabó, Prepuk and Váradi 2021, Risks 9(8), 148), and what is beyond them meets everybody
/// (Amini, Filipović and Minca: central clearing lowers losses and adds tail risk).
@Suite("The downside of one clearing house")
struct OneHouseTests {
  /// Three zones with an exchange and a house each, and a member each who loses 10, 9 or 8 in the stress.
  ///
  /// A dealer has the other side. Cover one, no margin, calls or haircuts.
  private func small(isMerged: Bool, robbed: Int) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 3, tokens: [("btc", 2)], ticks: 3)
    small.switchOff(\.marketImpact)
    small.specification.contagion.valuation = .furfine(recovery: 0)
    small.specification.margin.quantile = 0
    small.specification.margin.stressScenarios = [[0, -0.5]]
    small.rules { $0.marginFloorRate = 0 }
    small.regime.topology = isMerged ? .global : .perJurisdiction
    small.regime.recognition = isMerged ? .full : .none
    for home in 0..<3 { small.addExchange("x\(home)", home: home) }
    for home in 0..<3 {
      small.add("house\(home)", .clearingHouse, home: home, cash: 12) {
        $0.venue = VenueSpecification()
        $0.venue?.ownFund = 0
        $0.venue?.assessmentCap = 0
        $0.venue?.gainsHaircutLimit = 0
      }
    }
    let dealer = small.add("dealer") {
      $0.holdings = (0..<3).map { Holding(jurisdiction: $0, asset: 0, units: 1000) }
    }
    for (home, loss) in [10.0, 9, 8].enumerated() {
      let member = small.add("m\(home)", home: home, cash: 30) { $0.externalAssets = 50 }
      small.position(member, at: home, loss)
      small.position(dealer, at: home, -loss)
      if home < robbed { small.event(.exploit(institution: member, fraction: 1)) }
    }
    small.event(.priceMove(asset: 1, fraction: -0.5, durationHours: 0), atHours: 1)
    return small
  }

  private func metric(_ name: String, isMerged: Bool, robbed: Int) throws -> Double {
    let small = small(isMerged: isMerged, robbed: robbed)
    let (record, _) = try small.run()
    #expect(record.conservationViolations.isEmpty)
    return small.metric(name, record) ?? .nan
  }

  @Test("merged funds are smaller in total, whatever happens")
  func mergedFunds() throws {
    #expect(isNear(try metric("default_funds_start", isMerged: false, robbed: 0), 27))
    #expect(isNear(try metric("default_funds_start", isMerged: true, robbed: 0), 10))
  }

  @Test(
    "one member's default is covered either way, but one house has members everywhere pay for it")
  func oneDefault() throws {
    for isMerged in [false, true] {
      #expect(isNear(try metric("unallocated", isMerged: isMerged, robbed: 1), 0))
      #expect(try metric("defaults_clearing_house", isMerged: isMerged, robbed: 1) == 0)
    }
    #expect(isNear(try metric("mutualised", isMerged: false, robbed: 1), 0))
    // Of the loss of ten, 10 · 10/27 is the defaulter's own contribution.
    #expect(
      isNear(try metric("mutualised", isMerged: true, robbed: 1), 10 - 100.0 / 27))
  }

  @Test("when all default at once the houses of three zones hold, and the one house fails for all")
  func tail() throws {
    #expect(try metric("defaults_clearing_house", isMerged: false, robbed: 3) == 0)
    #expect(isNear(try metric("unallocated", isMerged: false, robbed: 3), 0))
    #expect(try metric("defaults_clearing_house", isMerged: true, robbed: 3) == 1)
    #expect(isNear(try metric("unallocated", isMerged: true, robbed: 3), 27 - 10))
    // Every contract ends where its clearer fails.
    #expect(try metric("open_notional_fall", isMerged: true, robbed: 3) == 1)
    #expect(try metric("open_notional_fall", isMerged: false, robbed: 3) < 1)
  }
}
