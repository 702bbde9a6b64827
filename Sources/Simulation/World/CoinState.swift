internal import Regimes

/// What stablecoins add to the state of the world: holders who leave, who waits, vaults, minted shares.
struct CoinState: Sendable {
  /// Groups of holders outside, in order of assets.
  var runners: [CoinRunner] = []
  /// Institutions that may run on what they hold.
  var holders: [CoinHolder]
  /// Who waits for redemption, the oldest request first.
  var queue: [RedemptionRequest] = []
  var vaults: [VaultAccount] = []
  /// Units minted since the start, by asset.
  var minted: [Double]
  /// Coins whose redemption in shares or whose vaults have come to their end, by asset.
  var isSettled: [Bool]
  /// Greatest face that waited for redemption at the end of a tick, by asset.
  var peakQueue: [Double]

  init(_ specification: WorldSpecification, regime: ResolvedRegime, layout: Layout) {
    minted = [Double](repeating: 0, count: layout.assets)
    peakQueue = minted
    holders = CoinHolder.all(specification)
    isSettled = [Bool](repeating: false, count: layout.assets)
    for (asset, each) in specification.assets.enumerated() {
      guard case .stablecoin(let issuer, _) = each.kind else { continue }
      for rule in each.coin.runs {
        runners.append(
          CoinRunner(
            asset: asset, zone: regime.zones.zoneOfJurisdiction[rule.jurisdiction],
            units: rule.share * max(0, each.heldOutside), rule: rule))
      }
      guard case .vaults(let terms) = each.coin.backing else { continue }
      for vault in terms.vaults {
        vaults.append(
          VaultAccount(
            coin: asset, zone: layout.homeZone[issuer], issuer: issuer,
            collateral: vault.collateral, units: vault.units, debt: vault.debt))
      }
    }
  }

  /// Units of a coin that wait for redemption.
  func queued(_ asset: Int) -> Double {
    queue.reduce(0) { $0 + ($1.asset == asset ? $1.units : 0) }
  }

  /// Units of a coin that vaults owe.
  func vaultDebt(_ coin: Int) -> Double {
    vaults.reduce(0) { $0 + ($1.coin == coin ? $1.debt : 0) }
  }
}

/// A group of holders outside, and how far they have left.
struct CoinRunner: Sendable {
  let asset: Int
  let zone: Int
  /// Units at the start.
  let units: Double
  let rule: CoinRun
  /// What they could see at the ends of past ticks, newest last.
  var signals: [Double] = []
  /// Greatest share that wanted to leave so far: who has decided does not come back.
  var decidedShare = 0.0
  var leftShare = 0.0
  /// Face that was paid to them.
  var paid = 0.0
}

/// Units handed in, not yet paid.
struct RedemptionRequest: Sendable {
  let asset: Int
  let zone: Int
  /// The group of holders outside that asks; nil: an institution.
  let runner: Int?
  /// Whose the units are, and who is paid: an institution, or outside.
  var holder: Int
  /// Units against which a rest is no more than rounding.
  let asked: Double
  var units: Double
}

/// One vault: the clients' collateral and what they owe in units of a coin.
struct VaultAccount: Sendable {
  let coin: Int
  let zone: Int
  let issuer: Int
  let collateral: Int
  var units: Double
  var debt: Double
}
