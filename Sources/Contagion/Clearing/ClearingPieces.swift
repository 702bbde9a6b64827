import LinearAlgebra
import Networks

/// Where a clearing stands on its pieces: who pays all, part or nothing, and who stands between two of them.
///
/// `p_i = min(p̄_i, max(0, x_i))` with `x_i = α·Ae_i + β·Σ_k Π[i,k]·p_k − Le_i` for those in default (`α = β = 1`:
/// Eisenberg–Noe), `Π[i,k] = A[i,k]/p̄_k`; creditors outside who rank with the claims count in `p̄`, not in `x`.
struct ClearingPieces {
  /// What a node's payment can be to the first order.
  struct Piece: Equatable {
    /// All that is owed.
    var face = false
    /// What there is.
    var line = false
    /// Nothing.
    var nothing = false

    var isKink: Bool { (face ? 1 : 0) + (line ? 1 : 0) + (nothing ? 1 : 0) > 1 }
  }

  let network: ExposureNetwork
  let alpha: Double
  let beta: Double
  /// `p̄`.
  let owed: [Double]
  /// `V`.
  let paidShare: [Double]
  let pieces: [Piece]
  let isPariPassu: Bool

  init(
    _ network: ExposureNetwork, valuation: Valuation, at result: ContagionResult,
    options: ContagionOptions
  ) {
    valuation.requireAdmissible()
    precondition(
      result.valuation.count == network.count,
      "\(network.count) nodes, \(result.valuation.count) values")
    self.network = network
    switch valuation {
    case .eisenbergNoe: (alpha, beta) = (1, 1)
    case .rogersVeraart(let a, let b): (alpha, beta) = (a, b)
    case .furfine, .linearDebtRank, .nonlinearDebtRank:
      preconditionFailure("\(valuation) has no payments to derive")
    }
    isPariPassu = options.externalLiabilities == .pariPassu
    var owed = network.totalLiabilities
    if isPariPassu { for i in owed.indices { owed[i] += network.externalLiabilities[i] } }
    self.owed = owed
    paidShare = result.valuation
    let received = network.claims.times(result.valuation)
    let (alpha, beta, isPariPassu) = (alpha, beta, isPariPassu)
    pieces = owed.indices.map { i in
      let senior = isPariPassu ? 0 : network.externalLiabilities[i]
      let guardBand =
        Rounding.equityShare
        * (network.externalAssets[i] + network.externalLiabilities[i] + network.totalClaims[i]
          + network.totalLiabilities[i])
      let whole = network.externalAssets[i] + received[i] - senior
      // With costs of default a node at zero equity stands at a jump: the side that it is on is taken.
      if alpha < 1 || beta < 1 {
        guard result.defaulted[i] else { return Piece(face: true) }
        let left = alpha * network.externalAssets[i] + beta * received[i] - senior
        return Self.lower(left, guardBand: guardBand)
      }
      if whole > owed[i] + guardBand { return Piece(face: true) }
      var piece = Self.lower(whole, guardBand: guardBand)
      piece.face = whole >= owed[i] - guardBand
      return piece
    }
  }

  /// The piece of a node that cannot pay all, by what it has.
  private static func lower(_ left: Double, guardBand: Double) -> Piece {
    Piece(line: left >= -guardBand, nothing: left <= guardBand)
  }

  /// The nodes at which two pieces meet.
  var atKink: [Bool] { pieces.map(\.isKink) }

  /// `Π[i,k]`, or 0 where `k` owes nothing.
  func share(_ i: Int, _ k: Int) -> Double {
    owed[k] > 0 ? network.claims[i, k] / owed[k] : 0
  }
}
