import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

@Suite struct FullPaymentTests {
  @Test func `in a ring everyone waits, and coordination needs no money at all`() throws {
    // Three owe 10 to the next and have 4: each borrows 6 at the last moment, together nobody has to.
    let ring = Matrix(rows: [[0, 0, 10], [10, 0, 0], [0, 10, 0]])
    let found = try fullPayment(dues: ring, resources: [4, 4, 4])
    #expect(found.shortfall == [6, 6, 6] && found.coordinatedShortfall == [0, 0, 0])
    #expect(found.paymentRound == [nil, nil, nil] && found.coordinationGain == 18)
    // Enough for one to begin is enough for all.
    let begun = try fullPayment(dues: ring, resources: [10, 0, 0])
    #expect(begun.paymentRound == [0, 1, 2] && begun.shortfall == [0, 0, 0])
    #expect(begun.received == [10, 10, 10] && begun.report.status == .exact)
  }

  @Test func `along a chain the first shortfall makes the second`() throws {
    // 0 owes 10 to 1 and has 4; 1 owes 10 to 2 and has nothing: 16 against 6.
    let chain = Matrix(rows: [[0, 0, 0], [10, 0, 0], [0, 10, 0]])
    let found = try fullPayment(dues: chain, resources: [4, 0, 0])
    #expect(found.shortfall == [6, 10, 0] && found.coordinatedShortfall == [6, 0, 0])
    #expect(found.coordinationGain == 10 && found.paymentRound == [nil, nil, 0])
  }

  /// Random dues with resources that are often short.
  static let cases: [(dues: Matrix, resources: [Double])] = (0..<100).map { seed in
    var stream = Stream(seed: 5, replicate: UInt32(seed), purpose: 5, tick: 0, entity: 0)
    let count = 1 + stream.integer(below: 7)
    var dues = Matrix(rows: count, columns: count)
    for i in 0..<count {
      for k in 0..<count where k != i && stream.uniform() < 0.5 { dues[i, k] = stream.uniform() }
    }
    return (dues, (0..<count).map { _ in stream.uniform() < 0.3 ? 0 : stream.uniform() })
  }

  @Test func `the payers are the smallest set outside which nobody could pay with its money`()
    throws
  {
    var partial = 0
    for (dues, resources) in Self.cases {
      let count = resources.count
      let owed = dues.columnSums
      var smallest = Set(0..<count)
      for code in 0..<(1 << count) {
        let set = Set((0..<count).filter { code & (1 << $0) != 0 })
        let closed = (0..<count).allSatisfy { i in
          let means = set.reduce(resources[i]) { $0 + dues[i, $1] }
          return means < owed[i] - 1e-12 || set.contains(i)
        }
        if closed { smallest.formIntersection(set) }
      }
      let found = try fullPayment(dues: dues, resources: resources)
      #expect(Set((0..<count).filter { found.paymentRound[$0] != nil }) == smallest)
      if !smallest.isEmpty, smallest.count < count { partial += 1 }
    }
    #expect(partial > 30)
  }

  @Test func `borrowing makes every payment possible, and coordination never needs more`() throws {
    for (dues, resources) in Self.cases {
      let found = try fullPayment(dues: dues, resources: resources)
      let (owed, receivable) = (dues.columnSums, dues.rowSums)
      for i in resources.indices {
        #expect(found.shortfall[i] >= found.coordinatedShortfall[i] - 1e-12)
        #expect(found.received[i] <= receivable[i] + 1e-12)
        #expect(resources[i] + found.received[i] + found.shortfall[i] >= owed[i] - 1e-12)
        #expect((found.shortfall[i] > 0) == (found.paymentRound[i] == nil))
      }
      // With what is lacking lent at the start, all pay in the first rounds and nobody borrows.
      let lent = try fullPayment(
        dues: dues, resources: zip(resources, found.shortfall).map { $0 + $1 })
      #expect(lent.shortfall.allSatisfy { $0 == 0 })
      // With the coordinated sums the Eisenberg–Noe payments, made together, are complete.
      let together = try clearPayments(
        dues: dues, resources: zip(resources, found.coordinatedShortfall).map { $0 + $1 })
      #expect(together.shortfall.allSatisfy { $0 < 1e-12 })
    }
  }

  @Test func `more liquidity means no larger shortfall and no later payment`() throws {
    for (dues, resources) in Self.cases {
      let poor = try fullPayment(dues: dues, resources: resources)
      let rich = try fullPayment(dues: dues, resources: resources.map { $0 + 0.2 })
      for i in resources.indices {
        #expect(rich.shortfall[i] <= poor.shortfall[i] + 1e-12)
        if let round = poor.paymentRound[i] {
          #expect(rich.paymentRound[i] ?? .max <= round)
        }
      }
    }
  }

  @Test func `nobody waits for a rounding error, and bad amounts are refused`() throws {
    let found = try fullPayment(
      dues: Matrix(rows: [[0, 0, 0], [0.3, 0, 0], [0, 0, 0]]), resources: [0.1 + 0.2 - 1e-16, 0, 0])
    #expect(found.paymentRound == [0, 0, 0] && found.shortfall == [0, 0, 0])
    #expect(try fullPayment(dues: Matrix(rows: 0, columns: 0), resources: []).shortfall.isEmpty)
    #expect(throws: NetworkError.self) {
      try fullPayment(dues: Matrix(rows: [[0, 1], [0, 0]]), resources: [-1, 0])
    }
  }
}
