import Glibc

/// Where the level of a series changes: the rank test of Pettitt (1979), applied again to both sides of a
/// change that it finds (binary segmentation, Scott and Knott 1974).
package struct ChangePoint: Sendable, Equatable {
  /// The first value of the new level.
  package var index: Int
  package var before: Double
  package var after: Double
  /// `2 exp(−6K²/(n³ + n²))`, Pettitt's approximation; close below 0.5.
  package var p: Double

  /// The change points of a series in order.
  ///
  /// A segment of fewer than `minimum` values on one side of a change is not cut off. Levels are medians.
  package static func find(
    in values: [Double], level: Double = 0.01, minimum: Int = 3
  ) -> [ChangePoint] {
    var found: [Int] = []
    var open = [0..<values.count]
    var probabilities: [Int: Double] = [:]
    while let range = open.popLast() {
      guard let (split, p) = pettitt(values[range]), p < level,
        split - range.lowerBound >= minimum, range.upperBound - split >= minimum
      else { continue }
      found.append(split)
      probabilities[split] = p
      open += [range.lowerBound..<split, split..<range.upperBound]
    }
    found.sort()
    return found.enumerated().map { place, index in
      let start = place > 0 ? found[place - 1] : 0
      let end = place + 1 < found.count ? found[place + 1] : values.count
      return ChangePoint(
        index: index, before: quantile(0.5, ofSorted: values[start..<index].sorted()),
        after: quantile(0.5, ofSorted: values[index..<end].sorted()), p: probabilities[index] ?? 1)
    }
  }

  /// The most likely change of a series and its p-value: `U_t = 2 Σ_{i ≤ t} R_i − t(n + 1)` with mean ranks
  /// `R`, `K = max |U_t|`.
  static func pettitt(_ values: ArraySlice<Double>) -> (split: Int, p: Double)? {
    guard values.count >= 2 else { return nil }
    let ranks = meanRanks(Array(values))
    let count = Double(values.count)
    var sum = 0.0
    var greatest = 0.0
    var split = values.startIndex + 1
    for (place, rank) in ranks.dropLast().enumerated() {
      sum += rank
      let size = abs(2 * sum - Double(place + 1) * (count + 1))
      if size > greatest {
        greatest = size
        split = values.startIndex + place + 1
      }
    }
    let p = 2 * exp(-6 * greatest * greatest / (count * count * count + count * count))
    return (split, min(1, p))
  }
}
