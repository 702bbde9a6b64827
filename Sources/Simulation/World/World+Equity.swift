internal import LinearAlgebra
internal import Regimes

/// Balance sheets, computed from stocks alone and never from the ledger's channels.
extension World {
  /// Signed equity of every institution at current prices and valuations of claims.
  func equities() -> [Double] {
    var equity = assetsApartFromClaims()
    let senior = seniorLiabilities()
    let total = claims.total
    for i in 0..<layout.institutions {
      equity[i] -= senior[i]
      for k in 0..<layout.institutions {
        let receivable = total[i, k]
        if receivable != 0 { equity[i] += claims.value(creditor: i, debtor: k) * receivable }
        let payable = total[k, i]
        if payable != 0 { equity[i] -= payable }
      }
      if let venue = layout.venueOfInstitution[i] {
        equity[i] -= accounts.marginOfVenue[venue] * (1 - segregatedShare(ofVenue: venue))
      }
    }
    for due in dues {
      if due.creditor < layout.institutions { equity[due.creditor] += due.amount }
      if due.debtor < layout.institutions { equity[due.debtor] -= due.amount }
    }
    if !bilateral.isEmpty {
      var owed = [Double](repeating: 0, count: equity.count)
      addUncalled(to: &equity, owed: &owed)
      for i in equity.indices where owed[i] != 0 { equity[i] -= owed[i] }
    }
    for hole in holes {
      equity[layout.institutionOfVenue[hole.clearer]] += hole.amount
      equity[hole.member] -= hole.amount
    }
    return equity
  }

  /// Cash, tokens, collateral, funds, transfers, loans and external assets of every institution.
  func assetsApartFromClaims() -> [Double] {
    var value = externalAssets
    for i in 0..<layout.institutions {
      for zone in 0..<layout.zones {
        for asset in 0..<layout.assets {
          let units = holdings[i, zone, asset]
          if units != 0 { value[i] += units * price(zone, asset) }
        }
      }
      for venue in 0..<layout.venues {
        value[i] += funds[i, venue]
        let zone = layout.zoneOfVenue[venue]
        for asset in 0..<layout.assets {
          let units = posted[i, venue, asset]
          if units != 0 { value[i] += units * price(zone, asset) }
        }
      }
      if let venue = layout.venueOfInstitution[i] {
        value[i] += funds.own[venue] + loans.debtOfVenue[venue] + coinDebt(ofVenue: venue)
      }
    }
    for side in bilateral.sides where side.posted != 0 { value[side.holder] += side.posted }
    for transfer in transfers where transfer.node < layout.institutions {
      value[transfer.node] += transfer.units * price(transfer.zone, transfer.asset)
    }
    for vault in coins.vaults { value[vault.issuer] += vaultDebtValue(vault) }
    addQueuedCoins(to: &value)
    addPoolValues(to: &value)
    addPledges(to: &value)
    return value
  }

  /// The same with claims on others at their value.
  func totalAssets() -> [Double] {
    var value = assetsApartFromClaims()
    for i in 0..<layout.institutions {
      for k in 0..<layout.institutions where claims.total[i, k] != 0 {
        value[i] += claims.value(creditor: i, debtor: k) * claims.total[i, k]
      }
    }
    return value
  }

  /// External debt, stablecoins outstanding at face, and clients' segregated margin.
  func seniorLiabilities() -> [Double] {
    var owed = externalLiabilities
    for (asset, each) in specification.assets.enumerated() {
      if case .stablecoin(let issuer, let face) = each.kind, each.coin.isOwed {
        owed[issuer] += outstanding[asset] * face
      }
    }
    addWrappedLiabilities(to: &owed)
    for pledge in pledges { owed[pledge.borrower] += pledge.covered }
    for venue in 0..<layout.venues {
      owed[layout.institutionOfVenue[venue]] +=
        accounts.marginOfVenue[venue] * segregatedShare(ofVenue: venue)
    }
    return owed
  }

  /// The share of clients' assets that stays off the books of a venue.
  func segregatedShare(ofVenue venue: Int) -> Double { rulebook(ofVenue: venue).segregatedShare }

  /// Equity of all accounts together: margin as far as it is safe, collateral, loans net of debt.
  func clientEquity() -> Double {
    var value = supervision.measures.departedWallets
    for venue in 0..<layout.venues {
      value += accounts.marginOfVenue[venue] * marginValue(atVenue: venue)
      value -= loans.debtOfVenue[venue] + coinDebt(ofVenue: venue)
      let zone = layout.zoneOfVenue[venue]
      for asset in 0..<layout.assets {
        let slot = venue * layout.assets + asset
        value +=
          (accounts.collateralOfVenue[slot] + loans.collateralOfVenue[slot])
          * price(zone, asset)
      }
    }
    for vault in coins.vaults {
      value += vault.units * price(vault.zone, vault.collateral) - vaultDebtValue(vault)
    }
    return value
  }

  /// What a vault owes its coin's issuer: debt at face.
  func vaultDebtValue(_ vault: VaultAccount) -> Double {
    guard case .stablecoin(_, let face) = specification.assets[vault.coin].kind else { return 0 }
    return vault.debt * face
  }

  /// Equity of institutions, defaulters' shortfalls included, and of accounts.
  func systemEquity() -> Double { equities().reduce(0, +) + clientEquity() }
}
