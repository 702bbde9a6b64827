internal import Formats

extension TwoByTwoEntry {
  /// The cross of fragmentation and strictness that the regimes make up: two at the mean of which one is more
  /// dispersed, and for each just one that differs from it by the strictest centre alone.
  ///
  /// Nil where there is none, or more than one.
  init?(among regimes: KeyedValues<RegimeEntry>) {
    let run = regimes.entries.filter { !$0.value.isAbstract }
    var pairs: [(mean: KeyedValues<RegimeEntry>.Entry, strictest: String)] = []
    for regime in run where regime.value.path.strictness == 0 {
      let twins = run.filter {
        $0.value.path.strictness == 1 && $0.value.atTheMean == regime.value.atTheMean
      }
      guard let twin = twins.first else { continue }
      guard twins.count == 1 else { return nil }
      pairs.append((regime, twin.key))
    }
    pairs.sort { $0.mean.value.path.dispersion > $1.mean.value.path.dispersion }
    guard pairs.count == 2,
      pairs[0].mean.value.path.dispersion > pairs[1].mean.value.path.dispersion
    else { return nil }
    fragmentedMean = pairs[0].mean.key
    fragmentedStrictest = pairs[0].strictest
    harmonisedMean = pairs[1].mean.key
    harmonisedStrictest = pairs[1].strictest
  }
}

extension RegimeEntry {
  /// The regime as it would be at the mean, whatever it extends.
  fileprivate var atTheMean: RegimeEntry {
    var other = self
    other.path.strictness = 0
    other.extends = nil
    return other
  }
}
