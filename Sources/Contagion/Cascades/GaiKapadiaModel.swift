import Randomness

/// The random banking system of Gai and Kapadia (2010): who defaults when one bank does, and how often all do.
///
/// Every bank has the same interbank assets, spread evenly over its debtors, and the same capital; claims
/// on banks in default are worth nothing. Doi:10.1098/rspa.2009.0410. Both amounts are whole numbers of
/// one unit (20 and 4 percent of assets in the baseline), so that the test on `c` defaults among `j` debtors,
/// `c·A > j·K` (strict) or `≥` (weak), is exact on the knife edge `A/j = K` too.
public struct GaiKapadiaModel: Sendable, Equatable {
  /// `A`: interbank assets of a bank, in whole units.
  public let interbankAssets: Int
  /// `K`: capital of a bank, in whole units.
  public let capital: Int
  /// Whether losses equal to the capital are default.
  public let defaultTest: DefaultTest

  /// A system of the given balance sheets; both amounts positive.
  public init(interbankAssets: Int, capital: Int, defaultTest: DefaultTest) {
    precondition(
      interbankAssets > 0 && capital > 0, "assets \(interbankAssets), capital \(capital)")
    self.interbankAssets = interbankAssets
    self.capital = capital
    self.defaultTest = defaultTest
  }

  /// The most debtors among which a single default still fails a bank; 0 where none can.
  public var vulnerableDebtors: Int {
    switch defaultTest {
    case .strict: (interbankAssets - 1) / capital
    case .weak: interbankAssets / capital
    }
  }

  /// The mean degrees between which one default can bring down a share of an infinite Poisson network.
  ///
  /// The roots of `z·P(Poisson(z) ≤ j − 1) = 1` with `j` the ``vulnerableDebtors`` (the generating-function condition of the
  /// paper, where ``poissonResilience(meanDegree:largestFragileDegree:)`` is zero), by bisection to the last bit; nil
  /// where the network is never that fragile.
  public var contagionWindow: ClosedRange<Double>? {
    let vulnerable = vulnerableDebtors
    guard vulnerable > 0 else { return nil }
    func spread(_ z: Double, _ degree: Int) -> Double {
      1 - poissonResilience(meanDegree: z, largestFragileDegree: degree)
    }
    // The derivative of z·P(≤ j − 1) is P(≤ j − 1) − z·P(= j − 1), which falls through zero once.
    let peak = bisect(0, Double(vulnerable) + 1) { z in
      let last = spread(z, vulnerable) - spread(z, vulnerable - 1)
      return spread(z, vulnerable) > z * last
    }
    guard spread(peak, vulnerable) > 1 else { return nil }
    var far = 2 * peak
    while spread(far, vulnerable) > 1 { far *= 2 }
    let lower = bisect(0, peak) { spread($0, vulnerable) < 1 }
    return lower...bisect(peak, far) { spread($0, vulnerable) > 1 }
  }
}

/// The place in `lower ... upper` where `below` turns from true to false, to the last bit.
private func bisect(_ lower: Double, _ upper: Double, below: (Double) -> Bool) -> Double {
  var (lower, upper) = (lower, upper)
  while true {
    let middle = 0.5 * (lower + upper)
    guard middle > lower, middle < upper else { return middle }
    if below(middle) { lower = middle } else { upper = middle }
  }
}

/// How often, and how far, one default spreads in random networks.
public struct ContagionFrequency: Sendable, Equatable {
  /// The number of networks drawn.
  public let draws: Int
  /// The number of networks in which more than the threshold share of banks defaulted.
  public let contagions: Int
  /// `contagions/draws`.
  public var frequency: Double { draws > 0 ? Double(contagions) / Double(draws) : 0 }
  /// The mean share of banks in default where there was contagion; nil where there was none.
  public let extent: Double?
}

extension GaiKapadiaModel {
  /// Draws directed Erdős–Rényi networks, fails one bank in each, and counts.
  ///
  /// Each draw has a stream of its own: the counts for given arguments never change. Cost proportional to
  /// `draws·banks·meanDegree`.
  ///
  /// - Parameters:
  ///   - banks: the number of banks, at least two.
  ///   - meanDegree: `z`, the mean number of debtors of a bank; links have probability `z/(banks − 1)`.
  ///   - draws: the number of networks.
  ///   - seed: of the streams.
  ///   - contagionShare: the share of banks in default above which there is contagion (5 % in the paper).
  public func simulate(
    banks: Int, meanDegree: Double, draws: Int, seed: UInt64, contagionShare: Double = 0.05
  ) -> ContagionFrequency {
    precondition(banks >= 2 && draws >= 0, "\(banks) banks, \(draws) draws")
    precondition(
      meanDegree >= 0 && meanDegree <= Double(banks - 1), "mean degree \(meanDegree) of \(banks)")
    var contagions = 0
    var failed = 0
    for draw in 0..<draws {
      var stream = Stream(
        seed: seed, replicate: UInt32(truncatingIfNeeded: draw), purpose: 0, tick: 0, entity: 0)
      let seedBank = stream.integer(below: banks)
      let cascade = cascade(
        banks: banks, probability: meanDegree / Double(banks - 1), stream: &stream)
      let count = cascade.run(initialDefaults: [seedBank]).defaultRound.count { $0 != nil }
      if Double(count) > contagionShare * Double(banks) {
        contagions += 1
        failed += count
      }
    }
    let mean = Double(failed) / Double(max(1, contagions)) / Double(banks)
    return ContagionFrequency(
      draws: draws, contagions: contagions, extent: contagions > 0 ? mean : nil)
  }

  /// One random network of this system, ready to run.
  private func cascade(
    banks: Int, probability: Double, stream: inout Stream
  ) -> IntegerCascade {
    let links = sparseLinks(count: banks, probability: probability, stream: &stream)
    var offsets = [Int](repeating: 0, count: banks + 1)
    var debtors = [Int](repeating: 0, count: banks)
    for link in links {
      offsets[link.debtor + 1] += 1
      debtors[link.creditor] += 1
    }
    for k in 0..<banks { offsets[k + 1] += offsets[k] }
    // In units of a share of the assets: c·A against j·K.
    return IntegerCascade(
      claims: links.map { .init(creditor: $0.creditor, units: interbankAssets) }, offsets: offsets,
      capital: debtors.map { max(1, $0) * capital },
      rounding: Array(repeating: 0, count: banks), defaultTest: defaultTest)
  }
}
