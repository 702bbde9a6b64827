internal import Contagion
package import LinearAlgebra
internal import Networks
package import Regimes

/// What the failure of each institution costs the others through claims alone, on the balance sheets at the
/// start of a world: nothing is sold, margined, liquidated or withdrawn.
///
/// By institution; 0 where it has no equity to lose.
package struct ClaimsAlone: Sendable, Equatable {
  /// What institutions and clients lose beyond the blow under the valuation of the scenario, in money.
  ///
  /// The blow is taken from the assets of the one institution, and the exposure core finds the fixed point of
  /// everybody's equity: what the simulator's contagion phase would do, had it nothing but that blow before it.
  package private(set) var losses: [Double] = []
  /// Defaults beside its own in the same fixed point.
  package private(set) var defaults: [Double] = []
  /// Equity of the others in distress, `Σ_{i≠k} (h_i − h_i⁰)·E0_i` with `h` of linear DebtRank after the sole
  /// default of `k`, in money: all defaults are the columns of one batch (Bardoscia, Battiston, Caccioli and
  /// Caldarelli 2015, doi:10.1371/journal.pone.0130406).
  package private(set) var distress: [Double] = []

  package init(losses: [Double], defaults: [Double], distress: [Double]) {
    self.losses = losses
    self.defaults = defaults
    self.distress = distress
  }

  /// `blow` is what each institution loses in turn, in multiples of its equity.
  package init(
    _ specification: WorldSpecification, regime: ResolvedRegime, mode: ComparisonMode,
    seed: UInt64, replicate: Int, blow: Double
  ) throws(NotPositiveDefinite) {
    var world = try World(specification, regime: regime, seed: seed, replicate: replicate)
    if mode == .equilibrium { try world.adapt() }
    let sheets = world.balanceSheets()
    let network = sheets.network(tick: 0)
    addLosses(world, sheets, base: world.valued(network), blow: blow)
    addDistress(world, network)
  }

  private mutating func addLosses(
    _ world: World, _ sheets: BalanceSheets, base: ContagionResult, blow: Double
  ) {
    let failedBefore = base.defaulted.count { $0 }
    for struck in 0..<world.layout.institutions {
      let amount = blow * world.referenceEquity[struck]
      guard amount > 0 else {
        losses.append(0)
        defaults.append(0)
        continue
      }
      var after = sheets
      after.assets[struck] -= amount
      let result = world.valued(after.network(tick: 0))
      // What the struck loses itself beyond the blow is what its own claims lose.
      let own = base.equity[struck] - amount - result.equity[struck]
      var loss = abs(own) <= 1e-12 * amount ? 0 : own
      for i in base.equity.indices where i != struck { loss += base.equity[i] - result.equity[i] }
      losses.append(loss)
      let failed = result.defaulted.count { $0 } - failedBefore
      defaults.append(Double(failed - (base.defaulted[struck] ? 0 : 1)))
    }
  }

  private mutating func addDistress(_ world: World, _ network: ExposureNetwork) {
    let count = world.layout.institutions
    let reference = world.referenceEquity.map { max(0, $0) } + [0]
    let test = world.specification.contagion.defaultTest
    let before = linearDebtRank(
      network, referenceEquity: reference,
      shocks: .losses(Matrix(rows: count + 1, columns: 1)), defaultTest: test
    ).distress
    let after = linearDebtRank(network, referenceEquity: reference, defaultTest: test).distress
    distress = (0..<count).map { struck in
      guard reference[struck] > 0 else { return 0 }
      var loss = 0.0
      for i in 0..<count where i != struck {
        loss += max(0, after[i, struck] - before[i, 0]) * reference[i]
      }
      return loss
    }
  }
}
