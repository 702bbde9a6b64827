import Contagion
import Randomness
import Regimes
import Testing

@testable import Simulation

@Suite("Accounts in order of liquidation price")
struct LiquidationOrderTests {
  /// Accounts whose margin is settled one by one at every move: what the book must agree with.
  private struct EagerBook {
    var quantity: [Double]
    var margin: [Double]
    var isClosing: [Bool]

    mutating func credit(_ change: Double) {
      for m in quantity.indices { margin[m] += quantity[m] * change }
    }

    func undermargined(oracle: Double, mark: Double, rate: Double, _ tiers: MaintenanceTiers?)
      -> [Int]
    {
      quantity.indices.filter { m in
        let notional = abs(quantity[m]) * oracle
        let required = tiers?.requirement(notional: notional) ?? rate * notional
        let equity = margin[m] + quantity[m] * (oracle - mark)
        return quantity[m] != 0 && !isClosing[m] && equity < required
      }
    }
  }

  /// Sizes between 0.1 and 30 units at 100, leverage between 2 and 100, both sides.
  private func accounts(_ count: Int, _ stream: inout Stream) -> MarginAccounts {
    var accounts = MarginAccounts()
    for _ in 0..<count {
      let size = 0.1 * stream.pareto(minimum: 1, shape: 0.8)
      let units = stream.uniform() < 0.5 ? size : -size
      accounts.append(
        venue: 0, asset: 1, quantity: units, entryPrice: 100,
        margin: size * 100 / (2 + 98 * stream.uniform()), jurisdiction: 0, client: .retail)
    }
    return accounts
  }

  private static let tiers: [MaintenanceTiers?] = [
    nil,
    MaintenanceTiers([
      .init(notional: 0, rate: 0.005), .init(notional: 50, rate: 0.01),
      .init(notional: 400, rate: 0.1),
    ]),
    MaintenanceTiers(
      [.init(notional: 0, rate: 0.005), .init(notional: 100, rate: 0.05)], application: .marginal),
  ]

  /// Marks move at random, clients pay per unit, add and lose margin, trade, and are closed in part or whole.
  @Test(
    "the order finds exactly whom a scan of settled margins finds, at every step of a random history",
    arguments: 0..<3, 0..<4)
  func eager(tiers index: Int, number: Int) throws {
    let tiers = Self.tiers[index]
    var stream = Stream(
      seed: 3, replicate: UInt32(number), purpose: 901, tick: 0, entity: UInt64(index))
    var small = SmallWorld()
    small.addExchange()
    small.specification.marginAccounts = accounts(400, &stream)
    var book = AccountBook(small.specification.marginAccounts, layout: try small.world().layout)
    let segment = try #require(book.segments.first)
    var eager = EagerBook(
      quantity: book.quantity, margin: book.margin,
      isClosing: [Bool](repeating: false, count: 400))
    var mark = 100.0
    var rate = 0.005
    var everFound = 0
    for step in 0..<150 {
      let change = mark * 0.03 * (stream.uniform() - 0.5)
      mark += change
      let payment = step % 8 == 0 ? 0.01 * (stream.uniform() - 0.5) * mark : 0
      for gain in [change, payment] {
        eager.credit(gain)
        let before = book.marginOfVenue[0]
        let total = book.credit(segment, change: gain)
        #expect(isNear(before + total, book.marginOfVenue[0]))
      }
      if step % 20 == 19 { rate = 0.005 + 0.01 * stream.uniform() }
      for _ in 0..<stream.integer(below: 30) {
        let m = stream.integer(below: 400)
        let paid = (stream.uniform() - 0.5) * 10
        eager.margin[m] += paid
        book.changeMargin(of: m, in: segment, by: paid)
        let other = stream.integer(below: 400)
        eager.quantity[other] *= 0.9
        book.setQuantity(of: other, in: segment, to: eager.quantity[other])
      }
      let oracle = mark * (1 + 0.01 * (stream.uniform() - 0.5))
      let terms = LiquidationTerms(
        oracle: oracle, reach: book.level[0] + oracle - mark, rate: rate, tiers: tiers)
      let found = book.undermargined(segment, terms)
      #expect(found == eager.undermargined(oracle: oracle, mark: mark, rate: rate, tiers))
      everFound += found.count
      for m in found where stream.uniform() < 0.7 {
        if stream.uniform() < 0.3 {
          eager.isClosing[m] = true
          book.setClosing(m, true)
        } else {
          eager.quantity[m] = stream.uniform() < 0.5 ? 0 : eager.quantity[m] / 2
          book.setQuantity(of: m, in: segment, to: eager.quantity[m])
        }
      }
      #expect(areNear(book.margin, eager.margin, within: 1e-9))
      let open = book.long[0] + book.short[0]
      #expect(isNear(open, eager.quantity.reduce(0) { $0 + abs($1) }))
      #expect(isNear(book.marginOfVenue[0], eager.margin.reduce(0, +), within: 1e-9))
    }
    #expect(everFound > 50)
  }

