import Foundation
import Glibc

/// A table, the first column to the left and the others to the right.
public func table(_ columns: [String], _ rows: [[String]]) -> String {
  let rule = ["---"] + columns.dropFirst().map { _ in "---:" }
  return ([columns, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
}

/// A number with so many decimals.
public func number(_ value: Double, _ decimals: Int) -> String {
  String(format: "%.\(decimals)f", value)
}

/// A share of a whole.
public func percent(_ part: Double, of total: Double) -> String {
  number(100 * part / total, 1) + " %"
}

/// The exponent `b` of `y = a·x^b` by least squares on logarithms.
public func exponent(_ points: [(x: Double, y: Double)]) -> Double {
  let logs = points.map { (log($0.x), log($0.y)) }
  let count = Double(logs.count)
  let x = logs.reduce(0) { $0 + $1.0 } / count
  let y = logs.reduce(0) { $0 + $1.1 } / count
  let covariance = logs.reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) }
  return covariance / logs.reduce(0) { $0 + ($1.0 - x) * ($1.0 - x) }
}

/// The processor, and how busy it is.
public func machine() -> String {
  let processor =
    (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?
    .split(separator: "\n").first { $0.hasPrefix("model name") }?
    .split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown"
  var load = [0.0]
  getloadavg(&load, 1)
  return "\(processor), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) processors, load "
    + "\(number(load[0], 1)) at the start"
}

/// A small number as a power of ten with one digit.
public func scientific(_ value: Double) -> String {
  value == 0 ? "0" : String(format: "%.0e", value)
}
