internal import Glibc
internal import LinearAlgebra
internal import Regimes

/// Institutions leave a stablecoin or wrapped token that they hold, when the peg or the bridge is in doubt.
///
/// As holders outside do (`CoinRuns`), each with a threshold and a reaction time of its own: on 7 to 9 May 2022 a few
/// large holders left Terra's coin before the many (Liu, Makarov and Schoar 2023, NBER 31160), and in March 2023 funds sold or
/// redeemed USDC within hours. The signal is the price over face (over the underlying's price, of a wrapped token), or what
/// stands behind it, public or as old as the institution's information; distress that is no longer seen is forgotten. Who
/// leaves sells in the market of the next tick, or asks for redemption: of a stablecoin in the issuer's queue, under
/// its rules, and what waits there still is the holder's at the market's price; of a wrapped token at the bridge, unit
/// for unit while it works, within its capacity and what it has locked, all who ask alike, before arbitrage. What is paid
/// is paid in the zone of the issuer or bridge. Part of phase 8; absent where no institution has `coin_runs`.
extension World {
  mutating func runOnHeldCoins() {
    guard !coins.holders.isEmpty else { return }
    var unwrapping: [UnwrapRequest] = []
    for index in coins.holders.indices {
      let holder = coins.holders[index]
      coins.holders[index].see(confidence(of: holder), lagTicks: lag(of: holder.rule))
      guard !standing[holder.node].isInDefault else { continue }
      let reaction = specification.clock.ticks(coveringHours: holder.rule.reactionHours)
      guard
        coins.holders[index].decides(
          tick: tick, lagTicks: lag(of: holder.rule), reactionTicks: reaction)
      else { continue }
      let share = 1 - pow(1 - holder.rule.exitShare, specification.clock.tickHours)
      for zone in 0..<layout.zones {
        let units = share * holdings[holder.node, zone, holder.rule.asset]
        guard units > 0 else { continue }
        leave(holder, units: units, zone: zone, &unwrapping)
      }
    }
    unwrap(unwrapping)
  }

  private func lag(of rule: HeldCoinRun) -> Int {
    specification.clock.ticks(coveringHours: rule.informationLagHours)
  }

  /// What an institution could see now, from its home.
  private func confidence(of holder: CoinHolder) -> Double {
    let asset = holder.rule.asset
    let price = price(layout.homeZone[holder.node], asset)
    if let index = bridges.tokens.firstIndex(where: { $0.asset == asset }) {
      let token = bridges.tokens[index]
      return holder.rule.signal == .coverage
        ? bridges.coverage[index] : price / self.price(token.home, token.underlying)
    }
    guard case .stablecoin(_, let face) = specification.assets[asset].kind else { return 1 }
    return holder.rule.signal == .coverage ? coinCoverage(asset) : price / face
  }

  private mutating func leave(
    _ holder: CoinHolder, units: Double, zone: Int, _ unwrapping: inout [UnwrapRequest]
  ) {
    let asset = holder.rule.asset
    let money = units * price(zone, asset)
    if holder.rule.exit == .sell {
      orders.append(
        Order(
          trader: .institution(holder.node), venue: nil, zone: zone, asset: asset, units: -units))
    } else if let token = bridges.tokens.first(where: { $0.asset == asset }) {
      unwrapping.append(UnwrapRequest(holder: holder.node, zone: zone, units: units, token: token))
      return noteRun(on: asset, by: holder.node, amount: money)
    } else if case .stablecoin(let issuer, _) = specification.assets[asset].kind,
      !standing[issuer].isInDefault, !coins.isSettled[asset]
    {
      holdings[holder.node, zone, asset] -= units
      coins.queue.append(
        RedemptionRequest(
          asset: asset, zone: zone, runner: nil, holder: holder.node, asked: units, units: units))
    } else {
      return
    }
    tally.withdrawn += money
    noteRun(on: asset, by: holder.node, amount: money)
  }

