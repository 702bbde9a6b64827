package import Formats
package import Simulation

/// Physical time of a run.
struct ClockEntry: DescribedObject, Equatable {
  var startUTC = "2025-01-01T00:00:00Z"
  var tickSeconds = 3600.0
  var horizonHours = 24.0
  var burnInHours = 0.0
  var maximumPasses = 50

  static let object = ObjectDescription(
    "Clock", "Physical time: how long the run is, and how finely it is cut.", initial: ClockEntry()
  ) {
    Field(
      optional: "start_utc", \.startUTC, .instant, "When the run starts; shown beside results.")
    Field(optional: "tick_seconds", \.tickSeconds, .number(.tick, unit: "s"), "A tick.")
    Field(
      optional: "horizon_hours", \.horizonHours, .hours(.positive),
      "The run, rounded up to whole ticks.")
    Field(
      optional: "burn_in_hours", \.burnInHours, .hours(),
      "Shock-free time before the run in which institutions adapt (equilibrium comparison only).")
    Field(
      optional: "maximum_passes", \.maximumPasses, .integer(.atLeast(1)),
      "Passes of the cascade inside a tick at most; a bound that is hit is reported.")
  }
  .checking { clock in
    let ticks = (clock.horizonHours + clock.burnInHours) * 3600 / clock.tickSeconds
    return ticks <= 1_000_000
      ? []
      : [
        .init(
          "tick_seconds", found: "\(JSONText.number(ticks.rounded())) ticks",
          expected: "at most 1000000")
      ]
  }

  var clock: Clock {
    let tickHours = tickSeconds / 3600
    func ticks(_ hours: Double) -> Int { Int((hours / tickHours - 1e-9).rounded(.up)) }
    return Clock(
      tickHours: tickHours, ticks: max(1, ticks(horizonHours)), burnInTicks: ticks(burnInHours),
      maximumPasses: maximumPasses)
  }
}

extension Bounds {
  /// A millisecond is finer, and a year coarser, than anything that is modelled.
  fileprivate static let tick = Bounds.between(0.001, 31_557_600)
}

extension Codec where Value == String {
  /// An instant in the form `2025-10-10T20:00:00Z`.
  static let instant: Codec = {
    let text = Codec.string
    let schema: JSONValue = [
      "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
    ]
    return Codec(type: "instant in UTC", schema: { _ in schema }, encode: text.encode) {
      node, decoding in
      guard case .string(let text) = node.value, isInstant(text) else {
        decoding.mismatch(node, expected: "an instant in UTC such as 2025-10-10T20:00:00Z")
        return nil
      }
      return text
    }
  }()

  private static func isInstant(_ text: String) -> Bool {
    let pattern = Array("dddd-dd-ddTdd:dd:ddZ".utf8)
    let bytes = Array(text.utf8)
    guard bytes.count == pattern.count else { return false }
    for (byte, expected) in zip(bytes, pattern) {
      if expected == UInt8(ascii: "d") {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return false }
      } else if byte != expected {
        return false
      }
    }
    func number(_ range: Range<Int>) -> Int {
      bytes[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
    return (1...12).contains(number(5..<7)) && (1...31).contains(number(8..<10))
      && number(11..<13) < 24 && number(14..<16) < 60 && number(17..<19) < 60
  }
}

extension Switches: DescribedObject {
  package static let object = ObjectDescription(
    "Switches", "The mechanisms of a tick, each of which can be switched off.",
    initial: Switches()
  ) {
    Field(optional: "returns", \.returns, .boolean, "Random returns of fundamental values.")
    Field(optional: "hazards", \.hazards, .boolean, "Random hazards.")
    Field(optional: "market_impact", \.marketImpact, .boolean, "Trades move prices.")
    Field(optional: "arbitrage", \.arbitrage, .boolean, "Arbitrage flows between zones.")
    Field(optional: "variation_margin", \.variationMargin, .boolean, "Daily gains are paid.")
    Field(optional: "initial_margin", \.initialMargin, .boolean, "Initial margin is called.")
    Field(optional: "payments", \.payments, .boolean, "What is due is paid.")
    Field(optional: "liquidation", \.liquidation, .boolean, "Accounts and loans are closed.")
    Field(optional: "waterfall", \.waterfall, .boolean, "Funds and members cover losses.")
    Field(optional: "contagion", \.contagion, .boolean, "Losses on claims are recognised.")
    Field(optional: "defaults", \.defaults, .boolean, "Institutions default.")
    Field(optional: "behaviour", \.behaviour, .boolean, "Institutions react.")
    Field(optional: "supervision", \.supervision, .boolean, "Authorities look and act.")
    Field(optional: "compliance", \.compliance, .boolean, "Compliance costs are charged.")
  }
}
