import LinearAlgebra
import Randomness
import Testing

/// A matrix of standard normals, the same for the same arguments.
func sample(_ rows: Int, _ columns: Int, _ seed: UInt64) -> Matrix {
  var stream = Stream(seed: seed, replicate: 0, purpose: 0, tick: 0, entity: 0)
  return Matrix(
    rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in stream.normal() })
}

/// Expects equal counts and each pair within `tolerance`.
func expectNear(
  _ found: [Double], _ expected: [Double], _ tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, sourceLocation: sourceLocation)
  for (place, (a, b)) in zip(found, expected).enumerated() {
    #expect(abs(a - b) <= tolerance, "at \(place): \(a) for \(b)", sourceLocation: sourceLocation)
  }
}
