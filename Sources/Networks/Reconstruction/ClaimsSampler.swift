public import LinearAlgebra
public import Randomness
import Glibc

/// Draws networks with given totals from a prior: the Gibbs sampler of Gandy and Veraart.
///
/// Gandy and Veraart (2017), doi:10.1287/mnsc.2016.2546. A priori, claim `(i, k)` is there with probability
/// `p_ik`, and then exponential of rate `λ_ik`, all independent; wanted is the law given every row and
/// column sum. A step draws a cycle of cells, adds `Δ` to every second one and takes it from the others, which keeps
/// all sums, and draws `Δ` from its law given all else. On the interval on which no cell is
/// negative that law has a density `∝ e^(−sΔ)`, `s = Σ₊λ − Σ₋λ`, and an atom at either end, where a cell vanishes:
///
///     atom : density at the end  =  (1 − p)/(p·λ) : 1         (p, λ of the cell that vanishes)
///
/// Where several cells vanish together (totals whose parts have equal sums) the end has all the mass.
///
/// Cycles of every length from 2 to `n` are drawn, a length with half the probability of the one before. Links
/// appear one at a time, where all other cells of a cycle are filled, so that a state with few links is left
/// slowly. The first state is therefore a full one (the claims of maximum entropy, or where that is not reached a
/// mean of feasible flows); the first steps must be dropped, some `20·n²` of them, and more for sparse priors.
public struct ClaimsSampler: Sendable {
  /// The current state: claims, row = creditor.
  public private(set) var claims: Matrix
  /// The number of steps so far.
  public private(set) var steps = 0
  private let linkProbability: Matrix
  private let rate: Matrix
  private var stream: Stream
  /// Orders of which the first places are the nodes of a cycle; any order will do to start from.
  private var rows: [Int]
  private var columns: [Int]
  private let grain: Double

  /// A sampler at its first state, a feasible one that is not yet a draw.
  ///
  /// - Parameters:
  ///   - rowTotals: what each node owns in claims.
  ///   - columnTotals: what each node owes; same sum.
  ///   - linkProbability: `p` in [0, 1]; 0 forbids a claim. The diagonal is not read.
  ///   - rate: `λ` above zero, one over the expected amount of a link.
  ///   - stream: where the draws come from.
  /// - Throws: ``ReconstructionError`` with every problem of the totals, or the proof that there is no network.
  public init(
    rowTotals: [Double], columnTotals: [Double], linkProbability: Matrix, rate: Matrix,
    stream: Stream
  ) throws(ReconstructionError) {
    precondition(
      linkProbability.elements.allSatisfy { $0 >= 0 && $0 <= 1 }
        && rate.elements.allSatisfy { $0 > 0 && $0.isFinite },
      "probabilities are of [0, 1] and rates above 0")
    var stream = stream
    claims = try Self.start(rowTotals, columnTotals, linkProbability, &stream)
    precondition(
      rate.rows == claims.rows && rate.columns == claims.columns,
      "rates of \(rate.rows) × \(rate.columns) for \(claims.rows) nodes")
    self.linkProbability = linkProbability
    self.rate = rate
    self.stream = stream
    rows = Array(0..<claims.rows)
    columns = rows
    grain = 1e-11 * rowTotals.reduce(0, +)
  }

  /// Claims with the totals and as many links as can be.
  private static func start(
    _ rowTotals: [Double], _ columnTotals: [Double], _ allowed: Matrix, _ stream: inout Stream
  ) throws(ReconstructionError) -> Matrix {
    let first = try feasibleClaims(
      rowTotals: rowTotals, columnTotals: columnTotals, allowed: allowed)
    let flow: Matrix
    switch first {
    case .feasible(let claims): flow = claims
    case .infeasible(let cut): throw ReconstructionError(problems: [.infeasible(cut)])
    }
    var pattern = allowed
    for i in 0..<allowed.rows {
      for k in 0..<allowed.columns { pattern[i, k] = allowed[i, k] > 0 ? 1 : 0 }
    }
    let even = try maximumEntropyClaims(
      rowTotals: rowTotals, columnTotals: columnTotals, prior: pattern, tolerance: 1e-13,
      maximumIterations: 2000)
    if even.status == .converged { return even.claims }
    // Some allowed cell is empty in every network, so that the scaling does not end.
    var sum = flow
    let count = rowTotals.count
    let others = min(count, 50)
    for _ in 0..<others {
      let order = stream.permutation(of: count)
      var permuted = pattern
      for i in 0..<count {
        for k in 0..<count { permuted[i, k] = pattern[order[i], order[k]] }
      }
      let found = try feasibleClaims(
        rowTotals: order.map { rowTotals[$0] }, columnTotals: order.map { columnTotals[$0] },
        allowed: permuted)
      guard case .feasible(let claims) = found else { preconditionFailure("feasible in one order") }
      for i in 0..<count {
        for k in 0..<count { sum[order[i], order[k]] += claims[i, k] }
      }
    }
    for i in 0..<count {
      for k in 0..<count { sum[i, k] /= Double(others + 1) }
    }
    return sum
  }