  /// An account with no unit of a token as collateral is one with cash alone, but it is scanned.
  @Test("in random worlds the order and the scan give the same record", arguments: 0..<12)
  func scanned(number: Int) throws {
    let random = RandomWorld(number)
    func record(collateral: Int) throws -> ReplicateRecord {
      var world = random.specification
      let accounts = world.marginAccounts
      world.marginAccounts = MarginAccounts()
      for m in 0..<accounts.count {
        world.marginAccounts.append(
          venue: Int(accounts.venue[m]), asset: Int(accounts.asset[m]),
          quantity: accounts.quantity[m], entryPrice: accounts.entryPrice[m],
          margin: accounts.margin[m], collateralAsset: collateral, collateralUnits: 0,
          jurisdiction: Int(accounts.jurisdiction[m]), client: accounts.client[m])
      }
      let regime = try ResolvedRegime(
        random.regime, jurisdictions: world.jurisdictions, assets: world.assetIDs)
      return try simulate(world, regime: regime, mode: .impact, seed: 5, replicate: number)
    }
    let ordered = try record(collateral: 0)
    #expect(ordered == (try record(collateral: random.specification.assets.count - 1)))
    #expect(!ordered.metrics.isEmpty)
  }

  @Test("accounts that come in the order of segments share their arrays with the specification")
  func sharing() throws {
    var small = SmallWorld()
    small.addExchange()
    var stream = Stream(seed: 1, replicate: 0, purpose: 901, tick: 0, entity: 9)
    let accounts = accounts(100, &stream)
    let book = AccountBook(accounts, layout: try small.world().layout)
    func place(_ array: [Double]) -> UnsafeRawPointer? {
      array.withUnsafeBytes { $0.baseAddress }
    }
    #expect(place(book.quantity) == place(accounts.quantity))
    #expect(place(book.base) == place(accounts.margin))
    #expect(place(book.entryPrice) == place(accounts.entryPrice))
  }

  @Test("accounts in any order stand in segments, each in the order of the specification")
  func segments() throws {
    var small = SmallWorld(tokens: [("btc", 100), ("eth", 10)])
    small.addExchange()
    var accounts = MarginAccounts()
    for (asset, collateral) in [(2, 0), (1, 2), (2, 0), (1, 0), (1, 2)] {
      accounts.append(
        venue: 0, asset: asset, quantity: 1, entryPrice: 1, margin: Double(accounts.count),
        collateralAsset: collateral, collateralUnits: collateral == 0 ? 0 : 7, jurisdiction: 0,
        client: .retail)
    }
    let book = AccountBook(accounts, layout: try small.world().layout)
    #expect(book.segments.map(\.range) == [0..<1, 1..<3, 3..<5])
    #expect(book.margin == [3, 1, 4, 0, 2])
    #expect(book.collateralUnits == [0, 7, 7, 0, 0])
    #expect(book.collateralOfVenue == [0, 0, 14])
  }
}
