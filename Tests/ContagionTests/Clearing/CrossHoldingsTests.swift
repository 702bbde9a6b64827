import Contagion
import LinearAlgebra
import Networks
import Testing

/// Published systems whose nodes hold each other's equity, and what is refused.
@Suite struct CrossHoldingsTests {
  @Test(arguments: [ContagionOptions.Method.activeSets, .iteration])
  func `three firms with debts and shares of each other`(_ method: ContagionOptions.Method) throws {
    // Elsinger (2009); inputs of the NetworkValuation package's calcPayments.m, result by a nested fixed point.
    let claims = Matrix(rows: [[0, 20, 10], [5, 0, 24], [10, 0, 0]]).transposed
    let holdings = Matrix(rows: [[0, 0.2, 0.1], [0.1, 0, 0], [0.05, 0.15, 0]]).transposed
    let network = try ExposureNetwork(claims: claims, externalAssets: [10, 10, 10])
    let found = try clearCrossHoldings(
      network, equityHoldings: holdings,
      options: ContagionOptions(method: method, externalLiabilities: .pariPassu))
    expectClose(found.payments[0], [27.04936014625229, 29, 10], 1e-11)
    expectClose(found.equity, [-2.9506398537477145, 3.9853747714808065, 33.016453382084094], 1e-11)
    #expect(found.defaulted == [true, false, false])
    #expect(found.report.status == (method == .activeSets ? .exact : .converged))
  }

  @Test(arguments: [
    (
      [2.0, 0.5, 0.6, 0.6],
      [1.3301402999516208, 0.07102080309627468, 0.10943396226415081, 0.031059506531204484],
      [0.8, 0.8, 0.8, 0.8]
    ),
    (
      [0.9, 0.3, 0.2, 0.4], [0.133844110736541, 0, 0, 0],
      [0.8, 0.3718255184390643, 0.3384411073654102, 0.4505669629175606]
    ),
    (
      [0.5, 0.1, 0.1, 0.2], [0, 0, 0, 0],
      [0.5172941536577901, 0.12121212121212123, 0.1729415365779003, 0.21212121212121215]
    ),
  ])
  func `four firms with shares in each other's equity and debt`(
    assets: [Double], equity: [Double], debt: [Double]
  ) throws {
    // Suzuki (2002); matrices of FinNetValu's test of the model, row = holder.
    let shares = Matrix(rows: [
      [0, 0.2, 0.3, 0.1], [0.2, 0, 0.2, 0.1], [0.1, 0.1, 0, 0.3], [0.1, 0.1, 0.1, 0],
    ])
    let bonds = Matrix(rows: [[0, 0, 0.1, 0], [0, 0, 0, 0.1], [0.1, 0, 0, 0.1], [0, 0.1, 0, 0]])
    let nominal = 0.8
    var claims = bonds
    for i in 0..<4 { for k in 0..<4 { claims[i, k] *= nominal } }
    let network = try ExposureNetwork(
      claims: claims, externalAssets: assets,
      externalLiabilities: bonds.columnSums.map { nominal * (1 - $0) })
    for fixedPoint in [FixedPoint.greatest, .least] {
      let found = try clearCrossHoldings(
        network, equityHoldings: shares,
        options: ContagionOptions(fixedPoint: fixedPoint, externalLiabilities: .pariPassu))
      expectClose(found.equityValue, equity, 1e-10)
      expectClose(found.payments[0], debt, 1e-10)
      #expect(found.defaulted == equity.map { $0 == 0 })
    }
  }

  @Test func `a ring of nothing has a greatest and a least clearing here too`() throws {
    let ring = Matrix(rows: [[0, 0, 1], [1, 0, 0], [0, 1, 0]])
    for (fixedPoint, payment) in [(FixedPoint.greatest, 1.0), (.least, 0)] {
      let found = try clearBySeniority(
        externalAssets: [0, 0, 0], classes: [DebtClass(claims: ring)],
        options: ContagionOptions(fixedPoint: fixedPoint))
      #expect(found.payments == [[payment, payment, payment]])
      #expect(found.report.status == .exact && !found.report.usedFallback)
    }
  }

  @Test func `the empty system and one without debts are cleared at once`() throws {
    let none = try clearBySeniority(externalAssets: [], classes: [])
    #expect(none.assets.isEmpty && none.report.status == .exact)
    // No debts: t = (I − S)⁻¹·a with half of firm 1 owned by firm 0.
    let found = try clearBySeniority(
      externalAssets: [1, 4], classes: [], equityHoldings: Matrix(rows: [[0, 0.5], [0, 0]]))
    #expect(found.equity == [3, 4] && found.defaulted == [false, false])
    let weak = try clearBySeniority(
      externalAssets: [0, 4], classes: [], options: ContagionOptions(defaultTest: .weak))
    #expect(weak.defaulted == [true, false])
  }

  @Test func `what cannot be cleared is refused with every reason`() {
    let claims = Matrix(rows: [[0, -1], [1, 0]])
    let error = #expect(throws: SeniorityError.self) {
      try clearBySeniority(
        externalAssets: [1, .nan],
        classes: [DebtClass(claims: claims), DebtClass(claims: Matrix(rows: 3, columns: 3))],
        equityHoldings: Matrix(rows: [[0.5, 1.5], [0, 0]]))
    }
    #expect(
      error?.problems == [
        .debtClass(0, .negative(field: .claims, row: 0, column: 1, value: -1)),
        .debtClass(0, .notFinite(field: .externalAssets, row: 1, column: nil)),
        .debtClass(1, .wrongCount(field: .externalAssets, found: 2, expected: 3)),
        .debtClass(1, .notFinite(field: .externalAssets, row: 1, column: nil)),
        .holding(holder: 0, issuer: 0, share: 0.5), .holding(holder: 0, issuer: 1, share: 1.5),
        .overHeld(issuer: 1, total: 1.5),
      ])
    #expect(throws: SeniorityError(problems: [.closedOwnership])) {
      try clearBySeniority(
        externalAssets: [1, 1, 1], classes: [],
        equityHoldings: Matrix(rows: [[0, 1, 0], [1, 0, 0], [0, 0, 0]]))
    }
    #expect(
      throws: SeniorityError(problems: [.holdingsShape(rows: 1, columns: 1, expected: 2)])
    ) {
      try clearBySeniority(
        externalAssets: [1, 1], classes: [], equityHoldings: Matrix(rows: 1, columns: 1))
    }
  }
}
