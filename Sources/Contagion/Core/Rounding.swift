/// How much of a sum is rounding.
enum Rounding {
  /// The share of a node's gross balance sheet below which equity is rounding, not default.
  static let equityShare = 1e-13
}
