/// The Herfindahl–Hirschman index `Σ (x_i/Σx)²`: 1 for one holder, `1/n` for `n` equal ones.
///
/// - Parameter amounts: not negative; zero when nothing is held at all.
public func herfindahlIndex(_ amounts: [Double]) -> Double {
  precondition(amounts.allSatisfy { $0 >= 0 && $0.isFinite }, "amounts must be finite and ≥ 0")
  let total = amounts.reduce(0, +)
  guard total > 0 else { return 0 }
  return amounts.reduce(0) { $0 + ($1 / total) * ($1 / total) }
}

/// How many equal holders would be as concentrated: the inverse of ``herfindahlIndex(_:)``.
///
/// - Parameter amounts: not negative; zero when nothing is held at all.
public func effectiveNumber(_ amounts: [Double]) -> Double {
  let index = herfindahlIndex(amounts)
  return index > 0 ? 1 / index : 0
}
