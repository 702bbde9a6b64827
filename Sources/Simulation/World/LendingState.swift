internal import Regimes

/// What lending protocols and keepers remember: mean prices, and what may still be done in this tick.
struct LendingState: Sendable {
  /// Exponential mean of the oracle's price, by venue and asset.
  var anchor: [Double]
  /// Debt that the chain of each zone still lets through in this tick.
  var chainCapacity: [Double]
  /// Money that keepers outside still have for each venue in this tick.
  var outsideCapital: [Double]
  /// What bids of nothing kept from protocols.
  var zeroBidLoss = 0.0
  /// What named keepers gained at the market's prices.
  var keeperGain = 0.0
  var interest = 0.0
  /// Stablecoins bought to repay debt, and what they cost above what the protocol counted them at.
  var coinsBought = 0.0
  var coinPremium = 0.0

  init(_ specification: WorldSpecification, layout: Layout) {
    anchor = (0..<layout.venues).flatMap { _ in specification.assets.map(\.price) }
    chainCapacity = [Double](repeating: .infinity, count: layout.zones)
    outsideCapital = [Double](repeating: .infinity, count: layout.venues)
  }

  /// What is counted, is counted from the start of the run.
  mutating func markStart() {
    zeroBidLoss = 0
    keeperGain = 0
    interest = 0
    coinsBought = 0
    coinPremium = 0
  }
}

/// Phase 1: capacities of the tick, mean prices, interest.
extension World {
  mutating func startLendingTick() {
    let hours = specification.clock.tickHours
    for zone in 0..<layout.zones { lending.chainCapacity[zone] = throughput(ofZone: zone) * hours }
    for venue in 0..<layout.venues {
      let terms = hostSpecification(venue).lending
      lending.outsideCapital[venue] = terms.outsideKeeperCapacityPerHour * hours
      if let rule = terms.procyclicality { moveAnchor(venue, rule) }
      if terms.interestPerYear > 0 { addInterest(venue, terms.interestPerYear) }
    }
  }

  /// Chains of recognised jurisdictions together; unlimited as soon as one of them is.
  private func throughput(ofZone zone: Int) -> Double {
    guard !specification.chainThroughputPerHour.isEmpty else { return .infinity }
    return regime.zones.zoneOfJurisdiction.enumerated().reduce(0) {
      $1.element == zone ? $0 + specification.chainThroughputPerHour[$1.offset] : $0
    }
  }

  private mutating func moveAnchor(_ venue: Int, _ rule: ProcyclicalHaircut) {
    let speed = specification.clock.fractionPerTick(halfLifeHours: rule.memoryHours)
    for asset in 1..<layout.assets {
      let slot = venue * layout.assets + asset
      lending.anchor[slot] += speed * (market.oracle[slot] - lending.anchor[slot])
    }
  }

  /// Debt grows: a gain of the protocol, a loss of its borrowers.
  private mutating func addInterest(_ venue: Int, _ rate: Double) {
    let host = layout.institutionOfVenue[venue]
    guard !standing[host].isInDefault else { return }
    let growth = rate * specification.clock.tickYears
    var added = 0.0
    for loan in 0..<loans.count where loans.venue[loan] == venue && loans.debtAsset[loan] == 0 {
      added += growth * loans.debt[loan]
      loans.debt[loan] *= 1 + growth
    }
    loans.debtOfVenue[venue] += added
    added += growCoinDebt(ofVenue: venue, by: growth)
    lending.interest += added
    gain(added, host, .liquidity)
    channels.bookClients(-added, .liquidity)
  }

  /// The share of collateral up to which a loan is healthy now.
  func effectiveThreshold(_ loan: Int, oracle: Double) -> Double {
    let venue = loans.venue[loan]
    guard let rule = hostSpecification(venue).lending.procyclicality else {
      return loans.threshold[loan]
    }
    let anchor = lending.anchor[venue * layout.assets + loans.asset[loan]]
    return max(0, loans.threshold[loan] - rule.sensitivity * abs(oracle / anchor - 1))
  }
}
