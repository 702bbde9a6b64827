import LinearAlgebra
import Testing

@Suite struct FactorTests {
  @Test(arguments: [1, 2, 7, 40])
  func `LU solves what multiplication made`(order: Int) throws {
    let a = sample(order, order, 11)
    let x = sample(order, 3, 12)
    let factor = try #require(LUFactor(a))
    // Normal matrices of order 40 have condition numbers of a few hundred.
    expectNear(factor.solve(a.times(x.column(0))), x.column(0), 1e-11)
    expectNear(factor.solve(a.multiply(x)).elements, x.elements, 1e-11)
    expectNear(try #require(solve(a, a.times(x.column(2)))), x.column(2), 1e-11)
    #expect(factor.reciprocalCondition > 0 && factor.reciprocalCondition <= 1)
  }

  @Test func `LU pivots`() throws {
    #expect(try #require(solve(Matrix(rows: [[0, 2], [1, 0]]), [4, 3])) == [3, 2])
  }

  @Test func `a singular system has no solution`() {
    #expect(LUFactor(Matrix(rows: [[1, 2], [2, 4]])) == nil)
    #expect(solve(Matrix(rows: [[1, 2], [2, 4]]), [1, 1]) == nil)
    // A closed ring: rows add up to zero, but for rounding.
    let third = 1.0 / 3
    let ring = Matrix(rows: [
      [1, -third, -2 * third], [-2 * third, 1, -third], [-third, -2 * third, 1],
    ])
    #expect(solve(ring, [1, 1, 1]) == nil)
    #expect(LUFactor(Matrix(rows: [[.nan]])) == nil)
    #expect(solve(Matrix(rows: []), []) == [])
  }

  @Test func `the reciprocal condition of the identity is one and falls with scale`() throws {
    #expect(try #require(LUFactor(.identity(5))).reciprocalCondition == 1)
    let skewed = try #require(LUFactor(.diagonal([1, 1e-8])))
    #expect(abs(skewed.reciprocalCondition - 1e-8) < 1e-20)
  }

  @Test func `the Cholesky factor squares to its matrix`() throws {
    let root = sample(9, 9, 13)
    var a = root.multiply(root.transposed)
    let factor = try CholeskyFactor(a)
    expectNear(factor.lower.multiply(factor.lower.transposed).elements, a.elements, 1e-12)
    for i in 0..<9 {
      for j in 0..<9 where j > i { #expect(factor.lower[i, j] == 0) }
    }
    let v = sample(9, 1, 14).elements
    expectNear(factor.multiply(v), factor.lower.times(v), 1e-13)
    expectNear(a.times(factor.solve(v)), v, 1e-8)
    // Only the lower triangle is read.
    a[0, 8] = 99
    #expect(try CholeskyFactor(a).lower == factor.lower)
  }

  @Test func `a matrix that is not positive definite names its first bad minor`() {
    #expect(throws: NotPositiveDefinite(leadingMinor: 2)) {
      try CholeskyFactor(Matrix(rows: [[1, 2, 0], [2, 1, 0], [0, 0, 1]]))
    }
    #expect(throws: NotPositiveDefinite(leadingMinor: 1)) {
      try CholeskyFactor(Matrix(rows: [[-1]]))
    }
    #expect(throws: NotPositiveDefinite(leadingMinor: 3)) {
      try CholeskyFactor(Matrix(rows: [[1, 0, 1], [0, 1, 0], [1, 0, 1]]))
    }
  }
}
