package import Randomness

/// Sobol's low-discrepancy sequence (Sobol 1967) in the order of Antonov and Saleev (1979), with the
/// directions of Joe and Kuo.
///
/// Points in blocks of powers of two are balanced in every dimension. A digital shift keeps that and moves
/// points off the faces of the cube; without one the first point is the origin.
package struct SobolSequence: Sendable {
  package static let maximumDimensions = JoeKuoDirections.rows.count + 1
  private static let bits = 30
  private let directions: [[UInt32]]
  private let shift: [UInt32]

  /// The sequence as published.
  package init(dimensions: Int) {
    self.init(dimensions: dimensions, shift: [UInt32](repeating: 0, count: dimensions))
  }

  /// The sequence under a random digital shift (Owen 2020: no point is dropped).
  package init(dimensions: Int, shiftedBy stream: Stream) {
    var stream = stream
    self.init(
      dimensions: dimensions,
      shift: (0..<dimensions).map { _ in UInt32(stream.integer(below: 1 << Self.bits)) })
  }

  private init(dimensions: Int, shift: [UInt32]) {
    precondition(
      (1...Self.maximumDimensions).contains(dimensions),
      "\(dimensions) dimensions outside 1...\(Self.maximumDimensions)")
    self.shift = shift
    directions = (0..<dimensions).map(Self.directions)
  }

  /// The point at a place of the sequence, in [0, 1).
  package func point(at index: Int) -> [Double] {
    precondition(index >= 0 && index < 1 << Self.bits, "place \(index) of the sequence")
    let gray = UInt32(index ^ (index >> 1))
    return directions.indices.map { dimension in
      var word = shift[dimension]
      for bit in 0..<Self.bits where gray >> bit & 1 == 1 { word ^= directions[dimension][bit] }
      return Double(word) / Double(1 << Self.bits)
    }
  }

  /// The direction words of a dimension: `m_j = 2a_1 m_{j−1} ⊕ … ⊕ 2^s m_{j−s} ⊕ m_{j−s}`, shifted to the
  /// high bits.
  private static func directions(_ dimension: Int) -> [UInt32] {
    var odd = [UInt32](repeating: 1, count: bits)
    if dimension > 0 {
      let row = JoeKuoDirections.rows[dimension - 1]
      let polynomial = row[0]
      let degree = row.count - 1
      for place in 0..<min(degree, bits) { odd[place] = row[place + 1] }
      for place in degree..<bits {
        odd[place] = odd[place - degree] ^ odd[place - degree] << degree
        for term in 1..<degree where polynomial >> (degree - term) & 1 == 1 {
          odd[place] ^= odd[place - term] << term
        }
      }
    }
    return odd.enumerated().map { $1 << (bits - 1 - $0) }
  }
}
