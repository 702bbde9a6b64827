import Simulation
import Testing

@testable import Scenarios

@Suite("Scenario: stablecoins")
struct CoinTests {
  private static let text = #"""
    {"format": 1, "name": "coins", "jurisdictions": [{"id": "x"}, {"id": "y"}],
     "assets": [
       {"id": "usd", "kind": "settlement"},
       {"id": "eth", "kind": "token", "price": 100},
       {"id": "luna", "kind": "token", "price": 80},
       {"id": "usdc", "kind": "stablecoin", "issuer": "circle", "price": 1, "held_outside": 50,
        "runs": [{"share": 0.5, "jurisdiction": "y", "signal": "coverage",
                  "lowest_threshold": 0.8, "highest_threshold": 0.95, "exit": "redeem",
                  "reaction_half_life_hours": 2, "information_lag_hours": 3},
                 {"share": 0.25, "jurisdiction": "x", "signal": "price",
                  "lowest_threshold": 0.9, "highest_threshold": 1, "exit": "sell"}]},
       {"id": "dai", "kind": "stablecoin", "issuer": "maker", "price": 1,
        "backing": {"kind": "vaults", "collateral_factor": 1.7,
                    "vaults": [{"collateral": "eth", "units": 3, "debt": 100}]}},
       {"id": "ust", "kind": "stablecoin", "issuer": "terra", "price": 1,
        "backing": {"kind": "shares", "share": "luna", "supply": 350, "dilution": 0.5,
                    "halt_share": 0.001}}],
     "institutions": [
       {"id": "circle", "kind": "stablecoin_issuer", "home": "x", "cash": 60,
        "behaviour": {"redemption": {"asset": "usdc", "order": "pro_rata", "draws_deposits": true,
                                     "closed": [{"from_hours": 10, "to_hours": 58}]}}},
       {"id": "maker", "kind": "stablecoin_issuer", "home": "x"},
       {"id": "terra", "kind": "stablecoin_issuer", "home": "y"}]}
    """#

  @Test("every key of a stablecoin reaches the world")
  func keys() throws {
    let world = try Sample.load(Self.text).specification(replicate: 0)
    var run = CoinRun(
      share: 0.5, jurisdiction: 1, signal: .coverage, lowestThreshold: 0.8,
      highestThreshold: 0.95, exit: .redeem)
    run.reactionHalfLifeHours = 2
    run.informationLagHours = 3
    let seller = CoinRun(
      share: 0.25, jurisdiction: 0, signal: .price, lowestThreshold: 0.9, highestThreshold: 1,
      exit: .sell)
    #expect(world.assets[3].coin.runs == [run, seller])
    #expect(world.assets[3].coin.backing == .reserves)
    #expect(
      world.assets[4].coin.backing
        == .vaults(
          VaultTerms(
            collateralFactor: 1.7, vaults: [Vault(collateral: 1, units: 3, debt: 100)])))
    var minting = ShareMinting(share: 2, supply: 350)
    minting.dilution = 0.5
    minting.haltShare = 0.001
    #expect(world.assets[5].coin.backing == .shares(minting))
    var queue = RedemptionQueue()
    queue.order = .proRata
    queue.drawsDeposits = true
    queue.closures = [RedemptionQueue.Closure(fromHours: 10, toHours: 58)]
    #expect(world.institutions[0].behaviour.redemption?.queue == queue)
  }

  @Test(
    "each mistake about a stablecoin is named at its place",
    arguments: [
      (
        "assets.dai.backing.vaults[0].collateral=usdc",
        #"at /assets/4/backing/vaults/0/collateral: found "usdc", which is no token, expected a token"#
      ),
      (
        "assets.ust.backing.share=usd",
        #"at /assets/5/backing/share: found "usd", which is no token, expected a token"#
      ),
      (
        "assets.usdc.runs[0].share=0.9",
        "at /assets/3/runs: found shares that sum to 1.15, expected at most 1, all that outside holds"
      ),
      (
        "assets.usdc.runs[0].lowest_threshold=0.96",
        "at /assets/3/runs/0/lowest_threshold: found 0.96, expected less than the highest (0.95)"
      ),
      (
        "institutions.circle.behaviour.redemption.closed[0].to_hours=9",
        "at /institutions/0/behaviour/redemption/closed/0/to_hours: found 9, expected more than from_hours (10)"
      ),
      (
        "assets.dai.backing.collateral_factor=0.9",
        "at /assets/4/backing/collateral_factor: found 0.9, expected a number of at least 1 (×)"
      ),
    ])
  func problems(override: String, expected: String) {
    let found = Sample.problems(Self.text, overrides: [override])
    #expect(found.contains(expected), "\(found)")
  }
}
