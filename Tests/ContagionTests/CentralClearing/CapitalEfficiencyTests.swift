import Contagion
import LinearAlgebra
import Randomness
import Testing

@Suite struct CapitalEfficiencyTests {
  /// Three members at three venues, margin a tenth of the net position of each account; by hand.
  @Test func `accounts at three venues lock up more than one account`() throws {
    let positions: [[Double]] = [[100, -80, 10], [-50, 60, 0], [30, 30, -70]]
    let venues = (0..<3).map { venue in
      Matrix(rows: positions.map { [$0[venue]] })
    }
    let found = siloedMargin(
      model: InitialMarginModel(floorRate: 0.1, multiplier: 1, quantile: 0), positions: venues,
      covariance: Matrix(rows: [[0]]))
    expectClose(found.siloed, [19, 11, 13], 1e-12)
    expectClose(found.unified, [3, 1, 1], 1e-12)
    #expect(abs(try #require(found.ratio) - 0.11627906976744186) < 1e-12)
  }

  /// Unified over siloed margin of `n` positions with correlation `ρ`: `√(n + n(n − 1)ρ)/n`.
  @Test(arguments: [
    (2, 0.0, 0.7071067811865476), (4, 0, 0.5), (8, 0, 0.3535533905932738),
    (4, 0.25, 0.6614378277661477), (8, 0.25, 0.5863019699779287), (8, 0.5, 0.75),
    (16, 0.25, 0.5448623679425842),
  ])
  func `one asset at each venue has the closed form`(
    count: Int, correlation: Double, ratio: Double
  ) throws {
    var covariance = Matrix(rows: count, columns: count, repeating: 0.04 * correlation)
    for a in 0..<count { covariance[a, a] = 0.04 }
    let venues = (0..<count).map { venue in
      var matrix = Matrix(rows: 1, columns: count)
      matrix[0, venue] = 70
      return matrix
    }
    let found = siloedMargin(
      model: InitialMarginModel(floorRate: 0, multiplier: 1.2, quantile: 2.33),
      positions: venues, covariance: covariance)
    #expect(abs(try #require(found.ratio) - ratio) < 1e-12)
  }

  @Test func `one account never needs more than several`() {
    var stream = Stream(seed: 15, replicate: 0, purpose: 15, tick: 0, entity: 0)
    for _ in 0..<50 {
      let (members, assets) = (4, 5)
      let factor = Matrix(
        rows: assets, columns: assets, elements: (0..<25).map { _ in stream.normal() })
      let covariance = factor.multiply(factor.transposed)
      let venues = (0..<3).map { _ in
        Matrix(
          rows: members, columns: assets,
          elements: (0..<members * assets).map { _ in stream.normal() })
      }
      let found = siloedMargin(
        model: InitialMarginModel(floorRate: 0.3, multiplier: 1, quantile: 2),
        positions: venues, covariance: covariance)
      for member in 0..<members {
        #expect(found.unified[member] <= found.siloed[member] * (1 + 1e-12))
      }
    }
  }

  @Test func `without positions or venues there is no ratio`() {
    let model = InitialMarginModel(floorRate: 0.1, multiplier: 1, quantile: 0)
    let flat = siloedMargin(
      model: model, positions: [Matrix(rows: 2, columns: 1)], covariance: Matrix(rows: [[1]]))
    #expect(flat.ratio == nil && flat.siloed == [0, 0])
    #expect(
      siloedMargin(model: model, positions: [], covariance: Matrix(rows: [[1]])).ratio == nil)
  }

  /// Reduced form of Benos, Huang, Menkveld and Vasios (2024): 2 % at each house, funded at 50
  /// basis points.
  @Test func `margin at two houses for a flat book costs a basis of two basis points`() {
    let basis = ClearingBasis(
      positions: [1e9, -1e9], marginRates: [0.02, 0.02], fundingSpread: 0.005)
    #expect(basis.fragmentedMargin == 4e7 && basis.unifiedMargin == 0)
    #expect(abs(basis.yearlyCost - 200_000) < 1e-9)
    #expect(abs(basis.breakEvenBasis - 2e-4) < 1e-16)
  }

  @Test func `positions that do not offset cost nothing to keep apart`() {
    let basis = ClearingBasis(
      positions: [3e6, 2e6], marginRates: [0.1, 0.1], fundingSpread: 0.01)
    #expect(abs(basis.yearlyCost) < 1e-9 && abs(basis.unifiedMargin - 5e5) < 1e-9)
    #expect(ClearingBasis(positions: [], marginRates: [], fundingSpread: 1).breakEvenBasis == 0)
  }
}
