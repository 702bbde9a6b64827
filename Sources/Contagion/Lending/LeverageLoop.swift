import Glibc

/// Assets over equity after borrowing against a deposit and depositing what was borrowed, again and again.
///
/// `(1 − LTV^(k+1))/(1 − LTV)` after `k` loops at the loan-to-value ratio `LTV`; it tends to `1/(1 − LTV)`
/// (Heimbach and Huang 2024, BIS WP 1171).
///
/// - Parameters:
///   - loanToValue: in [0, 1).
///   - loops: not negative; nil for the limit.
public func loopLeverage(loanToValue: Double, loops: Int?) -> Double {
  precondition(loanToValue >= 0 && loanToValue < 1, "loan to value \(loanToValue) outside [0, 1)")
  guard let loops else { return 1 / (1 - loanToValue) }
  precondition(loops >= 0, "\(loops) loops")
  return (1 - pow(loanToValue, Double(loops) + 1)) / (1 - loanToValue)
}
