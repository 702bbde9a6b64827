package import Formats

/// What can happen to a node or an asset at the start.
package enum ShockKind: String, Sendable, CaseIterable {
  case failure = "default"
  case equityFraction = "equity-fraction"
  case equityAmount = "equity-amount"
  case externalAssetsFraction = "external-assets-fraction"
  case externalAssetsAmount = "external-assets-amount"
  case assetPriceFraction = "asset-price-fraction"

  /// Whether it happens to an asset, not to a node.
  package var strikesAsset: Bool { self == .assetPriceFraction }

  package var meaning: String {
    switch self {
    case .failure: "the node fails (value 1 or empty)"
    case .equityFraction: "fraction of the node's equity that is lost"
    case .equityAmount: "amount of the node's equity that is lost"
    case .externalAssetsFraction: "fraction of the node's external assets that is lost"
    case .externalAssetsAmount: "amount of the node's external assets that is lost"
    case .assetPriceFraction:
      "fraction of the price of the asset (named in column node) that is lost"
    }
  }

  package var bounds: Bounds {
    switch self {
    case .failure: .between(1, 1)
    case .equityFraction, .externalAssetsFraction, .assetPriceFraction: .fraction
    case .equityAmount, .externalAssetsAmount: .nonNegative
    }
  }
}

/// One thing that happens: a kind, the index of the node or asset, and how much.
package struct ShockChange: Sendable, Equatable {
  package var kind: ShockKind
  package var target: Int
  package var value: Double

  package init(_ kind: ShockKind, target: Int, value: Double) {
    self.kind = kind
    self.target = target
    self.value = value
  }
}

/// All that happens at the start of one scenario.
package struct Shock: Sendable, Equatable {
  package var id: String
  package var changes: [ShockChange]

  package init(id: String, changes: [ShockChange] = []) {
    self.id = id
    self.changes = changes
  }
}
