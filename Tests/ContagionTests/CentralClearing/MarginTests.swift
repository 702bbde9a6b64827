import Contagion
import LinearAlgebra
import Randomness
import Testing

@Suite struct MarginTests {
  /// Unified over siloed margin of `n` equal positions with correlation `ρ`: `√(n + n(n − 1)ρ)/n`.
  @Test(arguments: [
    (2, 0.0, 0.7071067811865476), (4, 0, 0.5), (8, 0, 0.3535533905932738),
    (4, 0.25, 0.6614378277661477), (8, 0.25, 0.5863019699779287), (8, 0.5, 0.75),
    (16, 0.25, 0.5448623679425842),
  ])
  func `one netting set needs less than silos, by the closed form`(
    count: Int, correlation: Double, ratio: Double
  ) {
    let model = InitialMarginModel(floorRate: 0, multiplier: 1.5, quantile: 2.33)
    var covariance = Matrix(rows: count, columns: count, repeating: 0.04 * correlation)
    for a in 0..<count { covariance[a, a] = 0.04 }
    // The first row holds all positions, each further row one of them.
    var exposures = Matrix(rows: count + 1, columns: count)
    for a in 0..<count {
      exposures[0, a] = 100
      exposures[a + 1, a] = 100
    }
    let margins = model.requirements(exposures: exposures, covariance: covariance)
    let siloed = margins.dropFirst().reduce(0, +)
    #expect(abs(siloed - Double(count) * 1.5 * 2.33 * 20) < 1e-9)
    #expect(abs(margins[0] / siloed - ratio) < 1e-12)
  }

  @Test func `the floor binds a hedged book and concentration is charged on top`() {
    let model = InitialMarginModel(floorRate: 0.01, multiplier: 2, quantile: 3)
    let margins = model.requirements(
      exposures: Matrix(rows: [[100, -100], [100, 0], [0, 0]]),
      covariance: Matrix(rows: [[0.01, 0.01], [0.01, 0.01]]), concentration: [1e-4, 0])
    // 2·(0.01·200 + 1e-4·100²) = 6, then 2·(3·√(0.01·100²) + 1) = 62.
    expectClose(margins, [6, 62, 0], 1e-12)
  }

  @Test func `the batch equals one netting set at a time`() {
    var stream = Stream(seed: 5, replicate: 0, purpose: 0, tick: 0, entity: 0)
    let (sets, assets) = (37, 11)
    let factor = Matrix(
      rows: assets, columns: assets,
      elements: (0..<assets * assets).map { _ in 0.1 * stream.normal() })
    let covariance = factor.multiply(factor.transposed)
    let exposures = Matrix(
      rows: sets, columns: assets,
      elements: (0..<sets * assets).map { _ in 50 * stream.normal() })
    let concentration = (0..<assets).map { _ in 1e-3 * stream.uniform() }
    let model = InitialMarginModel(floorRate: 0.02, multiplier: 1.1, quantile: 2)
    let margins = model.requirements(
      exposures: exposures, covariance: covariance, concentration: concentration)
    for set in 0..<sets {
      var (gross, variance, addOn) = (0.0, 0.0, 0.0)
      for a in 0..<assets {
        gross += abs(exposures[set, a])
        addOn += concentration[a] * exposures[set, a] * exposures[set, a]
        for b in 0..<assets { variance += exposures[set, a] * covariance[a, b] * exposures[set, b] }
      }
      let expected = 1.1 * (max(0.02 * gross, 2 * variance.squareRoot()) + addOn)
      #expect(abs(margins[set] - expected) <= 1e-12 * expected)
    }
  }

  /// Murphy, Vasios and Vause (2014): the rise of margin after `k` moves of three deviations.
  @Test(arguments: [
    (0.94, [1.216552506059644, 1.76883233258554, 2.1658899065374504]),
    (0.97, [1.1135528725660044, 1.459495732915996, 1.7608540498407514]),
    (0.99, [1.0392304845413265, 1.1798642298162958, 1.32851172367035]),
  ])
  func `margins from weighted volatility rise in stress by the closed form`(
    decay: Double, ratios: [Double]
  ) {
    var covariance = ExponentialCovariance(decay: decay, initial: Matrix(rows: [[4, 1], [1, 9]]))
    for k in 1...10 {
      covariance.update(returns: [6, -6])
      for (moves, ratio) in zip([1, 5, 10], ratios) where moves == k {
        #expect(abs((covariance.matrix[0, 0] / 4).squareRoot() - ratio) < 1e-12)
      }
    }
    let matrix = covariance.matrix
    #expect(matrix[0, 1] == matrix[1, 0])
    let left = (0..<10).reduce(1.0) { product, _ in product * decay }
    #expect(abs(matrix[0, 1] - (left - (1 - left) * 36)) < 1e-12)
  }
}
