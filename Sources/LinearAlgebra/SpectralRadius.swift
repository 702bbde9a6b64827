/// The largest modulus of the eigenvalues of a non-negative matrix, and how it was found.
public struct SpectralRadius: Sendable, Equatable {
  /// How far the value can be trusted.
  public enum Status: Sendable, Equatable {
    /// From LAPACK's eigenvalues or a closed form.
    case direct
    /// By power iteration; the true value is within ``SpectralRadius/uncertainty``.
    case converged
    /// The limit of iterations was met first; the true value is within the stated uncertainty.
    case iterationLimit
  }
  /// The spectral radius.
  public let value: Double
  /// How the value was found.
  public let status: Status
  /// The half-width of the bracket that encloses the true value; 0 for a direct answer.
  public let uncertainty: Double
  /// The number of matrix–vector products, 0 for a direct answer.
  public let iterations: Int
}

/// The spectral radius `ρ(A)` of a square matrix with no negative entry.
///
/// The graph of `A` is split into strongly connected components, whose largest radius is `ρ(A)`
/// (Perron–Frobenius). A component of up to `directOrder` nodes is given to LAPACK's `dgeev`; a larger
/// one is iterated as `x ← (A + cI)x` with `c` half of the largest row sum, so that no period can arise,
/// until the Collatz–Wielandt bracket `min (Ax)_i/x_i ≤ ρ ≤ max (Ax)_i/x_i` is relatively narrower than
/// `tolerance`. For leverage matrices a value above one is instability (Bardoscia et al. 2017,
/// doi:10.1038/ncomms14416).
///
/// - Parameters:
///   - matrix: square, finite and non-negative.
///   - tolerance: the relative width of the bracket at which the iteration stops.
///   - maximumIterations: the bound on the products per component.
///   - directOrder: the largest component that is solved directly.
public func spectralRadius(
  _ matrix: Matrix, tolerance: Double = 1e-12, maximumIterations: Int = 10_000,
  directOrder: Int = 100
) -> SpectralRadius {
  precondition(matrix.rows == matrix.columns, "(\(matrix.rows) × \(matrix.columns)) is not square")
  precondition(
    matrix.elements.allSatisfy { $0 >= 0 && $0.isFinite }, "entries must be finite and ≥ 0")
  let successors = (0..<matrix.rows).map { i in
    (0..<matrix.columns).filter { matrix[i, $0] > 0 }
  }
  var largest = SpectralRadius(value: 0, status: .direct, uncertainty: 0, iterations: 0)
  for component in strongComponents(successors: successors) {
    let radius = irreducibleRadius(
      matrix, component, tolerance: tolerance, maximumIterations: maximumIterations,
      directOrder: directOrder)
    if radius.value > largest.value { largest = radius }
  }
  return largest
}

/// The spectral radius of a square sparse matrix with no negative entry.
///
/// As for a dense one; components of more than `directOrder` nodes are iterated over their stored entries, so that
/// memory is `O(rows + stored entries)` and an iteration costs as much.
///
/// - Parameters:
///   - matrix: square, finite and non-negative.
///   - tolerance: the relative width of the bracket at which the iteration stops.
///   - maximumIterations: the bound on the products per component.
///   - directOrder: the largest component that is solved directly.
public func spectralRadius(
  _ matrix: SparseMatrix, tolerance: Double = 1e-12, maximumIterations: Int = 10_000,
  directOrder: Int = 100
) -> SpectralRadius {
  precondition(matrix.rows == matrix.columns, "(\(matrix.rows) × \(matrix.columns)) is not square")
  precondition(
    matrix.values.allSatisfy { $0 >= 0 && $0.isFinite }, "entries must be finite and ≥ 0")
  let successors = (0..<matrix.rows).map { i in
    matrix.row(i).filter { $0.value > 0 }.map(\.column)
  }
  var largest = SpectralRadius(value: 0, status: .direct, uncertainty: 0, iterations: 0)
  for component in strongComponents(successors: successors) {
    if component.count == 1, !successors[component[0]].contains(component[0]) { continue }
    let block = matrix.block(component)
    let radius =
      component.count <= directOrder
      ? irreducibleRadius(
        block.dense, Array(component.indices), tolerance: tolerance,
        maximumIterations: maximumIterations, directOrder: directOrder)
      : powerIteration(block, tolerance: tolerance, maximumIterations: maximumIterations)
    if radius.value > largest.value { largest = radius }
  }
  return largest
}

extension SparseMatrix {
  /// The entries whose row and column are both among some nodes, in ascending order.
  fileprivate func block(_ nodes: [Int]) -> SparseMatrix {
    guard nodes.count < rows else { return self }
    var entries: [Entry] = []
    for (row, i) in nodes.enumerated() {
      for (column, value) in self.row(i) {
        guard let place = place(of: column, in: nodes) else { continue }
        entries.append(Entry(row: row, column: place, value: value))
      }
    }
    return SparseMatrix(rows: nodes.count, columns: nodes.count, entries: entries)
  }

  /// Where a node stands in an ascending list.
  private func place(of node: Int, in nodes: [Int]) -> Int? {
    var (low, high) = (0, nodes.count)
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle] < node { low = middle + 1 } else { high = middle }
    }
    return low < nodes.count && nodes[low] == node ? low : nil
  }
}

private func irreducibleRadius(
  _ matrix: Matrix, _ nodes: [Int], tolerance: Double, maximumIterations: Int, directOrder: Int
) -> SpectralRadius {
  if nodes.count == 1 {
    let value = matrix[nodes[0], nodes[0]]
    return SpectralRadius(value: value, status: .direct, uncertainty: 0, iterations: 0)
  }
  var block = Matrix(rows: nodes.count, columns: nodes.count)
  for (row, i) in nodes.enumerated() {
    for (column, j) in nodes.enumerated() { block[row, column] = matrix[i, j] }
  }
  if nodes.count <= directOrder, let value = largestModulus(block) {
    return SpectralRadius(value: value, status: .direct, uncertainty: 0, iterations: 0)
  }
  return powerIteration(block, tolerance: tolerance, maximumIterations: maximumIterations)
}

/// Shifted power iteration on an irreducible block, between Collatz–Wielandt bounds.
private func powerIteration(
  _ block: some LinearOperator, tolerance: Double, maximumIterations: Int
) -> SpectralRadius {
  let sums = block.rowSums
  let shift = 0.5 * (sums.max() ?? 0)
  var x = [Double](repeating: 1, count: block.rows)
  var lower = sums.min() ?? 0
  var upper = sums.max() ?? 0
  var iterations = 0
  while upper - lower > tolerance * upper, iterations < maximumIterations {
    let image = block.times(x)
    iterations += 1
    var (low, high, peak) = (Double.infinity, 0.0, 0.0)
    for i in x.indices {
      let ratio = image[i] / x[i]
      low = min(low, ratio)
      high = max(high, ratio)
      x[i] = image[i] + shift * x[i]
      peak = max(peak, x[i])
    }
    lower = max(lower, low)
    upper = min(upper, high)
    // Kept above the smallest normal number, so that every ratio stays defined.
    for i in x.indices { x[i] = max(x[i] / peak, 0x1p-900) }
  }
  return SpectralRadius(
    value: 0.5 * (lower + upper),
    status: upper - lower <= tolerance * upper ? .converged : .iterationLimit,
    uncertainty: 0.5 * max(0, upper - lower), iterations: iterations)
}
