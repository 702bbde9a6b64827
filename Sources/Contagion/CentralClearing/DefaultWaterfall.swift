/// The layers of a clearing house's loss allocation, in the order in which they are used.
///
/// The order of the Principles for Financial Market Infrastructures and of EMIR, article 45;
/// recovery tools after CPMI–IOSCO (2017), "Recovery of financial market infrastructures".
public enum LossLayerKind: String, Sendable, CaseIterable {
  /// The margin of the member that defaulted.
  case defaulterInitialMargin
  /// That member's contribution to the default fund.
  case defaulterDefaultFund
  /// The clearing house's own capital, or an exchange's insurance fund.
  case skinInTheGame
  /// The other members' contributions to the default fund, pro rata.
  case survivorsDefaultFund
  /// A second tranche of the clearing house's own capital, before any recovery tool (Regulation
  /// (EU) 2021/23, article 9(14)).
  case secondSkinInTheGame
  /// Calls on the other members, pro rata, up to a multiple of their contributions.
  case assessments
  /// A haircut on the gains of those who are owed variation margin, pro rata.
  case variationMarginGains
}

/// One layer: who stands behind it, and with how much.
public struct LossLayer: Sendable, Equatable {
  /// Which layer it is.
  public let kind: LossLayerKind
  /// What each contributor can lose in it; one entry for a layer with one contributor.
  public let capacities: [Double]

  /// A layer of the given capacities, each finite and not negative.
  public init(kind: LossLayerKind, capacities: [Double]) {
    precondition(
      capacities.allSatisfy { $0 >= 0 && $0.isFinite }, "\(kind): capacities \(capacities)")
    self.kind = kind
    self.capacities = capacities
  }
}

/// What one layer paid.
public struct LossLayerUse: Sendable, Equatable {
  /// Which layer it is.
  public let kind: LossLayerKind
  /// What the layer paid in all.
  public let total: Double
  /// What each contributor paid, pro rata to the capacities.
  public let contributions: [Double]
}

/// How a loss was spread over a waterfall: the layers' totals and the uncovered rest add up to the
/// loss.
public struct WaterfallUse: Sendable, Equatable {
  /// The use of each layer, in order.
  public let layers: [LossLayerUse]
  /// What no layer covers.
  public let uncovered: Double

  /// What the layers of one kind paid in all.
  public func total(_ kind: LossLayerKind) -> Double {
    layers.reduce(0) { $1.kind == kind ? $0 + $1.total : $0 }
  }

  /// What each contributor paid in the first layer of a kind; empty where there is none.
  public func contributions(_ kind: LossLayerKind) -> [Double] {
    layers.first { $0.kind == kind }?.contributions ?? []
  }
}

/// A clearing house's default waterfall: layers are exhausted one after the other.
public struct DefaultWaterfall: Sendable, Equatable {
  /// The layers, first used first.
  public let layers: [LossLayer]

  /// A waterfall of any layers in any order.
  public init(layers: [LossLayer]) {
    self.layers = layers
  }

  /// The usual waterfall of a clearing house for the default of one member.
  ///
  /// - Parameters:
  ///   - defaulterInitialMargin: margin of the defaulter.
  ///   - defaulterDefaultFund: its default-fund contribution.
  ///   - skinInTheGame: the house's own capital in the waterfall.
  ///   - survivorsDefaultFund: contributions of the other members.
  ///   - secondSkinInTheGame: the house's own capital behind the other members' contributions.
  ///   - assessmentMultiple: the cap of the calls on each, as a multiple of its contribution.
  ///   - variationMarginGains: what each winner is owed in variation margin, if gains can be
  ///     haircut.
  public init(
    defaulterInitialMargin: Double, defaulterDefaultFund: Double, skinInTheGame: Double,
    survivorsDefaultFund: [Double], secondSkinInTheGame: Double = 0, assessmentMultiple: Double,
    variationMarginGains: [Double] = []
  ) {
    layers = [
      LossLayer(kind: .defaulterInitialMargin, capacities: [defaulterInitialMargin]),
      LossLayer(kind: .defaulterDefaultFund, capacities: [defaulterDefaultFund]),
      LossLayer(kind: .skinInTheGame, capacities: [skinInTheGame]),
      LossLayer(kind: .survivorsDefaultFund, capacities: survivorsDefaultFund),
      LossLayer(kind: .secondSkinInTheGame, capacities: [secondSkinInTheGame]),
      LossLayer(
        kind: .assessments, capacities: survivorsDefaultFund.map { assessmentMultiple * $0 }),
      LossLayer(kind: .variationMarginGains, capacities: variationMarginGains),
    ]
  }

  /// Allocates a loss to the layers in order, within a layer pro rata to the capacities.
  ///
  /// - Parameter loss: the close-out loss, finite and not negative.
  public func allocate(loss: Double) -> WaterfallUse {
    precondition(loss >= 0 && loss.isFinite, "a loss of \(loss)")
    var remaining = loss
    var uses: [LossLayerUse] = []
    uses.reserveCapacity(layers.count)
    for layer in layers {
      let capacity = layer.capacities.reduce(0, +)
      let total = min(remaining, capacity)
      let share = capacity > 0 ? total / capacity : 0
      uses.append(
        LossLayerUse(
          kind: layer.kind, total: total, contributions: layer.capacities.map { $0 * share }))
      remaining = total == remaining ? 0 : remaining - total
    }
    return WaterfallUse(layers: uses, uncovered: remaining)
  }
}
