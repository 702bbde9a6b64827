/// Where every lever stands on the way from one regime to another: 0 is the first, 1 the second.
package struct LeverPositions: Sendable, Equatable {
  /// h in [0, 1], of all levers that have no place of their own.
  package var all: Double
  package var single: [Lever: Double]
  /// What is no number is the second regime's beyond this point of the way, in [0, 1]; at 1 it always is.
  package var switchPoint: Double

  package init(all: Double, single: [Lever: Double] = [:], switchPoint: Double = 0.5) {
    self.all = all
    self.single = single
    self.switchPoint = switchPoint
  }

  /// These levers at the second regime, the others at the first.
  package init(moved levers: some Sequence<Lever>) {
    self.init(all: 0)
    for lever in levers { single[lever] = 1 }
  }

  package subscript(_ lever: Lever) -> Double { single[lever] ?? all }

  /// Whether what is no number has changed over.
  package func isSwitched(_ lever: Lever) -> Bool {
    self[lever] > switchPoint || self[lever] == 1
  }

  /// Linear between two numbers, and exactly either at the ends.
  func between(_ first: Double, _ second: Double, _ lever: Lever) -> Double {
    let h = self[lever]
    if h == 0 || first == second { return first }
    if h == 1 { return second }
    return first + h * (second - first)
  }
}

/// What a regime is made of.
package indirect enum RegimeOrigin: Sendable, Equatable {
  /// Its own fields.
  case itself
  /// Two other regimes, every lever somewhere between them; its own fields say nothing.
  case between(Regime, Regime, LeverPositions)
}
