import Contagion
import Foundation
import LinearAlgebra
import Networks
import Testing

/// A file of cases with the place they come from.
struct CaseFile<Case: Decodable>: Decodable {
  let origin: String
  let cases: [Case]

  static func load(_ name: String) throws -> [Case] {
    let url = try #require(
      Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "json"))
    let cases = try JSONDecoder().decode(CaseFile<Case>.self, from: Data(contentsOf: url)).cases
    try #require(!cases.isEmpty)
    return cases
  }
}

/// A network that several cases share.
struct SharedNetwork: Decodable {
  let id: String
  let count: Int
  let claims: [[Double]]
  let externalAssets: [Double]
  /// The assets after the shock of the cases that have one.
  let shockedAssets: [Double]?
  let externalLiabilities: [Double]
  let equity: [Double]

  var matrix: Matrix {
    var matrix = Matrix(rows: count, columns: count)
    for claim in claims { matrix[Int(claim[0]), Int(claim[1])] = claim[2] }
    return matrix
  }
}

/// A published or cross-checked computation: inputs, and those results that its source gives.
struct PublishedCase: Decodable, CustomStringConvertible, Sendable {
  struct Expected: Decodable, Sendable {
    let payments: [Double]?
    let leastPayments: [Double]?
    let equity: [Double]?
    let defaulted: [Int]?
    let defaultCount: Int?
    let rounds: [[Int]]?
    let distress: [Double]?
    let uncappedStress: [Double]?
    let additionalStress: Double?
    let additionalDefaults: Int?
    let impact: [Double]?
  }
  let id: String
  let tolerance: Double
  let network: String?
  let claims: [[Double]]?
  let externalAssets: [Double]?
  let externalLiabilities: [Double]?
  let pariPassu: Bool?
  let referenceEquity: [Double]?
  let buffer: [Double]?
  let initialDistress: [Double]?
  let weights: [Double]?
  let valuation: String?
  let alpha: Double?
  let beta: Double?
  let recovery: Double?
  let expected: Expected

  var description: String { id }

  /// The model of the case.
  func model() throws -> Valuation {
    switch valuation {
    case "furfine": .furfine(recovery: try #require(recovery))
    case "eisenbergNoe": .eisenbergNoe
    case "rogersVeraart": .rogersVeraart(alpha: try #require(alpha), beta: try #require(beta))
    case "nonlinearDebtRank":
      .nonlinearDebtRank(alpha: try #require(alpha), recovery: try #require(recovery))
    default: .linearDebtRank
    }
  }

  private func matrix() throws -> Matrix {
    if let claims { return Matrix(rows: claims) }
    let shared = try CaseFile<SharedNetwork>.load("networks")
    return try #require(shared.first { $0.id == network }).matrix
  }

  /// The network of the case.
  ///
  /// External creditors who rank with the claims become one more node; a case
  /// given by buffers gets balance sheets whose equity is the buffer less the initial distress.
  func exposures() throws -> ExposureNetwork {
    let claims = try matrix()
    if let buffer {
      let owed = claims.columnSums
      let lent = claims.rowSums
      let shock = initialDistress ?? buffer.map { _ in 0 }
      let net = buffer.indices.map { buffer[$0] * (1 - shock[$0]) - lent[$0] + owed[$0] }
      return try ExposureNetwork(
        claims: claims, externalAssets: net.map { max(0, $0) },
        externalLiabilities: net.map { max(0, -$0) })
    }
    let assets = try #require(externalAssets)
    guard pariPassu == true, let outside = externalLiabilities else {
      return try ExposureNetwork(
        claims: claims, externalAssets: assets, externalLiabilities: externalLiabilities)
    }
    let count = assets.count
    var widened = Matrix(rows: count + 1, columns: count + 1)
    for i in 0..<count {
      for k in 0..<count { widened[i, k] = claims[i, k] }
      widened[count, i] = outside[i]
    }
    return try ExposureNetwork(claims: widened, externalAssets: assets + [0])
  }

  /// The reference equity of the case, or else the book equity.
  func reference(_ network: ExposureNetwork) -> [Double] {
    referenceEquity ?? buffer ?? network.bookEquity
  }
}
