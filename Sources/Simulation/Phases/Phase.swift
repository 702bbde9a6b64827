/// One phase of the tick: reads the world and books its effects through the ledger.
package struct Phase: Sendable {
  package let name: String
  let isOn: @Sendable (Switches) -> Bool
  let run: @Sendable (inout World) -> Void
}

/// The tick, in the order of MODEL.md: once before the cascade, in every pass of it, once after it.
enum Tick {
  static let before = [
    Phase(name: "rules", isOn: { _ in true }, run: changeRules),
    Phase(name: "shocks", isOn: { _ in true }, run: shocks),
  ]

  static let cascade = [
    Phase(name: "price formation", isOn: { _ in true }, run: priceFormation),
    Phase(name: "margining", isOn: { _ in true }, run: margining),
    Phase(name: "payment", isOn: \.payments, run: payment),
    Phase(name: "liquidation", isOn: \.liquidation, run: liquidation),
    Phase(name: "waterfall", isOn: \.waterfall, run: waterfall),
    Phase(name: "contagion", isOn: \.contagion, run: contagion),
  ]

  static let after = [
    Phase(name: "behaviour", isOn: \.behaviour, run: behaviour),
    Phase(name: "supervision", isOn: { $0.supervision || $0.compliance }, run: supervise),
    last,
  ]

  /// The phase to which also everything belongs that a record reads at the end of a tick.
  static let last = Phase(name: "measurement", isOn: { _ in true }, run: measurement)
}
