import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Access gates")
struct AccessGatesTests {
  private static let each = 400

  /// Professional and retail clients from two jurisdictions at an exchange in j0, and a fund in each.
  private func small(_ gate: AccessGate, recognition: Double, attested: Bool = true) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2)
    small.specification.jurisdictions[0].rulebook.access = gate
    small.recognise(recognition)
    small.specification.supervision.attestedAccess = attested
    let exchange = small.addExchange()
    for home in 0..<2 {
      for client in [ClientClass.professional, .retail] {
        for number in 0..<Self.each {
          small.specification.marginAccounts.append(
            venue: exchange, asset: 1, quantity: number % 2 == 0 ? 1 : -1, entryPrice: 100,
            margin: 50, jurisdiction: home, client: client)
        }
      }
    }
    return small
  }

  /// The share of clients of a home and class that still trade after the burn-in.
  private func share(_ world: World, home: Int32, _ client: ClientClass) -> Double {
    let members = (0..<world.accounts.count).filter {
      world.accounts.jurisdiction[$0] == home && world.accounts.client[$0] == client
    }
    return Double(members.count { world.accounts.quantity[$0] != 0 }) / Double(members.count)
  }

  private func adapted(_ small: SmallWorld) throws -> World {
    try small.simulator(mode: .equilibrium).world
  }

  /// Four standard errors of 400 draws at 0.3.
  @Test("behind a gate a class counts at home in full, from abroad as far as it is recognised")
  func recognition() throws {
    for recognition in [0.0, 0.3] {
      let world = try adapted(small(.qualified, recognition: recognition))
      #expect(share(world, home: 0, .professional) == 1)
      #expect(abs(share(world, home: 1, .professional) - recognition) < 0.092)
      #expect((share(world, home: 1, .professional) > 0) == (recognition > 0))
      #expect(share(world, home: 0, .retail) == 0)
      #expect(share(world, home: 1, .retail) == 0)
    }
    var full = small(.qualified, recognition: 0)
    full.regime.recognition = .full
    #expect(share(try adapted(full), home: 1, .professional) == 1)
  }

  @Test("who is accepted at a weaker recognition is accepted at a stronger one")
  func monotone() throws {
    func insiders(_ recognition: Double) throws -> Set<Int> {
      let world = try adapted(small(.qualified, recognition: recognition))
      return Set((0..<world.accounts.count).filter { world.accounts.quantity[$0] != 0 })
    }
    #expect(try insiders(0.3).isStrictSubset(of: try insiders(0.7)))
  }

  @Test("a cross-margin account passes with all of its positions, or with none")
  func crossMargin() throws {
    var small = small(.qualified, recognition: 0.5)
    small.specification.assets.append(small.specification.assets[1])
    small.specification.assets[2].id = "eth"
    small.specification.margin.correlation = Matrix.identity(3)
    small.rules { $0.collateralHaircuts = [0, 0, 0] }
    small.specification.marginAccounts.appendCross(
      venue: 0,
      contracts: [1, 2].map { asset in
        (asset: asset, entryPrice: 100, quantities: (0..<100).map { $0 % 2 == 0 ? 1 : -1 })
      }, margin: [Double](repeating: 100, count: 100), jurisdiction: 1, client: .professional,
      closing: .proRata)
    let book = try adapted(small).accounts
    let legs = book.crossGroups[0].segments.map { book.segments[$0].range.lowerBound }
    let open = (0..<100).map { i in legs.map { book.quantity[$0 + i] != 0 } }
    #expect(open.allSatisfy { $0[0] == $0[1] })
    #expect(open.contains([true, true]) && open.contains([false, false]))
  }

  @Test("an open gate asks for no attestation, a ban lets nobody in")
  func ends() throws {
    for (gate, part) in [(AccessGate.everyone, 1.0), (.nobody, 0)] {
      let world = try adapted(small(gate, recognition: 0))
      for home in [Int32(0), 1] {
        #expect(share(world, home: home, .professional) == part)
        #expect(share(world, home: home, .retail) == part)
      }
    }
  }

  @Test("without attestation a class is taken at its word, wherever it is from")
  func atItsWord() throws {
    let world = try adapted(small(.qualified, recognition: 0, attested: false))
    #expect(share(world, home: 1, .professional) == 1)
    #expect(share(world, home: 1, .retail) == 0)
  }

  @Test("institutions pass a gate abroad with a licence there or a recognised one, and else leave")
  func institutions() throws {
    for (places, attested, stays) in [
      ([1], true, false), ([0, 1], true, true), ([1], false, true),
    ] {
      var small = small(.licensed, recognition: 0, attested: attested)
      let fund = small.add("fund", .lender, home: 1, cash: 500) { $0.operatesIn = places }
      small.position(fund, at: 0, 3)
      small.position(small.add("local", .lender, cash: 500), at: 0, -3)
      let world = try adapted(small)
      #expect((world.positions[fund, 0, 1] == 3) == stays)
      #expect(world.positions[2, 0, 1] == -3)
      #expect(isNear(world.netPosition(0, 1), 0))
    }
  }

  @Test("gates are for the burn-in: in the impact comparison everyone stays as it is")
  func impact() throws {
    let world = try small(.nobody, recognition: 0).world()
    #expect(world.accounts.quantity.allSatisfy { $0 != 0 })
  }
}
