internal import Regimes

/// Who waits for redemption is paid before or beside arbitrageurs, as far as the issuer is open and has means.
///
/// A run beyond capacity or cash leaves a queue, and with the queue served first nothing is left for
/// arbitrage: the coin trades below face until the queue is gone. An issuer whose reserves are deposits calls them when
/// cash does not do, and waits for its bank (USDC in March 2023: 8 % of reserves with a bank that closed on a
/// Friday). Part of phase 8; without `runs` nobody waits, and without `queue` an issuer is never closed.
extension World {
  /// Whether an issuer redeems at this time.
  func isOpen(_ rule: Redemption) -> Bool {
    let hours = Double(tick) * specification.clock.tickHours
    return !rule.queue.closures.contains { $0.fromHours <= hours && hours < $0.toHours }
  }

  /// Pays the queue of a coin out of at most `means`; returns the face paid.
  ///
  /// `asked` is what arbitrageurs would like to have.
  mutating func serveQueue(
    _ rule: Redemption, issuer: Int, face: Double, means: Double, asked: Double
  ) -> Double {
    let owed = coins.queued(rule.asset) * face
    guard owed > 0, means > 0 else { return 0 }
    switch rule.queue.order {
    case .firstCome:
      return pay(rule.asset, issuer: issuer, face: face, oldestFirst: min(means, owed))
    case .proRata:
      let share = min(1, means / (owed + asked))
      return pay(rule.asset, issuer: issuer, face: face, share: share)
    }
  }

  private mutating func pay(
    _ asset: Int, issuer: Int, face: Double, oldestFirst money: Double
  ) -> Double {
    var left = money
    for index in coins.queue.indices where coins.queue[index].asset == asset && left > 0 {
      let part = min(left, coins.queue[index].units * face)
      payOut(part, ofRequest: index, issuer: issuer, face: face)
      left -= part
    }
    dropServed()
    return money - left
  }

  private mutating func pay(_ asset: Int, issuer: Int, face: Double, share: Double) -> Double {
    var paid = 0.0
    for index in coins.queue.indices where coins.queue[index].asset == asset {
      let part = share * coins.queue[index].units * face
      payOut(part, ofRequest: index, issuer: issuer, face: face)
      paid += part
    }
    dropServed()
    return paid
  }

  private mutating func payOut(
    _ money: Double, ofRequest index: Int, issuer: Int, face: Double
  ) {
    let request = coins.queue[index]
    let units = min(request.units, money / face)
    coins.queue[index].units -= units
    if let runner = request.runner { coins.runners[runner].paid += money }
    gain(
      money - units * price(request.zone, request.asset), request.holder, .liquidity)
    burn(units, of: request.asset, against: money, issuer: issuer, holder: request.holder)
  }

  private mutating func dropServed() {
    // A rest below rounding is still somebody's.
    for request in coins.queue
    where request.units <= 1e-12 * request.asked && request.holder < layout.institutions {
      holdings[request.holder, request.zone, request.asset] += request.units
    }
    coins.queue.removeAll { $0.units <= 1e-12 * $0.asked }
  }

  /// Takes units of a holder out of the world against face, in cash or in newly minted shares.
  mutating func burn(
    _ units: Double, of coin: Int, against money: Double, issuer: Int, holder: Int
  ) {
    if case .shares(let minting) = specification.assets[coin].coin.backing {
      mintShares(worth: money, minting, zone: layout.homeZone[issuer], for: holder)
    } else {
      settle(money, from: issuer, to: holder, zone: layout.homeZone[issuer])
    }
    outstanding[coin] -= units
    burnt[coin] += units
    tally.redeemed += money
  }

  /// Calls an issuer's deposits, pro rata, for what its cash does not cover.
  mutating func drawDeposits(_ rule: Redemption, issuer: Int, wanted: Double) {
    let missing = wanted - payable(issuer, layout.homeZone[issuer])
    guard rule.queue.drawsDeposits, missing > 0, standing[issuer].frozenUntil <= tick else {
      return
    }
    var total = 0.0
    for bank in 0..<layout.institutions {
      total += claims.face(.deposits, creditor: issuer, debtor: bank)
    }
    guard total > 0 else { return }
    for bank in 0..<layout.institutions where !standing[bank].isInDefault {
      let part = min(1, missing / total) * claims.face(.deposits, creditor: issuer, debtor: bank)
      guard part > 0 else { continue }
      call(part, layer: .deposits, creditor: issuer, debtor: bank, kind: .withdrawal)
    }
  }

  /// Who still waits for a coin that nobody redeems any more gets its units back.
  mutating func dissolveQueue(of coin: Int) {
    for request in coins.queue where request.asset == coin {
      holdings[request.holder, request.zone, coin] += request.units
    }
    coins.queue.removeAll { $0.asset == coin }
  }

  /// Remembers the longest queue of each coin.
  mutating func noteQueues() {
    for (asset, each) in specification.assets.enumerated() {
      guard case .stablecoin(_, let face) = each.kind,
        !each.coin.runs.isEmpty || !coins.holders.isEmpty
      else { continue }
      coins.peakQueue[asset] = max(coins.peakQueue[asset], coins.queued(asset) * face)
    }
  }
}
