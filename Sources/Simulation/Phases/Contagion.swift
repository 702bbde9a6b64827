internal import Contagion
internal import LinearAlgebra
internal import Networks

/// Phase 7, each pass: losses on claims are recognised here and nowhere else, by the exposure core.
///
/// Who fails the solvency test, or was illiquid before, defaults for good; close-out, custody and
/// estates follow.
func contagion(_ world: inout World) {
  world.turnHolesIntoArrears()
  world.coverLoans()
  let result = world.exposureCore()
  world.coreStatus.note(result)
  let before = world.claims
  world.claims.valuation = result.valuation
  world.rankEstates(result)
  world.bookValuations(before: before, result: result)
  guard world.specification.switches.defaults else { return }
  let failing = (0..<world.layout.institutions).filter {
    result.defaulted[$0] && !world.standing[$0].isInDefault
      && world.standing[$0].mergedInto == nil
  }
  for k in failing { world.enterDefault(k, equity: result.equity[k]) }
  for k in failing { world.closeOutBilateral(of: k) }
}

/// Faces of claims, and what stands beside them on both sides, as the exposure core takes them.
struct BalanceSheets {
  var claims: Matrix
  var assets: [Double]
  var liabilities: [Double]

  /// The network of these sheets; an item on the wrong side of zero stands on the other side of the sheet.
  func network(tick: Int) -> ExposureNetwork {
    var (assets, senior) = (assets, liabilities)
    for i in assets.indices {
      (assets[i], senior[i]) = (
        max(0, assets[i]) + max(0, -senior[i]), max(0, senior[i]) + max(0, -assets[i])
      )
    }
    do {
      return try ExposureNetwork(
        claims: claims, externalAssets: assets, externalLiabilities: senior)
    } catch {
      fatalError("balance sheets of tick \(tick) are not a network: \(error)")
    }
  }
}

extension World {
  /// Where no waterfall runs, an unpaid margin is a claim like any other.
  fileprivate mutating func turnHolesIntoArrears() {
    for hole in holes {
      fallIntoArrears(
        hole.amount, creditor: layout.institutionOfVenue[hole.clearer], debtor: hole.member)
    }
    holes = []
  }

  /// The valuation of the scenario on this moment's balance sheets.
  fileprivate func exposureCore() -> ContagionResult {
    valued(balanceSheets().network(tick: tick))
  }

  /// The valuation of the scenario on balance sheets whose last node is the clients.
  func valued(_ network: ExposureNetwork) -> ContagionResult {
    propagate(
      network, valuation: specification.contagion.valuation,
      referenceEquity: referenceEquity + [0],
      alreadyDefaulted: standing.map { $0.isInDefault || $0.isIlliquid } + [false],
      options: ContagionOptions(defaultTest: specification.contagion.defaultTest))
  }

  /// This moment's balance sheets; the last node is the clients.
  func balanceSheets() -> BalanceSheets {
    let clients = layout.institutions
    var assets = assetsApartFromClaims() + [0]
    var senior = seniorLiabilities() + [0]
    for due in dues {
      if due.creditor < clients { assets[due.creditor] += due.amount }
      if due.debtor < clients { senior[due.debtor] += due.amount }
    }
    addUncalled(to: &assets, owed: &senior)
    return BalanceSheets(claims: rankedClaims(), assets: assets, liabilities: senior)
  }

  /// Faces weighted by their priority in local estates, with clients' unsegregated margin.
  private func rankedClaims() -> Matrix {
    var matrix = claims.total
    for k in 0..<layout.institutions where standing[k].hasRankedEstate {
      for i in 0..<layout.institutions { matrix[i, k] *= claims.priority[i, k] }
    }
    for venue in 0..<layout.venues {
      let host = layout.institutionOfVenue[venue]
      let unsafe = clientClaim(onVenue: venue)
      if unsafe > 0 {
        matrix[layout.institutions, host] = unsafe * claims.priority[layout.institutions, host]
      }
    }
    return matrix
  }

  /// Clients' margin at a venue that is not segregated.
  func clientClaim(onVenue venue: Int) -> Double {
    max(0, accounts.marginOfVenue[venue]) * (1 - segregatedShare(ofVenue: venue))
  }

  /// Books the change in value of every claim to the channel of its layer, dead weight apart.
  fileprivate mutating func bookValuations(before: Claims, result: ContagionResult) {
    for k in 0..<layout.institutions {
      let deadWeight = deadWeightRate(of: k, result)
      let deadWeightChange = deadWeight - standing[k].deadWeightRate
      standing[k].deadWeightRate = deadWeight
      let isMoved =
        before.valuation[k] != claims.valuation[k] || deadWeightChange != 0
        || standing[k].hasRankedEstate
      guard isMoved else { continue }
      for i in 0..<layout.institutions where claims.total[i, k] != 0 {
        let change =
          claims.value(creditor: i, debtor: k) - before.value(creditor: i, debtor: k)
        for layer in ClaimLayer.allCases {
          let face = claims.face(layer, creditor: i, debtor: k)
          guard face != 0 else { continue }
          gain(-face * deadWeightChange, i, .deadWeight)
          gain(face * (change + deadWeightChange), i, layer.channel)
        }
      }
      if let venue = layout.venueOfInstitution[k] {
        let clients = layout.institutions
        let change =
          claims.value(creditor: clients, debtor: k) - before.value(creditor: clients, debtor: k)
        let unsafe = accounts.marginOfVenue[venue] * (1 - segregatedShare(ofVenue: venue))
        channels.bookClients(unsafe * change, .custody)
      }
    }
  }

  /// What a unit of face on a defaulter would be worth without bankruptcy costs, less what it is worth.
  ///
  /// Negative where a fixed recovery pays more than the estate holds.
  private func deadWeightRate(of k: Int, _ result: ContagionResult) -> Double {
    switch specification.contagion.valuation {
    case .eisenbergNoe, .linearDebtRank, .nonlinearDebtRank: return 0
    case .furfine, .rogersVeraart: break
    }
    guard result.defaulted[k] else { return 0 }
    var face = 0.0
    for i in 0..<layout.institutions { face += claims.total[i, k] }
    if let venue = layout.venueOfInstitution[k] { face += clientClaim(onVenue: venue) }
    guard face > 0 else { return 0 }
    let estate = min(1, max(0, (result.equity[k] + face) / face))
    return estate - result.valuation[k]
  }
}
