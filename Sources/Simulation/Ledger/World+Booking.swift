/// Every change of a stock goes through here: double entry, with the channel of each change of equity.
extension World {
  /// Moves cash inside a zone as a gain of one side and a loss of the other.
  mutating func pay(
    _ amount: Double, from payer: Int, to payee: Int, zone: Int, _ channel: Channel
  ) {
    settle(amount, from: payer, to: payee, zone: zone)
    gain(-amount, payer, channel)
    gain(amount, payee, channel)
  }

  /// Moves cash inside a zone against something of equal value: nobody's equity changes.
  mutating func settle(_ amount: Double, from payer: Int, to payee: Int, zone: Int) {
    holdings[payer, zone, 0] = withdrawn(amount, from: holdings[payer, zone, 0], node: payer)
    holdings[payee, zone, 0] += amount
  }

  /// What is left of a balance; rounding never makes a balance of an institution negative.
  func withdrawn(_ amount: Double, from balance: Double, node: Int) -> Double {
    let left = balance - amount
    guard node != layout.outside, left < 0 else { return left }
    precondition(
      left >= -1e-9 * max(1, abs(amount)),
      "\(nodeName(node)) pays \(amount) out of \(balance) in tick \(tick)")
    return 0
  }

  /// Books a change of equity; the equity of `outside` is not kept.
  mutating func gain(_ amount: Double, _ node: Int, _ channel: Channel) {
    guard node < layout.institutions, amount != 0 else { return }
    channels.book(amount, to: node, channel)
  }

  func nodeName(_ node: Int) -> String {
    node < layout.institutions ? specification.institutions[node].id : "outside"
  }

  /// Sets a price and books the change of value of everything that is marked at it.
  mutating func reprice(_ zone: Int, _ asset: Int, to price: Double, _ channel: Channel) {
    let slot = market.index(zone, asset)
    let change = price - market.price[slot]
    guard change != 0 else { return }
    market.price[slot] = price
    marginIsStale = true
    if channel == .fireSale {
      market.flowMove[slot] += change
    } else {
      market.marketMove[slot] += change
    }
    for i in 0..<layout.institutions {
      let units = holdings[i, zone, asset]
      if units != 0 { channels.book(units * change, to: i, channel) }
    }
    for venue in 0..<layout.venues where layout.zoneOfVenue[venue] == zone {
      for i in 0..<layout.institutions {
        let units = posted[i, venue, asset]
        if units != 0 { channels.book(units * change, to: i, channel) }
      }
      let slot = venue * layout.assets + asset
      let clients = accounts.collateralOfVenue[slot] + loans.collateralOfVenue[slot]
      if clients != 0 { channels.bookClients(clients * change, channel) }
    }
    for transfer in transfers where transfer.zone == zone && transfer.asset == asset {
      gain(transfer.units * change, transfer.node, channel)
    }
    for vault in coins.vaults where vault.zone == zone && vault.collateral == asset {
      channels.bookClients(vault.units * change, channel)
    }
    for pledge in pledges where pledge.zone == zone && pledge.asset == asset {
      gain(pledge.units * change, pledge.borrower, channel)
    }
    repriceQueuedCoins(zone, asset, change, channel)
    repriceCoinDebt(zone, asset, change, channel)
    repriceWrapped(zone, asset, change, channel)
    repriceCustody(zone, asset, change, channel)
    repricePools(zone, asset, change, channel)
  }

  /// What a custodian owes for unsegregated tokens follows their price in its home.
  private mutating func repriceCustody(
    _ zone: Int, _ asset: Int, _ change: Double, _ channel: Channel
  ) {
    for entry in custody where entry.asset == asset && layout.homeZone[entry.custodian] == zone {
      let amount = entry.units * change
      claims.add(amount, layer: .custody, creditor: entry.client, debtor: entry.custodian)
      gain(
        amount * claims.value(creditor: entry.client, debtor: entry.custodian), entry.client,
        channel)
      gain(-amount, entry.custodian, channel)
    }
  }

  /// Value to clients of a unit of margin at a venue: the segregated share, and the rest as a claim.
  func marginValue(atVenue venue: Int) -> Double {
    let safe = segregatedShare(ofVenue: venue)
    let host = layout.institutionOfVenue[venue]
    return safe + (1 - safe) * claims.value(creditor: layout.institutions, debtor: host)
  }

  /// Changes an account's margin, and what its venue owes; the venue's side is the caller's to book.
  mutating func changeMargin(of account: Int, venue: Int, by amount: Double, _ channel: Channel) {
    accounts.changeMargin(of: account, in: accounts.segment(of: account), by: amount)
    channels.bookClients(amount * marginValue(atVenue: venue), channel)
  }

  /// Turns token collateral worth `money` into margin: clients lose where the venue is not sound.
  mutating func exchangeCollateral(
    of account: Int, venue: Int, asset: Int, units: Double, money: Double
  ) {
    accounts.takeCollateral(
      of: account, in: accounts.segment(of: account), units: units, assets: layout.assets)
    changeMargin(of: account, venue: venue, by: money, .custody)
    channels.bookClients(-money, .custody)
  }

  /// Turns part of a claim into cash that is due now, at face.
  mutating func call(
    _ amount: Double, layer: ClaimLayer, creditor: Int, debtor: Int, kind: Due.Kind
  ) {
    claims.add(-amount, layer: layer, creditor: creditor, debtor: debtor)
    gain((1 - claims.value(creditor: creditor, debtor: debtor)) * amount, creditor, .counterparty)
    dues.append(
      Due(
        debtor: debtor, creditor: creditor, zone: layout.homeZone[creditor], amount: amount,
        kind: kind))
  }

  /// What was due and not paid becomes a claim on the debtor; owed to outside, it is external debt.
  mutating func fallIntoArrears(_ amount: Double, creditor: Int, debtor: Int) {
    guard creditor < layout.institutions else {
      externalLiabilities[debtor] += amount
      return
    }
    claims.add(amount, layer: .arrears, creditor: creditor, debtor: debtor)
    gain(-(1 - claims.value(creditor: creditor, debtor: debtor)) * amount, creditor, .counterparty)
  }

  @discardableResult
  mutating func record(
    _ kind: EventLog.Kind, who: Int, toWhom: Int? = nil, amount: Double, causedBy: Int? = nil
  ) -> Int {
    journal.append(
      kind, tick: tick, pass: pass, who: who, toWhom: toWhom, amount: amount,
      causedBy: causedBy ?? who)
  }
}
