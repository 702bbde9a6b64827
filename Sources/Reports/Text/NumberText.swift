import Glibc

/// Numbers for people: a few digits, a suffix for the size, no more decimals than are known.
package enum NumberText {
  /// `12.3 ± 1.2 bn`: the uncertainty to two digits, the mean to the same decimals.
  package static func estimate(_ mean: Double, halfWidth: Double?, unit: String) -> String {
    let factor = unit == "fraction" ? 100.0 : 1
    let mean = mean * factor
    // What is smaller is rounding of the mean itself.
    let half = halfWidth.map { abs($0 * factor) < 1e-12 * abs(mean) ? 0 : $0 * factor }
    let size = max(abs(mean), half ?? 0)
    guard size == 0 || (1e-3..<1e15).contains(size) else {
      return half.map { "\(exponent(mean)) ± \(exponent($0))" } ?? exponent(mean)
    }
    let (scale, suffix) = magnitude(size, unit)
    let decimals = decimals(mean / scale, half.map { $0 / scale })
    let text = fixed(mean / scale, decimals: decimals)
    guard let half else { return text + suffix }
    return text + " ± " + (half == 0 ? "0" : fixed(half / scale, decimals: decimals)) + suffix
  }

  /// The same with a plus sign where it is positive.
  package static func difference(_ mean: Double, halfWidth: Double?, unit: String) -> String {
    (mean > 0 ? "+" : "") + estimate(mean, halfWidth: halfWidth, unit: unit)
  }

  /// A number alone, to four digits.
  package static func value(_ value: Double, unit: String) -> String {
    estimate(value, halfWidth: nil, unit: unit)
  }

  /// The unit as it stands beside such numbers.
  package static func unit(_ unit: String) -> String { unit == "fraction" ? "%" : unit }

  /// Millions and more have a suffix, unless the unit is a multiple already (`USD million`).
  private static func magnitude(_ size: Double, _ unit: String) -> (Double, String) {
    let isMultiple = ["thousand", "million", "billion"].contains { unit.hasSuffix($0) }
    switch size {
    case _ where isMultiple: return (1, "")
    case 1e12...: return (1e12, " tn")
    case 1e9...: return (1e9, " bn")
    case 1e6...: return (1e6, " m")
    default: return (1, "")
    }
  }

  /// Two digits of the half-width, but at most five of the mean; four of a mean alone, fewer where they
  /// would be zeros.
  private static func decimals(_ mean: Double, _ half: Double?) -> Int {
    let whole = max(abs(mean), half ?? 0)
    guard whole > 0 else { return 0 }
    let leading = Int(log10(whole).rounded(.down))
    guard let half, half > 0 else {
      let most = max(0, 3 - leading)
      return (0...most).first {
        let power = pow(10, Double($0))
        return abs((whole * power).rounded() - whole * power) < 1e-9 * whole * power
      } ?? most
    }
    return min(max(0, 1 - Int(log10(half).rounded(.down))), max(0, 4 - leading))
  }

  /// A number to so many decimals, ties away from zero.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    let scaled = (abs(value) * pow(10, Double(decimals))).rounded()
    precondition(scaled < 1e18, "\(value) to \(decimals) decimals")
    var digits = String(Int(scaled))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + digits }
    if digits.count <= decimals {
      digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits
    }
    return sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
  }

  private static func exponent(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    let power = Int(log10(abs(value)).rounded(.down))
    return fixed(value / pow(10, Double(power)), decimals: 1) + "e\(power)"
  }
}
