import LinearAlgebra
import Testing

@Suite struct LinearFixedPointTests {
  /// A positive matrix of the given spectral radius, and its `I − M`.
  func positive(_ order: Int, radius: Double) -> (matrix: Matrix, system: Matrix) {
    var matrix = sample(order, order, 21)
    for i in 0..<order { for k in 0..<order { matrix[i, k] = abs(matrix[i, k]) } }
    let scale = radius / spectralRadius(matrix).value
    var system = Matrix.identity(order)
    for i in 0..<order {
      for k in 0..<order {
        matrix[i, k] *= scale
        system[i, k] -= matrix[i, k]
      }
    }
    return (matrix, system)
  }

  @Test(arguments: [0.1, 0.8, 0.99, 1.3])
  func `the iterated solution is that of the LU factors, dense and sparse`(radius: Double) throws {
    let (matrix, system) = positive(60, radius: radius)
    let constant = sample(60, 1, 22).elements
    let expected = try #require(solve(system, constant))
    let dense = linearFixedPoint(matrix, constant: constant, tolerance: 1e-12)
    let sparse = linearFixedPoint(SparseMatrix(matrix), constant: constant, tolerance: 1e-12)
    #expect(dense.converged && sparse.converged)
    // The error is the residual times the norm of the inverse, at most about 100 here.
    expectNear(dense.solution, expected, 1e-9)
    expectNear(sparse.solution, expected, 1e-9)
    // Plain iteration takes log(1e-12)/log(radius) products: 124 for 0.8.
    #expect(dense.products < 60)
  }

  @Test func `the residual is the true one, and a singular system is not said to converge`() {
    let (matrix, _) = positive(40, radius: 1)
    let constant = [Double](repeating: 1, count: 40)
    let found = linearFixedPoint(matrix, constant: constant, maximumProducts: 200)
    let image = matrix.times(found.solution)
    let residual = image.indices.map { abs(constant[$0] + image[$0] - found.solution[$0]) }
    #expect(found.residual == residual.max())
    #expect(!found.converged)
  }

  @Test func `a spectral radius just below one is solved to the rounding of the solution`() {
    let (matrix, _) = positive(40, radius: 1 - 1e-9)
    let found = linearFixedPoint(
      matrix, constant: [Double](repeating: 1, count: 40), tolerance: 1e-5)
    // The solution is of the order 1e9, of which the last digit is 1e-7.
    #expect(found.converged)
    #expect(found.solution.allSatisfy { $0 > 1e7 })
  }

  @Test func `nothing to solve takes one product`() {
    let none = linearFixedPoint(Matrix(rows: 3, columns: 3), constant: [1, 2, 3])
    #expect(none.solution == [1, 2, 3] && none.products == 1 && none.residual == 0)
    #expect(linearFixedPoint(Matrix(rows: 0, columns: 0), constant: []).converged)
  }

  @Test func `the inverse times the matrix is the identity`() throws {
    let (_, system) = positive(30, radius: 0.9)
    let inverse = try #require(LUFactor(system)).inverse
    expectNear(inverse.multiply(system).elements, Matrix.identity(30).elements, 1e-12)
  }

  @Test(arguments: [1, 2, 5])
  func `blocks cover every place once, on any number of threads`(threads: Int) {
    var counts = [Int](repeating: 0, count: 103)
    var starts = counts
    counts.withUnsafeMutableBufferPointer { counts in
      starts.withUnsafeMutableBufferPointer { starts in
        forEachBlock(of: 103, size: 10, threads: threads) { places in
          for place in places {
            counts[place] += 1
            starts[place] = places.lowerBound
          }
        }
      }
    }
    #expect(counts == Array(repeating: 1, count: 103))
    #expect(starts == (0..<103).map { $0 / 10 * 10 })
  }
}
