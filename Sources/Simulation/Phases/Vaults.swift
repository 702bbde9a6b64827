internal import Contagion
internal import Glibc

/// Vaults whose collateral has fallen below `β` times their debt buy coins back by force.
///
/// The coin's price is `D/u` for a supply `u`, `D` the money held in it, and what all vaults short of collateral
/// must buy together is the buy-back at the price that it makes itself (Klages-Mundt and Minca 2021,
/// arXiv:1906.02152, see `stablecoinDeleveraging`): with the shortfall `G = Σ(β·debt − collateral)` of a supply `L` it
/// is the published problem of one issuer with collateral `β·L − G`. Vault `v` buys back `G_v/(β − D/u)`.
/// The collateral is sold in its market, which may leave the next vault short: the spiral. A vault that is
/// worth less than its debt is taken over by the protocol, and so are all where no supply is bearable: the
/// coin is settled, and what is missing is bad debt. Part of phase 5; absent without vaults.
extension World {
  mutating func liquidateVaults() {
    guard !coins.vaults.isEmpty else { return }
    for (coin, each) in specification.assets.enumerated() {
      guard case .stablecoin(let issuer, let face) = each.kind,
        case .vaults(let terms) = each.coin.backing, !coins.isSettled[coin],
        !standing[issuer].isInDefault
      else { continue }
      deleverage(coin, issuer: issuer, face: face, factor: terms.collateralFactor)
    }
  }

  /// Money that a vault lacks, at face, of the collateral that it must have; not positive where it has it.
  private func shortfall(_ vault: VaultAccount, face: Double, factor: Double) -> Double {
    factor * vault.debt * face - vault.units * price(vault.zone, vault.collateral)
  }

  private mutating func deleverage(_ coin: Int, issuer: Int, face: Double, factor: Double) {
    takeOver(
      coins.vaults.indices.filter {
        let vault = coins.vaults[$0]
        return vault.coin == coin
          && vault.units * price(vault.zone, vault.collateral) < vault.debt * face
      }, issuer: issuer, face: face)
    let short = coins.vaults.indices.filter {
      coins.vaults[$0].coin == coin && coins.vaults[$0].debt > 0
        && shortfall(coins.vaults[$0], face: face, factor: factor)
          > 1e-12 * coins.vaults[$0].debt * face
    }
    guard !short.isEmpty else { return }
    let gap = short.reduce(0) { $0 + shortfall(coins.vaults[$1], face: face, factor: factor) }
    let zone = layout.homeZone[issuer]
    let supply = outstanding[coin] * face
    guard
      let result = stablecoinDeleveraging(
        collateral: max(0, factor * supply - gap), demand: price(zone, coin) * outstanding[coin],
        supply: supply, collateralFactor: factor),
      short.allSatisfy({
        shortfall(coins.vaults[$0], face: face, factor: factor)
          <= (factor - result.price) * coins.vaults[$0].debt * face
      })
    else { return settleVaults(of: coin, issuer: issuer, face: face) }
    for index in short {
      let part = shortfall(coins.vaults[index], face: face, factor: factor)
      buyBack(part / (factor - result.price), vault: index, face: face, price: result.price)
    }
    lift(coin, zone: zone, to: result.price * face)
    record(.liquidation, who: issuer, amount: -result.change)
  }

  /// A vault sells collateral and buys coins of this face with it, at a price in units of face; they are burnt.
  private mutating func buyBack(_ bought: Double, vault index: Int, face: Double, price: Double) {
    let vault = coins.vaults[index]
    let sold = bought * price / self.price(vault.zone, vault.collateral)
    coins.vaults[index].units -= sold
    coins.vaults[index].debt -= bought / face
    holdings[layout.outside, vault.zone, vault.collateral] += sold
    orders.append(
      Order(
        trader: .outside, venue: nil, zone: vault.zone, asset: vault.collateral, units: -sold))
    holdings[layout.outside, vault.zone, vault.coin] -= bought / face
    outstanding[vault.coin] -= bought / face
    burnt[vault.coin] += bought / face
    channels.bookClients(bought * (1 - price), .liquidity)
    countLiquidation(bought, isLong: true)
  }

  /// Scarcity moves the price of a coin in the zone where it is bought back.
  private mutating func lift(_ coin: Int, zone: Int, to price: Double) {
    market.dislocation[market.index(zone, coin)] = log(price / market.fundamental[coin])
    refreshPrice(zone, coin, .fireSale)
  }

  /// No supply is bearable: the protocol stands for the whole coin with the collateral of all vaults.
  private mutating func settleVaults(of coin: Int, issuer: Int, face: Double) {
    coins.isSettled[coin] = true
    dissolveQueue(of: coin)
    takeOver(
      coins.vaults.indices.filter { coins.vaults[$0].coin == coin }, issuer: issuer, face: face)
    record(.redemptionHalt, who: issuer, amount: coinCoverage(coin))
  }

  /// The protocol takes collateral worth the debt; owners keep what is left, and what is missing is lost.
  private mutating func takeOver(_ vaults: [Int], issuer: Int, face: Double) {
    var lost = 0.0
    for index in vaults {
      let vault = coins.vaults[index]
      let price = price(vault.zone, vault.collateral)
      let owed = vault.debt * face
      let units = min(vault.units, owed / price)
      coins.vaults[index].units -= units
      coins.vaults[index].debt = 0
      holdings[issuer, vault.zone, vault.collateral] += units
      lost += max(0, owed - vault.units * price)
    }
    guard lost > 0 else { return }
    channels.bookClients(lost, .clearing)
    gain(-lost, issuer, .clearing)
    tally.badDebt += lost
    record(.badDebt, who: issuer, amount: lost)
  }
}
