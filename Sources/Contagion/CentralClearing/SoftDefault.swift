public import LinearAlgebra
public import Networks

/// Who pays what when margin is called, and firms under stress hold payments back.
public struct SoftDefaultResult: Sendable, Equatable {
  /// `p_k`: what each firm pays in all; each creditor gets its share of what it is owed.
  public let payments: [Double]
  /// `s_i ≥ 0`: by how much what a firm receives and has falls short of what it owes.
  public let stress: [Double]
  /// What each creditor is not paid and has no margin for, by creditor.
  public let uncovered: [Double]
  /// Who is under stress.
  public let defaulted: [Bool]
  /// The round (from 0) in which the stress of each such firm was found: 0 if it is there when all
  /// others pay.
  public let defaultRound: [Int?]
  /// `Σ_k (p̄_k − p_k)`: what is not paid.
  public let systemLoss: Double
  /// The residual is the largest `|p_k − F_k(p)|`, in money.
  public let report: SolutionReport
}

/// Payments of variation margin when firms under stress pay in part (Paddrik, Rajan and Young).
///
/// Firm `k` owes `p̄_ik` to `i`, who holds initial margin `c_ik` from it. With a liquidity buffer
/// `b_i` the stress of a firm is
///
///     s_i = max(0, p̄_i − Σ_k min(p_ik + c_ik, p̄_ik) − b_i)
///
/// and it pays `p_i = max(0, p̄_i − τ_i·s_i)`, pro rata to what it owes: `τ = 0` finds the money
/// elsewhere, `τ = 1` pays what there is (with no margin this is Eisenberg and Noe), `τ > 1` holds
/// back more than is missing (Paddrik, Rajan and Young 2020, doi:10.1287/mnsc.2019.3354). A
/// clearing house is a firm whose buffer is its own and its guarantee fund.
///
/// The greatest payments, unique for `τ < 1`. For `τ ≤ 1` exactly: who is under stress and whose
/// margin does not suffice only grows, and each round solves the linear system of those, or, where it
/// is singular (`τ = 1` and a closed ring of firms under stress), finds how far payments can fall before one
/// comes to nothing. For `τ > 1` payments are iterated downwards. A stress below 1e-13 of what the firm owes and has counts as none. Cost
/// `O(n³)` a round.
///
/// - Parameters:
///   - network: variation margin due as claims, row = creditor; the liquidity buffer `b` is
///     external assets less
///     external liabilities.
///   - initialMargin: `c`, row = who holds it, column = who posted it; none when left out.
///   - stressTransmission: `τ_i ≥ 0`, one per firm.
///   - options: method, tolerance (relative to the largest amount due) and bound of the iteration.
///     External liabilities
///     are senior, the test is strict, and the fixed point is the greatest: other choices are refused.
public func softDefault(
  _ network: ExposureNetwork, initialMargin: Matrix? = nil, stressTransmission: [Double],
  options: ContagionOptions = .init()
) -> SoftDefaultResult {
  let count = network.count
  let margin = initialMargin ?? Matrix(rows: count, columns: count)
  precondition(
    margin.rows == count && margin.columns == count && stressTransmission.count == count,
    "\(count) firms, margin (\(margin.rows) × \(margin.columns)), \(stressTransmission.count) τ")
  requireClaims(margin)
  precondition(
    options.externalLiabilities == .senior && options.defaultTest == .strict
      && options.fixedPoint == .greatest, "an option that soft default does not have")
  precondition(
    stressTransmission.allSatisfy { $0 >= 0 && $0.isFinite }, "τ \(stressTransmission)")
  var search = SoftDefaultSearch(
    network: network, margin: margin, transmission: stressTransmission)
  let isExact =
    options.method == .activeSets && stressTransmission.allSatisfy { $0 <= 1 }
    && search.solve()
  let status =
    isExact
    ? SolutionStatus.exact
    : search.iterate(tolerance: options.tolerance, limit: options.maximumIterations)
  return search.result(status, usedFallback: !isExact && options.method == .activeSets)
}

private struct SoftDefaultSearch {
  let network: ExposureNetwork
  let margin: Matrix
  let transmission: [Double]
  let due: [Double]
  var paid: [Double]
  var defaultRound: [Int?]
  var evaluations = 0

  init(network: ExposureNetwork, margin: Matrix, transmission: [Double]) {
    self.network = network
    self.margin = margin
    self.transmission = transmission
    due = network.totalLiabilities
    paid = due
    defaultRound = [Int?](repeating: nil, count: due.count)
  }

  private func buffer(_ i: Int) -> Double {
    network.externalAssets[i] - network.externalLiabilities[i]
  }

  /// What `i` gets from `k`, margin included, and whether that is less than what it is owed.
  private func receipt(_ i: Int, from k: Int) -> (amount: Double, isShort: Bool) {
    let owed = network.claims[i, k]
    guard paid[k] < due[k] else { return (owed, false) }
    let got = owed * (paid[k] / due[k]) + margin[i, k]
    return got < owed ? (got, true) : (owed, false)
  }

  /// The stress of each firm at the present payments, zero within rounding.
  private func stress() -> [Double] {
    due.indices.map { i in
      var received = 0.0
      for k in due.indices where network.claims[i, k] > 0 {
        received += receipt(i, from: k).amount
      }
      let missing = due[i] - received - buffer(i)
      let size = due[i] + received + network.externalAssets[i] + network.externalLiabilities[i]
      return missing > 1e-13 * size ? missing : 0
    }
  }

  private func payment(_ i: Int, stress: Double) -> Double {
    max(0, due[i] - transmission[i] * stress)
  }

