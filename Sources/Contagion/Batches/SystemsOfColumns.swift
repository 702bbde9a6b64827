import LinearAlgebra

/// The systems of several columns that share an inverse, solved by policy iteration in step.
///
/// Each iteration solves every column with its nodes at the bounds held there, then lets go those whose line
/// has come back, and holds those that went beyond, until no one moves.
struct SystemsOfColumns {
  private let columns: [ShockColumn]
  private let inverse: InverseOnNodes
  private let system: DistressSystem

  init(_ columns: [ShockColumn], _ inverse: InverseOnNodes, _ system: DistressSystem) {
    self.columns = columns
    self.inverse = inverse
    self.system = system
  }

  /// Iterations after which the present places are left to the check.
  private static var maximumIterations: Int { 60 }

  /// Puts the solutions into the candidates of the columns.
  func solve() {
    let order = inverse.nodes.count
    guard order > 0 else { return }
    let unheld = inverse.times(columns.flatMap { constants($0) })
    var waiting = Array(columns.indices)
    for _ in 0..<Self.maximumIterations {
      var corrections = [Double](repeating: 0, count: waiting.count * order)
      var solutions: [Double] = []
      solutions.reserveCapacity(corrections.count)
      for (row, j) in waiting.enumerated() {
        let start = unheld[j * order..<(j + 1) * order]
        solutions.append(contentsOf: start)
        hold(columns[j], start, into: &corrections, at: row * order)
      }
      inverse.add(corrections, to: &solutions)
      var moving: [Int] = []
      for (row, j) in waiting.enumerated() {
        if correct(columns[j], solutions, corrections, at: row * order) { moving.append(j) }
      }
      waiting = moving
      if waiting.isEmpty { return }
    }
  }

  /// `b`: the shock, and what the nodes held outside the system do; zero where it is infinite.
  private func constants(_ column: ShockColumn) -> [Double] {
    inverse.nodes.map { i in
      let shock = column.shock[i]
      guard shock.isFinite else { return 0 }
      return column.heldImage.isEmpty ? shock : shock + column.heldImage[i]
    }
  }

  /// The corrections that hold a column's nodes at their bounds.
  private func hold(
    _ column: ShockColumn, _ unheld: ArraySlice<Double>, into corrections: inout [Double],
    at start: Int
  ) {
    let order = inverse.nodes.count
    let held = (0..<order).filter { column.places[inverse.nodes[$0]] != .between }
    guard !held.isEmpty else { return }
    var side = held.map { t in
      (column.places[inverse.nodes[t]] == .zero ? 0 : 1) - unheld[unheld.startIndex + t]
    }
    var block: [Double] = []
    block.reserveCapacity(held.count * held.count)
    for unit in held {
      for t in held { block.append(inverse.transposed[unit * order + t]) }
    }
    var pivots: [Int32] = []
    // A block of the inverse of an M-matrix is not singular but by rounding; the check finds that.
    guard BlockKernel.solve(columns: &block, side: &side, pivots: &pivots) else { return }
    for (place, t) in held.enumerated() { corrections[start + t] = side[place] }
  }

  /// Takes over a solution, and corrects the places of its nodes; whether any moved.
  private func correct(
    _ column: ShockColumn, _ solutions: [Double], _ corrections: [Double], at start: Int
  ) -> Bool {
    var moved = false
    for (t, i) in inverse.nodes.enumerated() {
      let value = solutions[start + t]
      let margin = system.margin[i]
      let rightful: ShockColumn.Place
      switch column.places[i] {
      case .lost:
        column.candidate[i] = 1
        continue
      case .one:
        // The line is the value less its correction.
        rightful = corrections[start + t] > margin ? .between : .one
        column.candidate[i] = 1
      case .zero:
        rightful = -corrections[start + t] > margin ? .between : .zero
        column.candidate[i] = 0
      case .between:
        rightful = value > 1 + margin ? .one : value < -margin ? .zero : .between
        column.candidate[i] = value
      }
      if rightful != column.places[i] {
        column.places[i] = rightful
        moved = true
      }
    }
    return moved
  }
}
