internal import Formats

/// A number rounded to significant decimal digits, for people.
package func significant(_ value: Double, digits: Int) -> String {
  guard value != 0 else { return "0" }
  guard value.isFinite else { return JSONText.number(value) }
  var magnitude = abs(value)
  var decimals = digits - 1
  while magnitude >= 10 {
    magnitude /= 10
    decimals -= 1
  }
  while magnitude < 1 {
    magnitude *= 10
    decimals += 1
  }
  var scale = 1.0
  for _ in 0..<abs(decimals) { scale *= 10 }
  let rounded =
    decimals >= 0 ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
  return JSONText.number(rounded.isFinite ? rounded : value)
}
