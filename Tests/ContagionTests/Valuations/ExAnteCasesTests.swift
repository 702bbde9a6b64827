import Contagion
import LinearAlgebra
import Networks
import Testing

/// A published solution of a network under one of the ex-ante valuations.
struct ExAnteCase: Decodable, CustomStringConvertible, Sendable {
  struct Expected: Decodable, Sendable {
    let equity: [Double]
    let valuation: [Double]?
  }
  let id: String
  let tolerance: Double
  let network: String?
  let claims: [[Double]]?
  let externalAssets: [Double]
  let externalLiabilities: [Double]
  let valuation: String
  let volatility: Double
  let share: Double
  let expected: Expected

  var description: String { id }

  func exposures() throws -> ExposureNetwork {
    let matrix =
      if let claims {
        Matrix(rows: claims)
      } else {
        try #require(CaseFile<SharedNetwork>.load("networks").first { $0.id == network }).matrix
      }
    return try ExposureNetwork(
      claims: matrix, externalAssets: externalAssets, externalLiabilities: externalLiabilities)
  }

  func solve(_ options: ContagionOptions = .init()) throws -> ContagionResult {
    let network = try exposures()
    let book = network.bookEquity
    let risk = HorizonVolatility.common(volatility)
    return switch valuation {
    case "furfine":
      solveValuation(
        network, valuation: ExAnteFurfine(volatility: risk, recovery: share), referenceEquity: book,
        options: options)
    case "blackCox":
      solveValuation(
        network, valuation: ExAnteBlackCox(volatility: risk, recovery: share),
        referenceEquity: book, options: options)
    default:
      solveValuation(
        network, valuation: ExAnteEisenbergNoe(volatility: risk, recoveredShare: share),
        referenceEquity: book, options: options)
    }
  }
}

/// One line of the table of valuation functions.
struct ValuationPoint: Decodable, Sendable {
  let equity: Double
  let assets: Double
  let owed: Double
  let volatility: Double
  let share: Double
  let value: Double
  let merton: Double
  let blackCox: Double

  /// The value of a claim on a debtor with these numbers.
  func value(_ valuation: some InterbankValuation) -> Double {
    valuation.value(
      equity: equity, debtor: Debtor(externalAssets: assets, obligations: owed))
  }
}

@Suite struct ExAnteCasesTests {
  static let cases = needed(try CaseFile<ExAnteCase>.load("ex-ante"))
  static let table = needed(try CaseFile<ValuationPoint>.load("ex-ante-table"))

  @Test func `every published case is found and read`() {
    #expect(Self.cases.count == 22 && Self.table.count == 27)
  }

  @Test(arguments: cases)
  func `the published equities are reproduced from above`(_ given: ExAnteCase) throws {
    let found = try given.solve()
    #expect(found.report.status == .converged && found.report.fixedPoint == .greatest)
    expectClose(found.equity, given.expected.equity, given.tolerance)
    if let valuation = given.expected.valuation {
      expectClose(found.valuation, valuation, given.tolerance)
    }
    // A sweep that moves nothing by 1e-13 is within the rounding of equities of order ten.
    #expect(found.report.residual < 1e-12)
  }

  @Test(arguments: cases)
  func `risk smooths the valuation, and the solution from below is the same`(
    _ given: ExAnteCase
  ) throws {
    let least = try given.solve(.init(fixedPoint: .least))
    #expect(least.report.fixedPoint == .least && least.report.status.isSolved)
    expectClose(least.equity, given.expected.equity, given.tolerance)
  }

  /// The published table was confirmed to 1e-12.
  static let tableTolerance = 1e-12

  @Test(arguments: table)
  func `the valuation functions are those of the published table`(_ point: ValuationPoint) {
    let risk = HorizonVolatility.common(point.volatility)
    let value = point.value(ExAnteEisenbergNoe(volatility: risk, recoveredShare: point.share))
    #expect(abs(value - point.value) < Self.tableTolerance)
    let merton = mertonDefaultProbability(
      equity: point.equity, externalAssets: point.assets, volatility: point.volatility)
    #expect(abs(merton - point.merton) < Self.tableTolerance)
    let blackCox = blackCoxDefaultProbability(
      equity: point.equity, externalAssets: point.assets, volatility: point.volatility)
    #expect(abs(blackCox - point.blackCox) < Self.tableTolerance)
    let furfine = point.value(ExAnteFurfine(volatility: risk, recovery: 0.3))
    #expect(abs(furfine - (1 - 0.7 * point.merton)) < Self.tableTolerance)
    let passage = point.value(ExAnteBlackCox(volatility: risk, recovery: 0.3))
    #expect(abs(passage - (1 - 0.7 * point.blackCox)) < Self.tableTolerance)
  }
}
