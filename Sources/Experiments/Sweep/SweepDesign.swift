import Formats
import Randomness

/// The cells of an experiment, numbered from 0, each with a level of every factor.
package struct SweepDesign: Sendable {
  enum Kind: Sendable {
    case product([[FactorValue]])
    case oneAtATime([[FactorValue]])
    case points([[Double]])
    case sequence(SobolSequence)
    case morris(MorrisTrajectories, levels: Int)
    case indices(SaltelliDesign)
    case table([[FactorValue?]])
  }

  let factors: [FactorEntry]
  let kind: Kind
  package let count: Int

  /// The purpose under which designs draw their numbers; no simulation uses it.
  private static let purpose: UInt32 = 0x4465_7367

  static func stream(seed: UInt64) -> Stream {
    Stream(seed: seed, replicate: 0, purpose: purpose, tick: 0, entity: 0)
  }

  /// How many cells a design has, before it is made; nil where a factor does not suit it.
  static func count(_ entry: DesignEntry, _ factors: [FactorEntry], tableRows: Int) -> Int? {
    switch entry {
    case .fullFactorial:
      var count = 1
      for factor in factors {
        guard let levels = factor.levels else { return nil }
        let (product, isTooLarge) = count.multipliedReportingOverflow(by: levels.count)
        count = isTooLarge ? .max : product
      }
      return count
    case .oneAtATime:
      var count = 1
      for factor in factors {
        guard let levels = factor.levels else { return nil }
        count += levels.count
      }
      return count
    case .table: return tableRows
    case .latinHypercube(let cells), .sobolSequence(let cells):
      return factors.allSatisfy(\.isContinuous) ? cells.cells : nil
    case .morris(let morris):
      return factors.allSatisfy(\.isContinuous) ? morris.trajectories * (factors.count + 1) : nil
    case .sobolIndices(let indices):
      return factors.allSatisfy(\.isContinuous) ? indices.base * (factors.count + 2) : nil
    }
  }

  /// Makes a design whose count is known; `table` has the rows of a design that is one.
  init(
    _ entry: DesignEntry, _ factors: [FactorEntry], table: [[FactorValue?]], count: Int,
    seed: UInt64
  ) {
    self.factors = factors
    self.count = count
    let stream = Self.stream(seed: seed)
    kind =
      switch entry {
      case .fullFactorial: .product(factors.map { $0.levels ?? [] })
      case .oneAtATime: .oneAtATime(factors.map { $0.levels ?? [] })
      case .latinHypercube(let cells):
        .points(latinHypercube(points: cells.cells, dimensions: factors.count, stream: stream))
      case .sobolSequence:
        .sequence(SobolSequence(dimensions: factors.count, shiftedBy: stream))
      case .morris(let morris):
        .morris(
          MorrisTrajectories(
            trajectories: morris.trajectories, factors: factors.count, levels: morris.levels,
            stream: stream), levels: morris.levels)
      case .sobolIndices(let indices):
        .indices(SaltelliDesign(base: indices.base, factors: factors.count, stream: stream))
      case .table: .table(table)
      }
  }

  /// The level of every factor in a cell; nil leaves what the scenario says.
  package func levels(of cell: Int) -> [FactorValue?] {
    precondition((0..<count).contains(cell), "cell \(cell) of \(count)")
    switch kind {
    case .product(let levels):
      var rest = cell
      var chosen: [FactorValue?] = []
      // The last factor moves fastest.
      for values in levels.reversed() {
        chosen.append(values[rest % values.count])
        rest /= values.count
      }
      return chosen.reversed()
    case .oneAtATime(let levels):
      var chosen = [FactorValue?](repeating: nil, count: levels.count)
      var place = cell - 1
      for (factor, values) in levels.enumerated() where place >= 0 {
        if place < values.count { chosen[factor] = values[place] }
        place -= values.count
      }
      return chosen
    case .points(let points): return values(at: points[cell])
    case .sequence(let sequence): return values(at: sequence.point(at: cell))
    case .indices(let design): return values(at: design.point(at: cell))
    case .table(let rows): return rows[cell]
    case .morris(let design, let levels):
      let (trajectory, place) = cell.quotientAndRemainder(dividingBy: factors.count + 1)
      let point = design.points[trajectory][place]
      return zip(factors, point).map { factor, place in
        // The ends of a distribution may be infinite: the middle of each level's share.
        factor.range == nil
          ? factor.value(at: (place * Double(levels - 1) + 0.5) / Double(levels))
          : factor.value(at: place)
      }
    }
  }

  private func values(at point: [Double]) -> [FactorValue?] {
    zip(factors, point).map { $0.value(at: $1) }
  }
}
