import LinearAlgebra
import Networks

/// The system of the nodes that are valued on their lines: `e = r + M·e`, `M[i,k] = slope_i·A[i,k]`.
///
/// Small ones are solved by LU factors. From ``leastIterated`` nodes on the system is iterated first, which
/// takes a few products where a factorisation takes as many operations as hundreds; LU factors stand in where
/// that does not come down to rounding.
struct LineSystem {
  private let model: PiecewiseValuation<ExposureNetwork>
  private let nodes: [Int]

  init(_ model: PiecewiseValuation<ExposureNetwork>, _ nodes: [Int]) {
    self.model = model
    self.nodes = nodes
  }

  /// Systems of fewer nodes are factorised at once.
  static var leastIterated: Int { 150 }
  /// The residual, in units of face value, to which an iterated system is solved.
  private static var rounding: Double { 1e-15 }
  /// Products after which iteration gives way to the LU factors: no dearer than half of these.
  private static var maximumProducts: Int { 60 }
  /// Systems whose reciprocal condition is below this are iterated monotonically instead of solved.
  private static var leastCondition: Double { 1e-13 }

  /// The solution for `r`, and how many products with `M` it took.
  ///
  /// Nil where the system is singular to working precision or, when asked to certify, where `M` has
  /// a spectral radius of one or more.
  func solve(_ constant: [Double], certify: Bool) -> (solution: [Double], products: Int)? {
    if nodes.count >= Self.leastIterated {
      let block = Matrix(rows: nodes.count, columns: nodes.count, elements: elements(identity: 0))
      let products = certify ? contractingProducts(block) : 0
      if let products {
        let found = linearFixedPoint(
          block, constant: constant, tolerance: Self.rounding,
          maximumProducts: Self.maximumProducts)
        if found.converged { return (found.solution, products + found.products) }
      }
    }
    let system = Matrix(rows: nodes.count, columns: nodes.count, elements: elements(identity: 1))
    guard let factor = LUFactor(system), factor.reciprocalCondition > Self.leastCondition else {
      return nil
    }
    if certify {
      let witness = factor.solve([Double](repeating: 1, count: nodes.count))
      guard witness.allSatisfy({ $0 > 0.5 }) else { return nil }
    }
    return (factor.solve(constant), 1)
  }

  /// After how many products `Mᵏ·1 < 1` shows that the spectral radius is below one; nil if not soon.
  private func contractingProducts(_ block: Matrix) -> Int? {
    var image = [Double](repeating: 1, count: nodes.count)
    for products in 1...12 {
      image = block.times(image)
      if image.allSatisfy({ $0 < 1 }) { return products }
    }
    return nil
  }

  /// `I − M` with `identity` one, and `M` with `identity` zero, row by row.
  private func elements(identity: Double) -> [Double] {
    let order = nodes.count
    let sign = identity == 0 ? 1.0 : -1.0
    return [Double](unsafeUninitializedCapacity: order * order) { system, count in
      model.network.claims.withUnsafeElements { claims in
        nodes.withUnsafeBufferPointer { nodes in
          var row = 0
          while row < order {
            let creditor = nodes[row] * model.count
            let slope = sign * model.slope[nodes[row]]
            var column = 0
            while column < order {
              system[row * order + column] = slope * claims[creditor + nodes[column]]
              column += 1
            }
            system[row * order + row] += identity
            row += 1
          }
        }
      }
      count = order * order
    }
  }
}
