import Scenarios

/// The one-line reading of a sensitivity table.
enum SensitivityWords {
  static func effects(
    _ effects: [MorrisEffects?], _ ranked: [Int], _ names: [String], unit: String
  ) -> String {
    guard let first = ranked.first, let most = effects[first], most.meanSize > 0 else {
      return "no factor moves it."
    }
    var parts: [String] = []
    var idle: [String] = []
    for factor in ranked {
      guard let effect = effects[factor] else { continue }
      if effect.meanSize < 0.05 * most.meanSize {
        idle.append(names[factor])
        continue
      }
      let direction =
        abs(effect.mean) > 0.9 * effect.meanSize
        ? (effect.mean > 0 ? "raises it" : "lowers it") : "moves it either way"
      let spread = (effect.spread ?? 0) > effect.meanSize ? ", by way of other factors" : ""
      parts.append(
        "\(names[factor]) \(direction) by \(significant(effect.meanSize, digits: 3)) \(unit) over its range"
          + spread)
    }
    return parts.joined(separator: "; ")
      + (idle.isEmpty ? "" : "; hardly \(list(idle))") + "."
  }

  static func indices(_ indices: [SobolIndices], _ ranked: [Int], _ names: [String]) -> String {
    var parts: [String] = []
    var idle: [String] = []
    for factor in ranked {
      let index = indices[factor]
      if index.total < 0.01 || index.totalInterval.contains(0) {
        idle.append(names[factor])
        continue
      }
      parts.append(
        "\(names[factor]) explains \(percent(index.first)) of the variance alone and "
          + "\(percent(index.total)) with interactions "
          + "[\(percent(index.totalInterval.low)) to \(percent(index.totalInterval.high))]")
    }
    return (parts.isEmpty ? "no factor is shown to matter" : parts.joined(separator: "; "))
      + (idle.isEmpty ? "" : "; hardly \(list(idle))") + "."
  }

  private static func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " or " + last
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
