package import Randomness

/// A Latin hypercube sample (McKay, Beckman and Conover 1979): in every dimension each of the equal strata
/// holds exactly one point, at a uniform place in it.
package func latinHypercube(points: Int, dimensions: Int, stream: Stream) -> [[Double]] {
  precondition(points > 0 && dimensions > 0, "\(points) points in \(dimensions) dimensions")
  var stream = stream
  var sample = [[Double]](
    repeating: [Double](repeating: 0, count: dimensions), count: points)
  for dimension in 0..<dimensions {
    let strata = stream.permutation(of: points)
    for point in 0..<points {
      sample[point][dimension] = (Double(strata[point]) + stream.uniform()) / Double(points)
    }
  }
  return sample
}