  private mutating func noteRun(on asset: Int, by holder: Int, amount: Double) {
    let debtor: Int
    switch specification.assets[asset].kind {
    case .stablecoin(let issuer, _): debtor = issuer
    case .wrapped(let bridge, _, _): debtor = bridge
    case .settlement, .token: return
    }
    guard !standing[debtor].isRunUpon else { return }
    standing[debtor].isRunUpon = true
    record(.run, who: debtor, toWhom: holder, amount: amount)
  }

  /// Bridges give back what they can of what is asked of them in this tick; their capacity is used by it.
  private mutating func unwrap(_ requests: [UnwrapRequest]) {
    for token in bridges.tokens where isBridging(token.bridge) {
      let own = requests.filter { $0.token.asset == token.asset }
      let asked = own.reduce(0) { $0 + $1.units }
      guard asked > 0 else { continue }
      let par = price(token.home, token.underlying)
      let most = min(
        token.capacityPerHour * specification.clock.tickHours / par,
        holdings[token.bridge, token.home, token.underlying], outstanding[token.asset])
      let share = min(1, max(0, most) / asked)
      guard share > 0 else { continue }
      for request in own { unwrap(request, units: share * request.units, par: par) }
      bridges.used[token.asset, default: 0] += share * asked * par
      tally.bridged += share * asked * par
    }
  }

  private mutating func unwrap(_ request: UnwrapRequest, units: Double, par: Double) {
    let (token, node) = (request.token, request.holder)
    let locked = holdings[token.bridge, token.home, token.underlying]
    holdings[token.bridge, token.home, token.underlying] = withdrawn(
      units, from: locked, node: token.bridge)
    holdings[node, token.home, token.underlying] += units
    holdings[node, request.zone, token.asset] = withdrawn(
      units, from: holdings[node, request.zone, token.asset], node: node)
    outstanding[token.asset] -= units
    burnt[token.asset] += units
    gain(units * (par - price(request.zone, token.asset)), node, .liquidity)
    tally.withdrawn += units * par
  }

  /// Units in issuers' queues are still their holders', at the market's price.
  func addQueuedCoins(to value: inout [Double]) {
    for request in coins.queue where request.holder < layout.institutions {
      value[request.holder] += request.units * price(request.zone, request.asset)
    }
  }

  /// The same follow their price.
  mutating func repriceQueuedCoins(_ zone: Int, _ asset: Int, _ change: Double, _ channel: Channel)
  {
    for request in coins.queue where request.zone == zone && request.asset == asset {
      gain(request.units * change, request.holder, channel)
    }
  }
}

/// An institution that may run on what it holds, and what it has seen.
struct CoinHolder: Sendable {
  let node: Int
  let rule: HeldCoinRun
  /// What it could see at the ends of past ticks, newest last.
  var signals: [Double] = []
  /// Since when it has seen distress without a break.
  var since: Int?

  /// All of a world, in order of institutions.
  static func all(_ specification: WorldSpecification) -> [CoinHolder] {
    specification.institutions.enumerated().flatMap { node, each in
      each.behaviour.coinRuns.map { CoinHolder(node: node, rule: $0) }
    }
  }

  /// Remembers what can be seen at the end of a tick, as long as it looks back.
  fileprivate mutating func see(_ value: Double, lagTicks: Int) {
    signals.append(value)
    if signals.count > lagTicks + 1 { signals.removeFirst() }
  }

  /// Whether it leaves now: what it sees is below its threshold, and has been for its reaction time.
  fileprivate mutating func decides(tick: Int, lagTicks: Int, reactionTicks: Int) -> Bool {
    guard signals.count > lagTicks, signals[0] < rule.threshold else {
      since = nil
      return false
    }
    let first = since ?? tick
    since = first
    return tick - first >= reactionTicks
  }
}

/// Units of a wrapped token that an institution hands in at the bridge.
private struct UnwrapRequest {
  let holder: Int
  let zone: Int
  let units: Double
  let token: WrappedToken
}