  /// Rounds of linear solves; false where a system is singular, with the payments of the last
  /// round.
  mutating func solve() -> Bool {
    let count = due.count
    var isStressed = [Bool](repeating: false, count: count)
    var isShort = [Bool](repeating: false, count: count * count)
    var round = 0
    while true {
      var grew = false
      for (i, missing) in stress().enumerated() where missing > 0 && !isStressed[i] {
        isStressed[i] = true
        defaultRound[i] = round
        grew = true
      }
      for i in 0..<count {
        for k in 0..<count where network.claims[i, k] > 0 && !isShort[i * count + k] {
          guard receipt(i, from: k).isShort else { continue }
          isShort[i * count + k] = true
          grew = true
        }
      }
      evaluations += 1
      guard grew else { return true }
      guard let next = payments(isStressed, isShort) else { return false }
      paid = next
      round += 1
    }
  }

  /// The payments of those under stress when margin falls short exactly where it is said to; nil if
  /// singular.
  ///
  /// Who would pay less than nothing pays nothing: found by solving with nobody so fixed, then with
  /// those below zero, and letting go whom the others' payments lift again.
  private func payments(_ isStressed: [Bool], _ isShort: [Bool]) -> [Double]? {
    let count = due.count
    let unknowns = (0..<count).filter { isStressed[$0] }
    var place = [Int?](repeating: nil, count: count)
    for (row, i) in unknowns.enumerated() { place[i] = row }
    var system = Matrix.identity(unknowns.count)
    var constants: [Double] = []
    for (row, i) in unknowns.enumerated() {
      var missing = due[i] - buffer(i)
      for k in 0..<count where network.claims[i, k] > 0 {
        if isShort[i * count + k], let column = place[k] {
          missing -= margin[i, k]
          system[row, column] -= transmission[i] * network.claims[i, k] / due[k]
        } else {
          missing -= network.claims[i, k]
        }
      }
      constants.append(due[i] - transmission[i] * missing)
    }
    guard
      let solution = solveAboveZero(system, constants) ?? fall(unknowns, system, constants)
    else { return nil }
    var next = due
    for (row, i) in unknowns.enumerated() { next[i] = min(due[i], solution[row]) }
    return next
  }

  /// The `x = max(0, b + (I − A)x)` for a matrix `A` with no positive entry off the diagonal.
  private func solveAboveZero(_ system: Matrix, _ constants: [Double]) -> [Double]? {
    var isZero = [Bool](repeating: false, count: constants.count)
    while true {
      var pinned = system
      for row in isZero.indices where isZero[row] {
        for column in isZero.indices { pinned[row, column] = row == column ? 1 : 0 }
      }
      let target = zip(constants, isZero).map { $1 ? 0 : $0 }
      guard let factor = LUFactor(pinned), factor.reciprocalCondition > 1e-14 else { return nil }
      let solution = factor.solve(target)
      let image = system.times(solution)
      let next = solution.indices.map { solution[$0] - image[$0] + constants[$0] < 0 }
      if next == isZero { return solution }
      // After the first solve the set only shrinks; rounding must not bring anyone back.
      let shrinks = zip(next, isZero).allSatisfy { !$0 || $1 }
      if isZero.contains(true), !shrinks { return solution.map { max(0, $0) } }
      isZero = next
    }
  }

  /// The same where the system is singular: how far the present payments fall.
  private func fall(_ unknowns: [Int], _ system: Matrix, _ constants: [Double]) -> [Double]? {
    let present = unknowns.map { paid[$0] }
    var slopes = Matrix.identity(unknowns.count)
    for row in unknowns.indices {
      for column in unknowns.indices { slopes[row, column] -= system[row, column] }
    }
    let reached = slopes.times(present)
    let bounded = BoundedMove(
      matrix: slopes,
      first: unknowns.indices.map { max(0, present[$0] - constants[$0] - reached[$0]) },
      room: present, guardBand: unknowns.map { Rounding.equityShare * (due[$0] + abs(buffer($0))) })
    guard let (move, _) = bounded.solve() else { return nil }
    return unknowns.indices.map { move[$0] == present[$0] ? 0 : present[$0] - move[$0] }
  }

  /// Evaluates payments over and over, downwards from the present ones.
  mutating func iterate(tolerance: Double, limit: Int) -> SolutionStatus {
    let scale = max(due.max() ?? 0, .leastNormalMagnitude)
    for round in 0..<limit {
      let missing = stress()
      var moved = 0.0
      for i in due.indices {
        if missing[i] > 0, defaultRound[i] == nil { defaultRound[i] = round }
        let next = min(paid[i], payment(i, stress: missing[i]))
        moved = max(moved, paid[i] - next)
        paid[i] = next
      }
      evaluations += 1
      if moved <= tolerance * scale { return .converged }
    }
    return .iterationLimit
  }

  func result(_ status: SolutionStatus, usedFallback: Bool) -> SoftDefaultResult {
    let missing = stress()
    var uncovered = [Double](repeating: 0, count: due.count)
    var residual = 0.0
    var loss = 0.0
    for i in due.indices {
      residual = max(residual, abs(paid[i] - payment(i, stress: missing[i])))
      loss += due[i] - paid[i]
      for k in due.indices where network.claims[i, k] > 0 {
        uncovered[i] += network.claims[i, k] - receipt(i, from: k).amount
      }
    }
    return SoftDefaultResult(
      payments: paid, stress: missing, uncovered: uncovered, defaulted: missing.map { $0 > 0 },
      defaultRound: due.indices.map { missing[$0] > 0 ? defaultRound[$0] ?? evaluations : nil },
      systemLoss: loss,
      report: SolutionReport(
        status: status, residual: residual, iterations: evaluations, fixedPoint: .greatest,
        usedFallback: usedFallback))
  }
}
