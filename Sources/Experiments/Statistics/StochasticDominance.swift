/// Whether one distribution of losses is preferred to another by everybody of a kind.
///
/// Of first order: everybody who dislikes losses prefers it, since at every threshold it is exceeded no
/// more often. Of second order: everybody who also dislikes risk does, since at every threshold the
/// expected excess is no greater (the increasing convex order of losses; Rothschild and Stiglitz 1970,
/// Shaked and Shanthikumar 2007, chapter 4).
package enum StochasticDominance: String, Sendable {
  case firstOrder = "first order"
  case secondOrder = "second order"
  case none = "none"

  /// The strongest order in which `losses` dominates `others`, both samples as they stand; equal samples
  /// do not dominate each other.
  ///
  /// O((m + n) log(m + n)).
  package init(of losses: [Double], over others: [Double]) {
    let own = losses.sorted()
    let other = others.sorted()
    guard let ownMost = own.last, let otherMost = other.last, own != other else {
      self = .none
      return
    }
    var ownPlace = own.count
    var otherPlace = other.count
    var threshold = max(ownMost, otherMost)
    var excess = 0.0
    var isFirst = true
    let scale = max(abs(threshold), abs(min(own[0], other[0])))
    // Down through the thresholds: the excess changes by the difference of shares above.
    while true {
      while ownPlace > 0, own[ownPlace - 1] >= threshold { ownPlace -= 1 }
      while otherPlace > 0, other[otherPlace - 1] >= threshold { otherPlace -= 1 }
      let next = max(
        ownPlace > 0 ? own[ownPlace - 1] : -.infinity,
        otherPlace > 0 ? other[otherPlace - 1] : -.infinity)
      let ownAbove = (own.count - ownPlace) * other.count
      let otherAbove = (other.count - otherPlace) * own.count
      if ownAbove > otherAbove { isFirst = false }
      guard next > -.infinity else { break }
      excess +=
        Double(ownAbove - otherAbove) / Double(own.count * other.count) * (threshold - next)
      if excess > 1e-12 * scale {
        self = .none
        return
      }
      threshold = next
    }
    self = isFirst ? .firstOrder : .secondOrder
  }
}
