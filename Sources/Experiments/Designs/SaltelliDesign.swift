package import Randomness

/// The points of Saltelli's (2010) scheme for variance-based indices: `A`, `B`, and for each factor `A` with
/// that factor taken from `B`; `A` and `B` are two halves of a Sobol sequence.
package struct SaltelliDesign: Sendable {
  /// How many points `A` has; a power of two keeps the sequence balanced.
  package let base: Int
  package let factors: Int
  private let sequence: SobolSequence

  package static let maximumFactors = SobolSequence.maximumDimensions / 2

  package init(base: Int, factors: Int, stream: Stream) {
    precondition(base > 0 && factors > 0, "\(base) points of \(factors) factors")
    self.base = base
    self.factors = factors
    sequence = SobolSequence(dimensions: 2 * factors, shiftedBy: stream)
  }

  /// `base · (factors + 2)`.
  package var count: Int { base * (factors + 2) }

  /// The points of one row of the scheme stand together: `A`, `A` with each factor from `B`, `B`.
  package func point(at index: Int) -> [Double] {
    let (row, column) = index.quotientAndRemainder(dividingBy: factors + 2)
    let both = sequence.point(at: row)
    let a = Array(both[..<factors])
    let b = Array(both[factors...])
    if column == 0 { return a }
    if column == factors + 1 { return b }
    var mixed = a
    mixed[column - 1] = b[column - 1]
    return mixed
  }
}
