/// How a claim on a node is valued: the choice that makes one contagion operator many models.
///
/// With the signed equity `E_i = Ae_i − Le_i + Σ_k A[i,k]·V_k − L_i` (row = creditor), `V_k` is the
/// value of one unit of face of a claim on `k` (Barucca et al. 2020, doi:10.1111/mafi.12272). Every
/// valuation is in [0, 1] and never falls when `E` rises, so a greatest and a least fixed point exist
/// (Tarski); see ``FixedPoint``.
public enum Valuation: Sendable, Equatable {
  /// `1` if solvent, else the fixed recovery `R` (Furfine 2003; Gai–Kapadia 2010 with `R = 0`).
  case furfine(recovery: Double)
  /// `1` if solvent, else `max(0, (E + L)/L)` (Eisenberg–Noe 2001, doi:10.1287/mnsc.47.2.236.9835).
  case eisenbergNoe
  /// `1` if solvent, else `max(0, (α·Ae + β·Σ A·V − Le)/L)` (Rogers–Veraart 2013,
  /// doi:10.1287/mnsc.1120.1569): liquidating external assets yields the share `α`, claims `β`.
  case rogersVeraart(alpha: Double, beta: Double)
  /// `1 − h` with `h = clip(1 − E/E0, 0, 1)` (Bardoscia et al. 2015,
  /// doi:10.1371/journal.pone.0130406).
  case linearDebtRank
  /// `1 − (1 − R)·h·exp(α(h − 1))` (Bardoscia et al. 2016, doi:10.1371/journal.pone.0163825).
  case nonlinearDebtRank(alpha: Double, recovery: Double)

  /// Checks that shares are in [0, 1] and exponents are not negative.
  func requireAdmissible() {
    switch self {
    case .furfine(let recovery):
      precondition(recovery >= 0 && recovery <= 1, "recovery \(recovery) outside [0, 1]")
    case .rogersVeraart(let alpha, let beta):
      precondition(alpha >= 0 && alpha <= 1, "alpha \(alpha) outside [0, 1]")
      precondition(beta >= 0 && beta <= 1, "beta \(beta) outside [0, 1]")
    case .nonlinearDebtRank(let alpha, let recovery):
      precondition(alpha >= 0 && alpha.isFinite, "alpha \(alpha) must be finite and ≥ 0")
      precondition(recovery >= 0 && recovery <= 1, "recovery \(recovery) outside [0, 1]")
    case .eisenbergNoe, .linearDebtRank:
      break
    }
  }
}

/// When a node is in default.
public enum DefaultTest: Sendable, Equatable {
  /// `E < 0`: a node that can just pay is solvent.
  case strict
  /// `E ≤ 0`.
  case weak
}

/// Which of the fixed points is asked for.
public enum FixedPoint: Sendable, Equatable {
  /// The largest valuations that are consistent, reached from full value downwards.
  case greatest
  /// The smallest ones, reached from zero value upwards.
  case least
}

/// How creditors outside the network rank against the creditors inside.
public enum ExternalLiabilities: Sendable, Equatable {
  /// They are paid first; the creditors inside share what is left.
  case senior
  /// All share in proportion to what they are owed, as if the outside were one more creditor.
  case pariPassu
}