  /// A sampler with one probability and one rate for all pairs (the Erdős–Rényi prior of the paper).
  ///
  /// - Throws: ``ReconstructionError`` with every problem of the totals, or the proof that there is no network.
  public init(
    rowTotals: [Double], columnTotals: [Double], linkProbability: Double, rate: Double,
    stream: Stream
  ) throws(ReconstructionError) {
    let count = rowTotals.count
    try self.init(
      rowTotals: rowTotals, columnTotals: columnTotals,
      linkProbability: Matrix(rows: count, columns: count, repeating: linkProbability),
      rate: Matrix(rows: count, columns: count, repeating: rate), stream: stream)
  }

  /// Takes a number of steps, and hands the state over; `n²` steps and more lie between draws that are to be
  /// nearly independent.
  public mutating func claims(after count: Int) -> Matrix {
    for _ in 0..<count { step() }
    return claims
  }

  /// One step: a cycle of cells, and a draw of what moves along it; one over a forbidden cell is passed over.
  public mutating func step() {
    steps += 1
    let count = claims.rows
    guard count > 1 else { return }
    var length = 2
    while length < count, stream.integer(below: 2) == 0 { length += 1 }
    for place in 0..<length {
      rows.swapAt(place, place + stream.integer(below: count - place))
      columns.swapAt(place, place + stream.integer(below: count - place))
    }
    for place in 0..<length {
      for cell in cells(place, length) {
        guard cell.row != cell.column, linkProbability[cell.row, cell.column] > 0 else { return }
      }
    }
    move(along: length)
  }

  /// The cell that gains and the one that loses in a row of the cycle.
  private func cells(_ place: Int, _ length: Int) -> [(row: Int, column: Int)] {
    let next = place + 1 == length ? 0 : place + 1
    return [(rows[place], columns[place]), (rows[place], columns[next])]
  }

  private mutating func move(along length: Int) {
    var gains: [(row: Int, column: Int)] = []
    var losses: [(row: Int, column: Int)] = []
    for place in 0..<length {
      let cells = cells(place, length)
      gains.append(cells[0])
      losses.append(cells[1])
    }
    let low = End(of: gains, claims, linkProbability, rate, grain)
    let high = End(of: losses, claims, linkProbability, rate, grain)
    let range = low.distance + high.distance
    guard range > grain else { return }
    let slope =
      gains.reduce(0) { $0 + rate[$1.row, $1.column] }
      - losses.reduce(0) { $0 + rate[$1.row, $1.column] }
    let change: Double
    switch draw(low, high, range: range, slope: slope) {
    case .low: change = -low.distance
    case .high: change = high.distance
    case .between(let fromLow): change = fromLow - low.distance
    }
    for cell in gains { claims[cell.row, cell.column] += change }
    for cell in losses { claims[cell.row, cell.column] -= change }
    // What vanishes is zero, not rounding.
    let vanished = change == -low.distance ? low.cells : change == high.distance ? high.cells : []
    for cell in vanished { claims[cell.row, cell.column] = 0 }
  }

  private enum Outcome {
    case low
    case high
    case between(Double)
  }

  /// Draws from two atoms and a density `e^(−slope·t)` on `0 … range`, counted from the lower end.
  private mutating func draw(
    _ low: End, _ high: End, range: Double, slope: Double
  ) -> Outcome {
    // Weights relative to the density at the end where it is largest, so that nothing overflows.
    let decay = exp(-abs(slope) * range)
    let isFlat = abs(slope) * range < 1e-9
    let mass = isFlat ? range : -expm1(-abs(slope) * range) / abs(slope)
    let order = max(1, low.order, high.order)
    let lowWeight = low.order == order ? low.atom * (slope < 0 ? decay : 1) : 0
    let highWeight = high.order == order ? high.atom * (slope > 0 ? decay : 1) : 0
    let between = order == 1 ? mass : 0
    let u = stream.uniform() * (lowWeight + highWeight + between)
    // A second draw whatever the outcome, so that outcomes do not shift later steps.
    let v = stream.uniform()
    if u < lowWeight { return .low }
    if u < lowWeight + highWeight { return .high }
    guard !isFlat else { return .between(v * range) }
    let t = min(range, -log1p(-v * (1 - decay)) / abs(slope))
    return .between(slope > 0 ? t : range - t)
  }

  /// An end of the interval: how far it is, which cells vanish there, and the weight of its atom.
  private struct End {
    let distance: Double
    let cells: [(row: Int, column: Int)]
    /// The product of `(1 − p)/(p·λ)` over the cells that vanish.
    let atom: Double
    /// How many cells vanish, 0 when the atom has no mass.
    let order: Int

    init(
      of all: [(row: Int, column: Int)], _ claims: Matrix, _ probability: Matrix, _ rate: Matrix,
      _ grain: Double
    ) {
      let distance = all.reduce(Double.infinity) { min($0, claims[$1.row, $1.column]) }
      let cells = all.filter { claims[$0.row, $0.column] - distance <= grain }
      var atom = 1.0
      for cell in cells {
        let p = probability[cell.row, cell.column]
        atom *= (1 - p) / (p * rate[cell.row, cell.column])
      }
      self.distance = distance
      self.cells = cells
      self.atom = atom
      order = atom > 0 ? cells.count : 0
    }
  }
}
