import LinearAlgebra

/// `G = (I − Λ)⁻¹` on some nodes, with which systems that hold more nodes at a bound are solved.
///
/// With the nodes `T` held at values `t`, the solution of `x = b + Λ·x` elsewhere is `x = G·(b + c)`, where
/// `c` is zero outside `T` and `G_TT·c_T = t − (G·b)_T`: a system of the order of `T`.
struct InverseOnNodes {
  /// The nodes, ascending.
  let nodes: [Int]
  /// `Gᵀ` by rows: row `t` is what one unit at node `t` does to all.
  let transposed: [Double]

  /// Nil where the system is singular to working precision, or the spectral radius of the block of `Λ` is
  /// not below one.
  init?(_ system: DistressSystem, _ nodes: [Int]) {
    self.nodes = nodes
    guard let factor = Self.contractingFactor(system, nodes) else { return nil }
    transposed = factor.inverse.transposed.elements
  }

  /// The factors of `I − Λ`, if `(I − Λ)·y = 1` has a positive solution: then the spectral radius is below
  /// one.
  private static func contractingFactor(_ system: DistressSystem, _ nodes: [Int]) -> LUFactor? {
    let order = nodes.count
    let elements = [Double](unsafeUninitializedCapacity: order * order) { target, count in
      system.extended.withUnsafeBufferPointer { leverage in
        for (row, i) in nodes.enumerated() {
          for (column, k) in nodes.enumerated() {
            target[row * order + column] =
              (row == column ? 1 : 0) - leverage[i * system.count + k]
          }
        }
      }
      count = order * order
    }
    let matrix = Matrix(rows: order, columns: order, elements: elements)
    guard let factor = LUFactor(matrix), factor.reciprocalCondition > 1e-13,
      factor.solve([Double](repeating: 1, count: order)).allSatisfy({ $0 > 0.5 })
    else { return nil }
    return factor
  }

  /// `G·b` for some rows `b` that follow each other.
  func times(_ rows: [Double]) -> [Double] {
    let order = nodes.count
    var result = [Double](repeating: 0, count: rows.count)
    guard order > 0, rows.contains(where: { $0 != 0 }) else { return result }
    add(rows, to: &result)
    return result
  }

  /// Adds `G·c` to each row of `result`, for the rows `c`.
  func add(_ rows: [Double], to result: inout [Double]) {
    let order = nodes.count
    guard order > 0, !rows.isEmpty else { return }
    // A row of few units is cheaper one unit at a time.
    let units = rows.count { $0 != 0 }
    let count = rows.count / order
    transposed.withUnsafeBufferPointer { inverse in
      rows.withUnsafeBufferPointer { rows in
        result.withUnsafeMutableBufferPointer { result in
          guard let inverse = inverse.baseAddress, let source = rows.baseAddress,
            let target = result.baseAddress
          else { return }
          if units > Self.fewUnits * count {
            BlockKernel.addProduct(
              source, count: count, by: inverse, inputs: order, outputs: order, to: target)
            return
          }
          for place in rows.indices where rows[place] != 0 {
            let (row, unit) = (place / order, place % order)
            BlockKernel.add(
              rows[place], times: inverse + unit * order, count: order, to: target + row * order)
          }
        }
      }
    }
  }

  /// Up to so many units a row are added one by one.
  private static var fewUnits: Int { 12 }
}
