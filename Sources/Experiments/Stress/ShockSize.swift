import Formats
import Glibc
import Results
import Scenarios

/// The number of an event that says how large it is, and what becomes of it when all shocks are scaled.
struct ShockSize: Sendable {
  /// How a size grows.
  enum Law: Sendable {
    /// In logarithms of the price, so that no price falls below zero.
    case logarithmic
    /// In proportion.
    case proportional
    /// In proportion, up to all that there is.
    case share
  }

  let kind: String
  let field: String
  let law: Law

  /// The kinds of events that have a size; the others happen as they are, whatever the scale.
  static let all = [
    ShockSize(kind: "price_move", field: "fraction", law: .logarithmic),
    ShockSize(kind: "oracle_manipulation", field: "fraction", law: .logarithmic),
    ShockSize(kind: "pool_manipulation", field: "fraction", law: .logarithmic),
    ShockSize(kind: "external_loss", field: "amount", law: .proportional),
    ShockSize(kind: "enforcement", field: "fine", law: .proportional),
    ShockSize(kind: "exploit", field: "fraction", law: .share),
    ShockSize(kind: "run", field: "fraction", law: .share),
  ]

  /// The size of an event, nil where its kind has none.
  static func of(_ event: JSONValue) -> ShockSize? {
    guard let kind = event["kind"]?.text else { return nil }
    return all.first { $0.kind == kind && event[$0.field]?.real != nil }
  }

  /// The event scaled: 1 leaves it as it is, 0 makes nothing of it.
  static func scaled(_ event: JSONValue, by scale: Double) -> JSONValue {
    guard let size = of(event), let value = event[size.field]?.real,
      case .object(let members) = event
    else { return event }
    let changed = size.scaled(value, by: scale)
    return .object(
      members.map { $0.key == size.field ? JSONMember($0.key, .number(changed)) : $0 })
  }

  private func scaled(_ value: Double, by scale: Double) -> Double {
    switch law {
    case .logarithmic: expm1(scale * log1p(value))
    case .proportional: scale * value
    case .share: min(1, scale * value)
    }
  }

  /// The event's size in words, such as `btc −12.3 %`; nil where it has none.
  static func words(_ event: JSONValue, money: String) -> String? {
    guard let size = of(event), let value = event[size.field]?.real else { return nil }
    let who =
      event["asset"]?.text ?? event["institution"]?.text ?? event["debtor"]?.text
      ?? event["pool"]?.text ?? ""
    func percent(_ share: Double) -> String { "\(significant(share * 100, digits: 3)) %" }
    switch size.kind {
    case "price_move": return "\(who) \(percent(value))"
    case "external_loss": return "\(who) \(significant(-value, digits: 3)) \(money)"
    case "enforcement": return "fine \(who) \(significant(value, digits: 3)) \(money)"
    default: return "\(size.kind) \(who) \(percent(value))"
    }
  }
}
