public import LinearAlgebra
public import Networks

/// Debts of one rank: inside the network and to creditors outside, who share in proportion.
public struct DebtClass: Sendable, Equatable {
  /// Face values inside the network, row = creditor, column = debtor, zero diagonal.
  public let claims: Matrix
  /// What each node owes outside in this class.
  public let externalLiabilities: [Double]

  /// A class of the given debts; none are owed outside when left out.
  public init(claims: Matrix, externalLiabilities: [Double]? = nil) {
    self.claims = claims
    self.externalLiabilities = externalLiabilities ?? Array(repeating: 0, count: claims.columns)
  }
}

/// Who pays how much on each class of debt, and what equity is left.
public struct SeniorityClearing: Sendable, Equatable {
  /// `t`: external assets, what comes in on claims, and what the equities held are worth, in money.
  public let assets: [Double]
  /// `t − Σ_c d_c`: signed equity; a negative value is what is missing.
  public let equity: [Double]
  /// `max(0, equity)`: what the whole equity of each node is worth to its holders.
  public var equityValue: [Double] { equity.map { max(0, $0) } }
  /// `payments[c][i]`: what node `i` pays on class `c`, inside and outside.
  public let payments: [[Double]]
  /// Who is in default.
  public var defaulted: [Bool] { defaultRound.map { $0 != nil } }
  /// The round (from 0) in which each default was found; nil for a node that is not in default.
  ///
  /// As with one class of debt (``ContagionResult/defaultRound``): round 0 is default with all claims at full value and
  /// equities at what they are worth then; each further round is found with those before paying what they have and all
  /// others in full. With iteration a round is one sweep, from a bound in which equities are valued before any debt.
  /// Defaults of the least fixed point are known at the end only: one round for all.
  public let defaultRound: [Int?]
  /// How the solution was reached; the residual is in money, an iteration is one evaluation of all claims.
  public let report: SolutionReport
}

/// Clears a network whose debts rank by class and whose nodes hold each other's equity.
///
/// Elsinger (2009), OeNB working paper 156; with one class and holdings of debt and equity, Suzuki (2002). With
/// the assets `t_i = Ae_i + Σ_c Σ_k share_c[i,k]·p_ck + Σ_k holdings[i,k]·max(0, t_k − D_k)`, node `k` pays class `c`
/// what the classes before it leave, `p_ck = clip(t_k − Σ_{b<c} d_bk, 0, d_ck)`; equity is what remains after all
/// debts `D_k`, never negative to its holders. Between the points at which a node starts to pay the next
/// class the equations are linear. The greatest fixed point is found in rounds of default (Eisenberg and Noe 2001,
/// section 3.1), in each of which only those known to be in default pay less than all; sweeps find the layers in which the
/// nodes end, linear solves finish exactly, closed rings included. The least is found upwards from what there is
/// outside. A sweep is one product per class, a solve cubic in the number of nodes. Where a system is singular to working
/// precision and yet something comes in (a ring that loses less than one part in 1e14) iteration stands in.
///
/// - Parameters:
///   - externalAssets: `Ae`, one amount per node, not negative.
///   - classes: the classes of debt, most senior first.
///   - equityHoldings: the share of the equity of each issuer (column) that each holder (row) has; none when left
///     out.
///   - options: fixed point, default test, tolerance (relative to the largest assets), bound on iterations, method.
///     Creditors outside rank by their class.
/// - Throws: ``SeniorityError`` with every problem of the inputs.
public func clearBySeniority(
  externalAssets: [Double], classes: [DebtClass], equityHoldings: Matrix? = nil,
  options: ContagionOptions = .init()
) throws(SeniorityError) -> SeniorityClearing {
  let problems = SeniorityError.problems(
    externalAssets: externalAssets, classes: classes, equityHoldings: equityHoldings)
  guard problems.isEmpty else { throw SeniorityError(problems: problems) }
  let system = LayeredSystem(
    externalAssets: externalAssets, classes: classes, equityHoldings: equityHoldings)
  var search = LayeredSearch(system: system, options: options)
  let status = search.run()
  let debts = system.floors[classes.count]
  let equity = zip(search.assets, debts).map { $0 - $1 }
  return SeniorityClearing(
    assets: search.assets, equity: equity,
    payments: classes.indices.map { search.system.payments(layer: $0, assets: search.assets) },
    defaultRound: search.defaultRound,
    report: SolutionReport(
      status: status, residual: search.residual, iterations: search.iterations,
      fixedPoint: options.fixedPoint, usedFallback: search.usedFallback))
}

/// Clears a network of one class of debt whose nodes hold each other's equity.
///
/// ``clearBySeniority(externalAssets:classes:equityHoldings:options:)`` with the claims as one class, and creditors outside
/// before them or among them as the options say.
///
/// - Throws: ``SeniorityError`` with every problem of the holdings.
public func clearCrossHoldings(
  _ network: ExposureNetwork, equityHoldings: Matrix, options: ContagionOptions = .init()
) throws(SeniorityError) -> SeniorityClearing {
  let classes =
    switch options.externalLiabilities {
    case .senior:
      [
        DebtClass(
          claims: Matrix(rows: network.count, columns: network.count),
          externalLiabilities: network.externalLiabilities),
        DebtClass(claims: network.claims),
      ]
    case .pariPassu:
      [DebtClass(claims: network.claims, externalLiabilities: network.externalLiabilities)]
    }
  return try clearBySeniority(
    externalAssets: network.externalAssets, classes: classes, equityHoldings: equityHoldings,
    options: options)
}
