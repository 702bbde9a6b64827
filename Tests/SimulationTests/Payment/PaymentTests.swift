import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Payments")
struct PaymentTests {
  /// Three lenders who owe each other deposits in a ring, all called at once.
  private func ring(cash: [Double], owed: [Double]) -> SmallWorld {
    var small = SmallWorld()
    small.switchOnOnly(\.payments)
    for (number, amount) in cash.enumerated() {
      small.add("n\(number)", .lender, cash: amount) { $0.externalAssets = 1000 }
    }
    for debtor in 0..<3 {
      small.claim(of: (debtor + 1) % 3, on: debtor, owed[debtor], layer: .deposits)
      small.event(.run(debtor: debtor, fraction: 1))
    }
    return small
  }

  /// p0 = min(100, 10 + p2), p1 = min(80, 5 + p0), p2 = min(60, p1): 70, 75 and 60.
  @Test("dues of a ring clear simultaneously, as by Eisenberg and Noe")
  func ringOfThree() throws {
    let world = try ring(cash: [10, 5, 0], owed: [100, 80, 60]).finished()
    #expect(areNear((0..<3).map { world.holdings[$0, 0, 0] }, [0, 0, 15]))
    #expect(isNear(world.claims.face(.arrears, creditor: 1, debtor: 0), 30))
    #expect(isNear(world.claims.face(.arrears, creditor: 2, debtor: 1), 5))
    let dues = Matrix(rows: [[0, 0, 60], [100, 0, 0], [0, 80, 0]])
    let published = try clearPayments(dues: dues, resources: [10, 5, 0])
    #expect(areNear((0..<3).map { world.holdings[$0, 0, 0] }, published.remaining))
  }

  @Test("a closed ring of equal dues clears without any cash")
  func closedRing() throws {
    let world = try ring(cash: [0, 0, 0], owed: [50, 50, 50]).finished()
    #expect(world.claims.total.elements.allSatisfy { $0 == 0 })
    #expect(world.holdings[0, 0, 0] == 0)
  }

  @Test("without payments nothing that is due is paid")
  func switchedOff() throws {
    var small = ring(cash: [100, 80, 60], owed: [100, 80, 60])
    small.switchOff(\.payments)
    let world = try small.finished()
    #expect((0..<3).map { world.holdings[$0, 0, 0] } == [100, 80, 60])
    #expect(world.dues.count == 3)
  }

  @Test("pro rata: creditors of one debtor in a zone get the same share")
  func proRata() throws {
    var small = SmallWorld()
    let debtor = small.add("debtor", cash: 30) { $0.externalAssets = 1000 }
    for (name, amount) in [("a", 20.0), ("b", 40)] {
      small.claim(of: small.add(name, .lender), on: debtor, amount, layer: .deposits)
    }
    small.specification.contagion.graceHours = 10
    small.event(.run(debtor: debtor, fraction: 1))
    let world = try small.finished()
    #expect(isNear(world.holdings[1, 0, 0], 10))
    #expect(isNear(world.holdings[2, 0, 0], 20))
  }
}

@Suite("Arrears")
struct ArrearsTests {
  /// A rich debtor without cash, whose deposits are called at hour one.
  private func small(graceHours: Double, cashLater: Bool = false) -> SmallWorld {
    var small = SmallWorld(ticks: 8)
    let debtor = small.add("debtor") { $0.externalAssets = 1000 }
    let creditor = small.add("creditor", .lender)
    small.claim(of: creditor, on: debtor, 50, layer: .deposits)
    if cashLater {
      let payer = small.add("payer", cash: 80)
      small.claim(of: debtor, on: payer, 80, layer: .deposits)
      small.event(.run(debtor: payer, fraction: 1), atHours: 3)
    }
    small.specification.contagion.graceHours = graceHours
    small.event(.run(debtor: debtor, fraction: 1), atHours: 1)
    return small
  }

  @Test("arrears that outlast the grace are a default for illiquidity, at the right tick")
  func grace() throws {
    for hours in [0.0, 1, 2.5, 4] {
      let world = try small(graceHours: hours).finished()
      #expect(world.standing[0].defaultTick == 1 + Int(hours.rounded(.up)), "\(hours)")
      #expect(world.standing[0].cause == .illiquid)
    }
  }

  @Test("arrears paid within the grace leave nothing behind")
  func paidInTime() throws {
    let world = try small(graceHours: 4, cashLater: true).finished()
    #expect(world.standing[0].defaultTick == nil)
    #expect(world.claims.total.elements.allSatisfy { $0 == 0 })
    #expect(world.holdings[0, 0, 0] == 30)
    #expect(world.holdings[1, 0, 0] == 50)
    #expect(world.standing[0].arrears.isEmpty)
  }

  /// Deposits are called in every hour and paid two hours later, when the cash for them has come from abroad.
  @Test("who pays every call within the grace may be called without end")
  func rolling() throws {
    for (delay, tick) in [(2.0, nil), (4, 5)] as [(Double, Int?)] {
      var small = SmallWorld(jurisdictions: 2, ticks: 12)
      small.regime.settlementDelayHours = delay
      small.specification.contagion.graceHours = 3
      let debtor = small.add("debtor") {
        $0.operatesIn = [0, 1]
        $0.holdings = [Holding(jurisdiction: 1, asset: 0, units: 1000)]
      }
      small.claim(of: small.add("creditor", .lender), on: debtor, 100, layer: .deposits)
      for hour in 2...10 {
        small.event(.run(debtor: debtor, fraction: 0.3), atHours: Double(hour))
      }
      let world = try small.finished()
      #expect(world.standing[debtor].defaultTick == tick)
      #expect((world.standing[debtor].arrears.first?.tick ?? 12) >= 9 || tick != nil)
    }
  }

  @Test("a debtor with the cash and none of the will is never in default for arrears it has paid")
  func fullPayment() throws {
    var small = small(graceHours: 0)
    small.specification.institutions[0].holdings = [Holding(jurisdiction: 0, asset: 0, units: 50)]
    let world = try small.finished()
    #expect(world.standing[0].defaultTick == nil)
    #expect(world.equities() == world.referenceEquity)
  }
}
