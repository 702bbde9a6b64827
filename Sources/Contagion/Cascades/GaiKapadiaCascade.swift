import LinearAlgebra
public import Networks

/// Who defaults in a cascade.
public struct CascadeResult: Sendable, Equatable {
  /// The capital less the losses on claims on nodes in default, in money; signed.
  public let equity: [Double]
  /// Who is in default.
  public let defaulted: [Bool]
  /// The round in which each default comes, 0 for those of the shock; nil where there is none.
  public let defaultRound: [Int?]
  /// Always exact; an iteration is a round.
  public let report: SolutionReport
}

/// The cascade of Gai and Kapadia (2010) on a given network: no recovery, capital against losses.
///
/// Gai and Kapadia (2010), doi:10.1098/rspa.2009.0410. Node `i` defaults when
/// `Σ_{k in default} A[i,k] > K_i` (strict) or `≥ K_i` (weak). Their baseline, claims of 20 % of assets split over
/// five debtors against capital of 4 %, lies exactly on the edge, where rounding would decide; so the
/// test is in whole numbers: amounts with up to nine decimals are counted in units of their last decimal, and where
/// a node's claims are all equal, `c` defaults among its `j` debtors are tested as `c·ΣA` against
/// `j·K`. Amounts that are neither are tested as doubles of which the last 1e-12 is rounding.
///
/// - Parameters:
///   - network: the claims (row = creditor); its balance sheets play no part.
///   - capital: `K`, one per node, in money; a node of negative capital (by the weak test, of none) is in
///     default from the start.
///   - initialDefaults: the nodes that the shock fails.
///   - defaultTest: whether losses equal to the capital are default (weak) or not.
public func gaiKapadia(
  _ network: ExposureNetwork, capital: [Double], initialDefaults: [Int],
  defaultTest: DefaultTest = .strict
) -> CascadeResult {
  cascade(
    network, capital: capital, initialDefaults: initialDefaults, defaultTest: defaultTest,
    claimsOf: { i in network.claims.row(i) },
    claimsOn: { k in
      (0..<network.count).map { (column: $0, value: network.claims[$0, k]) }
    })
}

/// The same on a sparse network, to the same defaults; visits the claims that there are.
public func gaiKapadia(
  _ network: SparseExposures, capital: [Double], initialDefaults: [Int],
  defaultTest: DefaultTest = .strict
) -> CascadeResult {
  cascade(
    network, capital: capital, initialDefaults: initialDefaults, defaultTest: defaultTest,
    claimsOf: { i in network.claims.row(i).map(\.value) },
    claimsOn: { k in network.claimsByDebtor.row(k) })
}

/// - Parameters:
///   - claimsOf: the claims of a creditor.
///   - claimsOn: the creditors of a debtor, ascending, with their claims.
private func cascade(
  _ network: some Exposures, capital: [Double], initialDefaults: [Int], defaultTest: DefaultTest,
  claimsOf: (Int) -> [Double], claimsOn: (Int) -> [(column: Int, value: Double)]
) -> CascadeResult {
  let count = network.count
  precondition(
    capital.count == count && capital.allSatisfy { $0.isFinite }, "capital \(capital)")
  precondition(
    initialDefaults.allSatisfy { $0 >= 0 && $0 < count }, "nodes \(initialDefaults) of \(count)")
  let units = (0..<count).map { WholeUnits(claims: claimsOf($0), capital: capital[$0]) }
  var claims: [IntegerCascade.Claim] = []
  var offsets = [0]
  for k in 0..<count {
    for (i, claim) in claimsOn(k) where claim > 0 {
      claims.append(.init(creditor: i, units: units[i].claim(claim)))
    }
    offsets.append(claims.count)
  }
  let cascade = IntegerCascade(
    claims: claims, offsets: offsets, capital: units.map(\.capital),
    rounding: units.map(\.rounding), defaultTest: defaultTest)
  let (defaultRound, rounds) = cascade.run(initialDefaults: initialDefaults)
  let value = defaultRound.map { $0 == nil ? 1.0 : 0 }
  let face = network.claims.rowSums
  let kept = network.claims.times(value)
  return CascadeResult(
    equity: (0..<count).map { capital[$0] - (face[$0] - kept[$0]) },
    defaulted: defaultRound.map { $0 != nil }, defaultRound: defaultRound,
    report: SolutionReport(status: .exact, iterations: rounds))
}

/// The whole units in which one creditor's claims and capital are compared.
struct WholeUnits {
  /// The capital in units.
  let capital: Int
  /// Differences of so many units are rounding.
  let rounding: Int
  private let scale: Double
  /// The units of every claim, where all are equal.
  private let equalShare: Int?

  /// The units of the given claims and capital.
  init(claims: [Double], capital: Double) {
    let held = claims.filter { $0 > 0 }
    let total = held.reduce(0, +)
    if let scale = Self.decimalScale(held + [capital]) {
      self.scale = scale
      self.capital = Int((capital * scale).rounded())
      rounding = 0
      equalShare = nil
    } else if let first = held.first, held.allSatisfy({ abs($0 - first) <= 1e-14 * first }),
      let scale = Self.decimalScale([total, capital], multiple: held.count)
    {
      // Counted in units of a share of the total: c shares of ΣA against K become c·ΣA against j·K.
      self.scale = scale
      equalShare = Int((total * scale).rounded())
      self.capital = Int((capital * scale).rounded()) * held.count
      rounding = 0
    } else {
      let unit = max(.leastNormalMagnitude, Self.finest * max(total, abs(capital)))
      scale = 1 / unit
      self.capital = Int((capital * scale).rounded())
      rounding = 1 + held.count
      equalShare = nil
    }
  }

  /// A claim in units.
  func claim(_ amount: Double) -> Int {
    equalShare ?? Int((amount * scale).rounded())
  }

  /// The unit of amounts that are no short decimals, as a share of what is compared.
  private static let finest = 1e-12

  /// The power of ten that makes all amounts whole, up to nine decimals; nil where there is none, or sums, or
  /// the given multiple of them, would not be exact.
  private static func decimalScale(_ amounts: [Double], multiple: Int = 1) -> Double? {
    let size = Double(multiple) * amounts.reduce(0) { $0 + abs($1) }
    var scale = 1.0
    for _ in 0...9 {
      guard size * scale < 0x1p50 else { return nil }
      let whole = amounts.allSatisfy {
        let scaled = $0 * scale
        return abs(scaled - scaled.rounded()) <= 0x1p-50 * abs(scaled)
      }
      if whole { return scale }
      scale *= 10
    }
    return nil
  }
}
