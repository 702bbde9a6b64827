internal import LinearAlgebra

/// Face of unsecured claims by layer, row = creditor, and the value of a claim on each debtor.
///
/// One row and column more than institutions: the last creditor is the clients of the accounts, whose
/// unsegregated margin enters the exposure core as a claim.
struct Claims: Sendable {
  private(set) var layers: [Matrix]
  /// Sum over the layers.
  private(set) var total: Matrix
  /// V: value of one unit of face on each debtor, before the priority of estates.
  var valuation: [Double]
  /// Priority in local estates: the value of i's claim on k is `valuation[k] · priority[i, k] · face`.
  var priority: Matrix

  init(nodes: Int) {
    let zero = Matrix(rows: nodes, columns: nodes, repeating: 0)
    layers = ClaimLayer.allCases.map { _ in zero }
    total = zero
    valuation = [Double](repeating: 1, count: nodes)
    priority = Matrix(rows: nodes, columns: nodes, repeating: 1)
  }

  func face(_ layer: ClaimLayer, creditor: Int, debtor: Int) -> Double {
    layers[layer.rawValue][creditor, debtor]
  }

  /// Adds to the face of a claim; a remainder below a billionth of what was there counts as nothing.
  mutating func add(_ amount: Double, layer: ClaimLayer, creditor: Int, debtor: Int) {
    let before = layers[layer.rawValue][creditor, debtor]
    let after = before + amount
    let kept = after <= abs(before) * 1e-12 ? 0 : after
    layers[layer.rawValue][creditor, debtor] = kept
    var sum = 0.0
    for each in layers { sum += each[creditor, debtor] }
    total[creditor, debtor] = sum
  }

  /// Value of one unit of face of a creditor's claim on a debtor.
  func value(creditor: Int, debtor: Int) -> Double {
    valuation[debtor] * priority[creditor, debtor]
  }
}
