import Contagion
import Glibc
import Testing

@testable import Simulation

@Suite("Debt owed in a stablecoin")
struct CoinDebtTests {
  private let coin = 2

  /// The example of Qin and others (2021) with the debt in coins: ten eth at 2000 behind 14,000, threshold 0.8,
  /// close factor 0.5, spread 0.05; the coin is another institution's, or the protocol's own.
  private func small(
    loans: [(units: Double, debt: Double)] = [(10, 14_000)], isIssuer: Bool = false,
    owed: Int = 2, coinDepth: Double = 1e18, impact: Bool = false,
    change: (inout VenueSpecification) -> Void = { _ in }
  ) -> SmallWorld {
    var small = SmallWorld(tokens: [("eth", 2000), ("dai", 1)])
    if !impact { small.switchOff(\.marketImpact) }
    let host = small.add("protocol", .lendingProtocol, cash: 1000) {
      var venue = VenueSpecification()
      venue.closeFactor = 0.5
      venue.liquidationBonus = 0.05
      change(&venue)
      $0.venue = venue
    }
    let issuer = small.add("issuer", .stablecoinIssuer, cash: 1e5)
    small.specification.assets[1].backgroundDepth = [1e18]
    small.specification.assets[2].backgroundDepth = [coinDepth]
    small.specification.assets[2].kind = .stablecoin(issuer: isIssuer ? host : issuer, face: 1)
    small.specification.assets[2].heldOutside = isIssuer ? 0 : 50_000
    for loan in loans {
      small.specification.loanAccounts.append(
        venue: host, collateralAsset: 1, collateralUnits: loan.units, debt: loan.debt,
        debtAsset: owed, liquidationThreshold: 0.8)
    }
    return small
  }

  private func fall(_ small: inout SmallWorld, to price: Double) {
    small.event(.priceMove(asset: 1, fraction: price / 2000 - 1, durationHours: 0))
  }

  /// The world after a tick that begins with the coin at a price; its books must balance.
  private func squeezed(_ small: SmallWorld, to price: Double) throws -> World {
    var world = try small.world()
    world.market.dislocation[world.market.index(0, coin)] = log(price)
    world.refreshPrice(0, coin, .fireSale)
    var books = Conservation(world)
    // Its channels count from the start of the world and not from here.
    world.channels = ChannelBook(institutions: world.layout.institutions)
    world.step(at: 0) { books.check($0, after: $1.name) }
    #expect(books.violations == [])
    return world
  }

  @Test("the published liquidation holds in units of the coin, which the protocol then has")
  func published() throws {
    var small = small()
    fall(&small, to: 1700)
    let world = try small.finished()
    #expect(isNear(world.loans.debt[0], 7000))
    #expect(isNear(world.loans.units[0], 10 - 4.323529411764706))
    #expect(isNear(world.holdings[0, 0, 0], 1000))
    #expect(isNear(world.holdings[0, 0, coin], 7000))
    #expect(isNear(world.channels.clients[Channel.liquidity.rawValue], -350))
    #expect(isNear(world.lending.coinsBought, 7000))
    #expect(isNear(world.outstanding[coin], 50_000))
  }

  @Test("one who has issued the coin burns what is repaid, and its equity does not move")
  func burning() throws {
    var small = small(isIssuer: true)
    fall(&small, to: 1700)
    let before = try small.world().equities()[0]
    let world = try small.finished()
    #expect(isNear(world.loans.debt[0], 7000))
    #expect(isNear(world.outstanding[coin], 7000))
    #expect(isNear(world.burnt[coin], 7000))
    #expect(isNear(world.equities()[0], before))
  }

  /// Healthy while `10·2000·0.8 ≥ 14,000·p`: up to p = 8/7.
  @Test("a squeeze alone liquidates, from the closed-form price of the coin on")
  func squeeze() throws {
    #expect(try squeezed(small(), to: 8.0 / 7 - 1e-6).loans.debt == [14_000])
    let world = try squeezed(small(), to: 1.16)
    #expect(world.loans.debt[0] < 14_000)
    // What the protocol counts is no more than what it costs, since its oracle reads the market.
    #expect(isNear(world.lending.coinPremium, 0))
  }

  @Test("a de-peg lightens the debt: borrowers gain what the lender loses, and stay healthy longer")
  func dePeg() throws {
    let world = try squeezed(small(), to: 0.9)
    let start = try small().world()
    #expect(isNear(start.equities()[0] - world.equities()[0], 1400))
    #expect(isNear(world.clientEquity() - start.clientEquity(), 1400))
    var fallen = small()
    fall(&fallen, to: 1700)
    #expect(try squeezed(fallen, to: 0.9).loans.debt == [14_000])
    #expect(try squeezed(fallen, to: 1).loans.debt[0] < 14_000)
  }

