import LinearAlgebra
import Testing

@Suite struct MatrixTests {
  @Test func `entries are stored row by row`() {
    var matrix = Matrix(rows: [[1, 2, 3], [4, 5, 6]])
    #expect(matrix.elements == [1, 2, 3, 4, 5, 6])
    #expect(matrix[1, 0] == 4)
    matrix[0, 2] = 9
    #expect(matrix.row(0) == [1, 2, 9] && matrix.column(2) == [9, 6])
    #expect(matrix == Matrix(rows: 2, columns: 3, elements: [1, 2, 9, 4, 5, 6]))
    #expect(matrix.rowSums == [12, 15] && matrix.columnSums == [5, 7, 15])
    #expect(matrix.transposed.transposed == matrix)
    #expect(matrix.transposed[2, 0] == 9)
  }

  @Test func `products by BLAS equal sums by hand`() {
    for (m, n, k) in [(1, 1, 1), (3, 5, 2), (17, 9, 31), (40, 1, 40), (1, 33, 7)] {
      let (a, b) = (sample(m, k, 1), sample(k, n, 2))
      let product = a.multiply(b)
      for i in 0..<m {
        for j in 0..<n {
          var sum = 0.0
          for l in 0..<k { sum += a[i, l] * b[l, j] }
          #expect(abs(product[i, j] - sum) < 1e-13 * Double(k))
        }
      }
      let x = sample(k, 1, 3).elements
      expectNear(a.times(x), a.multiply(Matrix(rows: k, columns: 1, elements: x)).elements, 1e-12)
      let y = sample(m, 1, 4).elements
      expectNear(a.transposedTimes(y), a.transposed.times(y), 1e-12)
    }
  }

  @Test func `the identity changes nothing and a diagonal scales`() {
    let a = sample(6, 6, 5)
    #expect(Matrix.identity(6).multiply(a) == a)
    #expect(Matrix.diagonal([2, 0.5]).times([3, 8]) == [6, 4])
  }

  @Test func `empty matrices multiply to empty or to zero`() {
    let empty = Matrix(rows: 0, columns: 3)
    #expect(empty.times([1, 2, 3]).isEmpty)
    #expect(empty.transposedTimes([]) == [0, 0, 0])
    #expect(Matrix(rows: 2, columns: 0).multiply(empty) == Matrix(rows: 2, columns: 3))
    #expect(Matrix(rows: []).elements.isEmpty)
  }

  @Test func `copies do not share later writes`() {
    let one = Matrix(rows: 2, columns: 2)
    var two = one
    two[0, 0] = 1
    two.withUnsafeMutableElements { $0[3] = 5 }
    #expect(one[0, 0] == 0 && two.elements == [1, 0, 0, 5])
    #expect(two.withUnsafeElements { $0.reduce(0, +) } == 6)
  }

  @Test func `a misshapen product is a caller's bug`() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 3).times([1, 2])
    }
  }
}
