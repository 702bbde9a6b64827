public import LinearAlgebra

/// Claims that meet given totals on the cells allowed, or the proof that there are none.
public enum Feasibility: Sendable, Equatable {
  /// Claims with the totals asked for, row = creditor; one of many.
  case feasible(Matrix)
  /// Some creditors own more than all who may owe them do owe.
  case infeasible(ViolatedCut)
}

/// Finds claims with the given row and column sums by maximum flow.
///
/// Creditors are sources, debtors sinks, and every allowed cell a channel without a bound. By the theorem of
/// Ford and Fulkerson (1956) the totals can be met exactly where the largest flow equals them, and otherwise
/// the smallest cut names creditors who own more than all their possible debtors owe (for the zero
/// diagonal alone: a node whose own and owed amounts together exceed the total). Shortest augmenting paths by levels
/// (Dinic 1970); `O(n²)` a phase, at most `O(n)` phases, few in practice.
///
/// - Parameters:
///   - rowTotals: what each node owns in claims.
///   - columnTotals: what each node owes; same sum.
///   - allowed: zero where no claim may be; all but the diagonal when left out. The diagonal is not read.
/// - Throws: ``ReconstructionError`` with every problem of the input.
public func feasibleClaims(
  rowTotals: [Double], columnTotals: [Double], allowed: Matrix? = nil
) throws(ReconstructionError) -> Feasibility {
  let problems = ReconstructionError.problems(rowTotals, columnTotals, prior: allowed)
  guard problems.isEmpty else { throw ReconstructionError(problems: problems) }
  var flow = BipartiteFlow(rowTotals, columnTotals, allowed)
  while flow.augment() {}
  guard flow.remaining > 1e-9 * flow.total else { return .feasible(flow.claims) }
  return .infeasible(flow.cut)
}

private struct BipartiteFlow {
  let total: Double
  private let rowTotals: [Double]
  private let columnTotals: [Double]
  private let allowed: Matrix?
  private(set) var claims: Matrix
  /// What is still to be placed.
  private var owned: [Double]
  private var owed: [Double]
  /// Below this, an amount is rounding.
  private let grain: Double
  private var rowLevels: [Int]
  private var columnLevels: [Int]

  init(_ rowTotals: [Double], _ columnTotals: [Double], _ allowed: Matrix?) {
    self.rowTotals = rowTotals
    self.columnTotals = columnTotals
    self.allowed = allowed
    let count = rowTotals.count
    total = rowTotals.reduce(0, +)
    claims = Matrix(rows: count, columns: count)
    (owned, owed) = (rowTotals, columnTotals)
    grain = 1e-14 * total
    rowLevels = Array(repeating: -1, count: count)
    columnLevels = rowLevels
  }

  var remaining: Double { max(owned.reduce(0, +), owed.reduce(0, +)) }

  private func isAllowed(_ i: Int, _ k: Int) -> Bool {
    i != k && (allowed.map { $0[i, k] > 0 } ?? true)
  }

  /// The levels of rows and columns seen from the creditors who own more; whether a debtor who owes is reached.
  private mutating func level() -> Bool {
    let count = owned.count
    rowLevels = (0..<count).map { owned[$0] > grain ? 0 : -1 }
    columnLevels = Array(repeating: -1, count: count)
    var frontier = (0..<count).filter { rowLevels[$0] == 0 }
    var depth = 0
    var isReached = false
    while !frontier.isEmpty, !isReached {
      var columns: [Int] = []
      for i in frontier {
        for k in 0..<count where columnLevels[k] < 0 && isAllowed(i, k) {
          columnLevels[k] = depth + 1
          columns.append(k)
          if owed[k] > grain { isReached = true }
        }
      }
      frontier = []
      for k in columns where !isReached {
        for i in 0..<count where rowLevels[i] < 0 && claims[i, k] > grain {
          rowLevels[i] = depth + 2
          frontier.append(i)
        }
      }
      depth += 2
    }
    return isReached
  }

  /// One phase: shortest paths until none of that length is left; false when there is none at all.
  mutating func augment() -> Bool {
    guard level() else { return false }
    let count = owned.count
    var nextColumn = [Int](repeating: 0, count: count)
    var nextRow = [Int](repeating: 0, count: count)
    for source in 0..<count {
      while owned[source] > grain {
        let pushed = push(from: source, owned[source], &nextColumn, &nextRow)
        guard pushed > 0 else { break }
        owned[source] -= pushed
      }
    }
    return true
  }

  /// Sends up to an amount from a row to a debtor who owes, along rising levels.
  ///
  /// Depth first with a stack of its own: a path can be as long as the network.
  private mutating func push(
    from source: Int, _ limit: Double, _ nextColumn: inout [Int], _ nextRow: inout [Int]
  ) -> Double {
    var rows = [source]
    var columns: [Int] = []
    while let i = rows.last {
      if let k = nextStep(fromRow: i, &nextColumn) {
        columns.append(k)
        if owed[k] > grain { return send(rows, columns, limit) }
        if let next = nextStep(fromColumn: k, &nextRow) {
          rows.append(next)
        } else {
          columns.removeLast()
          nextColumn[i] += 1
        }
      } else {
        rows.removeLast()
        // The way into this row is used up as well.
        if let k = columns.popLast() { nextRow[k] += 1 }
      }
    }
    return 0
  }

  private func nextStep(fromRow i: Int, _ nextColumn: inout [Int]) -> Int? {
    while nextColumn[i] < owed.count {
      let k = nextColumn[i]
      if columnLevels[k] == rowLevels[i] + 1, isAllowed(i, k) { return k }
      nextColumn[i] += 1
    }
    return nil
  }

  private func nextStep(fromColumn k: Int, _ nextRow: inout [Int]) -> Int? {
    while nextRow[k] < owned.count {
      let i = nextRow[k]
      if rowLevels[i] == columnLevels[k] + 1, claims[i, k] > grain { return i }
      nextRow[k] += 1
    }
    return nil
  }

  private mutating func send(_ rows: [Int], _ columns: [Int], _ limit: Double) -> Double {
    let last = columns[columns.count - 1]
    var amount = min(limit, owed[last])
    for step in 1..<max(1, rows.count) {
      amount = min(amount, claims[rows[step], columns[step - 1]])
    }
    for (step, k) in columns.enumerated() {
      claims[rows[step], k] += amount
      if step + 1 < rows.count { claims[rows[step + 1], k] -= amount }
    }
    owed[last] -= amount
    return amount
  }

  /// The cut after the last phase: the rows that are reached, and the columns that they reach.
  var cut: ViolatedCut {
    let creditors = rowLevels.indices.filter { rowLevels[$0] >= 0 }
    let debtors = columnLevels.indices.filter { columnLevels[$0] >= 0 }
    return ViolatedCut(
      creditors: creditors, debtors: debtors,
      owned: creditors.reduce(0) { $0 + rowTotals[$1] },
      owed: debtors.reduce(0) { $0 + columnTotals[$1] })
  }
}
