internal import Regimes

/// Holders outside leave a stablecoin as confidence in it falls.
///
/// Thresholds are heterogeneous and reaction takes time, longer for some than for others: in the run on Terra
/// the better informed left first, and what everybody could see on chain made the others follow (Liu,
/// Makarov and Schoar 2023). The signal is the price or what stands behind the coin, public or delayed. Who
/// leaves asks for redemption, and waits in the issuer's queue, or sells in the market of the next tick.
/// Part of phase 8, before redemption; absent where no coin has `runs`.
extension World {
  mutating func runOnCoins() {
    for index in coins.runners.indices {
      let runner = coins.runners[index]
      guard case .stablecoin(let issuer, let face) = specification.assets[runner.asset].kind else {
        continue
      }
      coins.runners[index].see(
        confidence(in: runner.asset, runner, face: face), lagTicks: lag(of: runner))
      guard !standing[issuer].isInDefault, !coins.isSettled[runner.asset] else { continue }
      let units = coins.runners[index].decide(
        lagTicks: lag(of: runner), speed: speed(of: runner))
      guard units > 0 else { continue }
      leave(index, units: units)
      tally.withdrawn += units * face
      if !standing[issuer].isRunUpon {
        standing[issuer].isRunUpon = true
        record(.run, who: issuer, toWhom: layout.outside, amount: units * face)
      }
    }
  }

  private func lag(of runner: CoinRunner) -> Int {
    specification.clock.ticks(coveringHours: runner.rule.informationLagHours)
  }

  private func speed(of runner: CoinRunner) -> Double {
    specification.clock.fractionPerTick(halfLifeHours: runner.rule.reactionHalfLifeHours)
  }

  private mutating func leave(_ index: Int, units: Double) {
    let runner = coins.runners[index]
    switch runner.rule.exit {
    case .redeem:
      holdings[layout.outside, runner.zone, runner.asset] -= units
      coins.queue.append(
        RedemptionRequest(
          asset: runner.asset, zone: runner.zone, runner: index, holder: layout.outside,
          asked: runner.units, units: units))
    case .sell:
      orders.append(
        Order(
          trader: .outside, venue: nil, zone: runner.zone, asset: runner.asset, units: -units))
    }
  }

  private func confidence(in coin: Int, _ runner: CoinRunner, face: Double) -> Double {
    switch runner.rule.signal {
    case .price: price(runner.zone, coin) / face
    case .coverage: coinCoverage(coin)
    }
  }

  /// What stands behind a coin over the face of all units; 1 where none are out.
  func coinCoverage(_ coin: Int) -> Double {
    guard case .stablecoin(let issuer, let face) = specification.assets[coin].kind else { return 1 }
    let owed = outstanding[coin] * face
    guard owed > 0 else { return 1 }
    switch specification.assets[coin].coin.backing {
    case .reserves: return backing(ofDebtsOf: issuer) ?? 1
    case .vaults where coins.isSettled[coin]: return backing(ofDebtsOf: issuer) ?? 1
    case .vaults:
      let collateral = coins.vaults.reduce(0) {
        $0 + ($1.coin == coin ? $1.units * price($1.zone, $1.collateral) : 0)
      }
      return collateral / owed
    case .shares(let minting):
      return shareSupply(minting) * price(layout.homeZone[issuer], minting.share) / owed
    }
  }

  /// Units of a share token now, wherever they are.
  func shareSupply(_ minting: ShareMinting) -> Double {
    minting.supply + coins.minted[minting.share] - burnt[minting.share]
  }
}

extension CoinRunner {
  /// Remembers what can be seen at the end of a tick, as long as anyone looks back.
  fileprivate mutating func see(_ value: Double, lagTicks: Int) {
    signals.append(value)
    if signals.count > lagTicks + 1 { signals.removeFirst() }
  }

  /// Units that leave now, out of those whose threshold has been passed in what they see.
  fileprivate mutating func decide(lagTicks: Int, speed: Double) -> Double {
    guard signals.count > lagTicks else { return 0 }
    decidedShare = max(decidedShare, rule.runningShare(seeing: signals[0]))
    let step = speed * (decidedShare - leftShare)
    guard step > 1e-12 else { return 0 }
    leftShare += step
    return step * units
  }
}