  @Test("its issuer counts a coin at face: a squeeze calls no loan, and keepers pay the premium")
  func faceOfIssuer() throws {
    #expect(try squeezed(small(isIssuer: true), to: 1.2).loans.debt == [14_000])
    var fallen = small(isIssuer: true)
    fall(&fallen, to: 1700)
    fallen.specification.clock.maximumPasses = 1
    let world = try squeezed(fallen, to: 1.1)
    #expect(isNear(world.loans.debt[0], 7000))
    #expect(isNear(world.lending.coinPremium, 700))
    // A spread of 5 % does not pay for a premium of 10 %.
    var wary = small(isIssuer: true) { $0.lending.keepersNeedProfit = true }
    fall(&wary, to: 1700)
    #expect(try squeezed(wary, to: 1.1).loans.debt == [14_000])
    #expect(try squeezed(wary, to: 1.04).loans.debt[0] < 14_000)
  }

  @Test("a keeper spends its cash on coins, and no more than it has")
  func keeper() throws {
    var small = small { $0.lending.outsideKeeperCapacityPerHour = 0 }
    let keeper = small.add("keeper", .marketMaker, cash: 2200) {
      $0.behaviour.keeping = Keeping(cashShare: 1)
    }
    fall(&small, to: 1600)
    small.specification.clock.maximumPasses = 1
    let world = try squeezed(small, to: 1.1)
    #expect(isNear(world.loans.debt[0], 12_000))
    #expect(isNear(world.holdings[0, 0, coin], 2000))
    #expect(isNear(world.lending.keeperGain, 0.05 * 2200))
    #expect(isNear(world.holdings[keeper, 0, 1], 2200 * 1.05 / 1600))
  }

  /// One loan is short after the fall; buying its coins back makes the next one short, and so on.
  @Test(
    "the spiral: scarce coins make the next debt heavier; debt in cash, or a deep market, ends it")
  func spiral() throws {
    func liquidated(owed: Int, depth: Double) throws -> World {
      var small = small(
        loans: [(10, 14_000), (10, 13_400), (10, 13_000), (10, 12_600)], owed: owed,
        coinDepth: depth, impact: true)
      fall(&small, to: 1700)
      return try small.finished()
    }
    let thin = try liquidated(owed: 2, depth: 80_000)
    let deep = try liquidated(owed: 2, depth: 1e18)
    let cash = try liquidated(owed: 0, depth: 80_000)
    #expect(isNear(deep.tally.liquidated, 7000) && isNear(cash.tally.liquidated, 7000))
    #expect(thin.tally.liquidated > 2 * 7000)
    #expect(thin.tally.liquidatedAccounts >= 3)
    #expect(thin.price(0, coin) > 1.1 && cash.price(0, coin) == 1)
    // Impact is exponential: each purchase, at the price before it, adds its share of the depth to the log.
    #expect(log(thin.price(0, coin)) * 80_000 <= thin.lending.coinsBought * (1 + 1e-9))
    #expect(log(thin.price(0, coin)) * 80_000 > 0.9 * thin.lending.coinsBought)
  }

  @Test("interest grows the units; what no collateral is left for is lost at the coin's price")
  func interestAndLoss() throws {
    var small = small { $0.lending.interestPerYear = 10 }
    let world = try small.finished()
    let grown = 14_000 * (1 + 10 / (24 * 365.25))
    #expect(isNear(world.loans.debt[0], grown))
    #expect(isNear(world.coinDebt(ofVenue: 0), grown))
    small = self.small { $0.closeFactor = 1 }
    fall(&small, to: 1000)
    let short = try small.finished()
    #expect(isNear(short.tally.badDebt, 14_000 - 10_000 / 1.05))
    #expect(short.loans.debt == [0])
    #expect(isNear(short.coinDebt(ofVenue: 0), 0, within: 1e-6))
  }

  @Test("metrics of coins that are owed are there only where one is")
  func metrics() throws {
    var small = small(isIssuer: true)
    fall(&small, to: 1700)
    let (record, world) = try small.run()
    #expect(small.metric("coin_repayments", record) == world.lending.coinsBought)
    #expect(small.metric("coin_premium", record) == 0)
    #expect(small.metric("highest_price_dai", record) == 1)
    let names = replicateMetrics(of: self.small(owed: 0).specification).map(\.description.name)
    #expect(!names.contains("coin_repayments") && !names.contains("highest_price_dai"))
  }
}
