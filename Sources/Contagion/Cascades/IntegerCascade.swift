/// A cascade of defaults counted in whole units, so that no test of a loss against capital is rounded.
///
/// Every creditor has units of its own: only its losses and its capital are ever compared.
struct IntegerCascade {
  /// A claim of a creditor on the debtor in whose list it stands.
  struct Claim {
    let creditor: Int
    let units: Int
  }
  /// The claims on each debtor, one after the other.
  let claims: [Claim]
  /// Where the claims on each debtor start, with the end of the last.
  let offsets: [Int]
  /// The capital of each node in its units.
  let capital: [Int]
  /// Losses this close to the capital, in units, are equal to it; 0 where units are exact.
  let rounding: [Int]
  let defaultTest: DefaultTest

  /// The round in which each node defaults (nil: never), and the number of rounds with defaults.
  ///
  /// Every claim is looked at once at most.
  func run(initialDefaults: [Int]) -> (defaultRound: [Int?], rounds: Int) {
    var defaultRound = [Int?](repeating: nil, count: capital.count)
    var lost = [Int](repeating: 0, count: capital.count)
    var frontier = (0..<capital.count).filter { fails($0, lost: 0) }
    for i in frontier { defaultRound[i] = 0 }
    for i in initialDefaults where defaultRound[i] == nil {
      defaultRound[i] = 0
      frontier.append(i)
    }
    var round = 0
    while !frontier.isEmpty {
      round += 1
      var next: [Int] = []
      for debtor in frontier {
        for place in offsets[debtor]..<offsets[debtor + 1] {
          let creditor = claims[place].creditor
          lost[creditor] += claims[place].units
          if defaultRound[creditor] == nil, fails(creditor, lost: lost[creditor]) {
            defaultRound[creditor] = round
            next.append(creditor)
          }
        }
      }
      frontier = next
    }
    return (defaultRound, round)
  }

  private func fails(_ i: Int, lost: Int) -> Bool {
    switch defaultTest {
    case .strict: lost > capital[i] + rounding[i]
    case .weak: lost >= capital[i] - rounding[i]
    }
  }
}
