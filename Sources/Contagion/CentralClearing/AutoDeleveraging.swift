/// How the winners of a contract cover a deficit that no fund covers.
public enum AutoDeleveragingRule: String, Sendable, CaseIterable {
  /// Whole positions in descending score until the deficit is covered; the last one may be taken for
  /// more than is missing, and the overshoot is real.
  case queue
  /// The same queue, but the last position gives up only what is missing, and positions of equal score share
  /// what they give up pro rata.
  case partialQueue
  /// Every winner gives up the same share of its gain.
  case proRata
  /// Every winner gives up the share `κ·score`, at most all, with `κ` such that the deficit is met.
  case waterFilling
}

/// What each winner gives up to cover a deficit.
///
/// With gains `w_i ≥ 0`, scores `s_i` and deficit `d` (the rules compared by Chitra 2025,
/// arXiv:2512.01112): queue takes `w_i` whole in descending score, ties to the lower
/// index; the partial queue takes from groups of equal score (to a billionth of it) what is missing,
/// `d·w_i/Σw` within the last group, so that it depends on no order of equals; pro rata takes `d·w_i/Σw`; water-filling takes `min(w_i, κ·s_i·w_i)` with `Σ = d`, where a
/// negative score counts as zero and winners of score zero are drawn on, pro rata, only once all
/// others have given up everything. If `Σw ≤ d` all gains go, and `d − Σw` is left uncovered.
///
/// - Parameters:
///   - deficit: what is missing, finite and not negative.
///   - gains: each winner's unrealised gain; entries that are not positive take no part.
///   - scores: each winner's rank score or leverage.
///   - rule: the rule.
/// - Returns: the haircut on each gain, in money.
public func autoDeleverage(
  deficit: Double, gains: [Double], scores: [Double], rule: AutoDeleveragingRule
) -> [Double] {
  precondition(deficit >= 0 && deficit.isFinite, "a deficit of \(deficit)")
  precondition(gains.count == scores.count, "\(gains.count) gains and \(scores.count) scores")
  precondition(
    gains.allSatisfy { $0.isFinite } && scores.allSatisfy { $0.isFinite }, "not finite")
  let available = gains.map { max(0, $0) }
  guard deficit > 0 else { return available.map { _ in 0 } }
  let total = available.reduce(0, +)
  guard total > deficit else { return available }
  switch rule {
  case .proRata:
    return available.map { deficit * ($0 / total) }
  case .queue:
    var haircuts = [Double](repeating: 0, count: gains.count)
    var missing = deficit
    for i in descending(scores) where available[i] > 0 {
      guard missing > 0 else { break }
      haircuts[i] = available[i]
      missing -= haircuts[i]
    }
    return haircuts
  case .partialQueue:
    return sharedQueue(deficit: deficit, available, scores)
  case .waterFilling:
    return waterFilling(deficit: deficit, available, scores.map { max(0, $0) })
  }
}

/// Scores that differ by a smaller share are equal but for rounding.
private let tieTolerance = 1e-9

/// Goes down the queue group by group of equal score; the last group shares what is missing pro rata.
private func sharedQueue(deficit: Double, _ gains: [Double], _ scores: [Double]) -> [Double] {
  let order = descending(scores).filter { gains[$0] > 0 }
  var haircuts = [Double](repeating: 0, count: gains.count)
  var missing = deficit
  var place = 0
  while place < order.count, missing > 0 {
    let top = scores[order[place]]
    let group = order[place...].prefix { top - scores[$0] <= tieTolerance * abs(top) }
    let total = group.reduce(0) { $0 + gains[$1] }
    if total <= missing {
      for i in group { haircuts[i] = gains[i] }
      missing -= total
    } else {
      for i in group { haircuts[i] = gains[i] * (missing / total) }
      missing = 0
    }
    place += group.count
  }
  return haircuts
}

/// Indices in descending score, ties to the lower index.
private func descending(_ scores: [Double]) -> [Int] {
  scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
}

/// Solves `Σ min(w, κ·s·w) = deficit` by trying who is exhausted, highest score first.
private func waterFilling(
  deficit: Double, _ gains: [Double], _ scores: [Double]
) -> [Double] {
  let order = descending(scores)
  var haircuts = [Double](repeating: 0, count: gains.count)
  var missing = deficit
  var weight = 0.0
  for i in order { weight += scores[i] * gains[i] }
  for (place, i) in order.enumerated() {
    let rest = order[place...]
    guard scores[i] > 0 else {
      let left = rest.reduce(0) { $0 + gains[$1] }
      for k in rest where left > 0 { haircuts[k] = gains[k] * min(1, missing / left) }
      return haircuts
    }
    let level = missing / weight
    if level * scores[i] <= 1 {
      for k in rest { haircuts[k] = level * scores[k] * gains[k] }
      return haircuts
    }
    haircuts[i] = gains[i]
    missing = max(0, missing - gains[i])
    weight = rest.dropFirst().reduce(0) { $0 + scores[$1] * gains[$1] }
  }
  return haircuts
}

/// BitMEX's rank score of a position: gain times effective leverage, or a loss divided by it.
///
/// `PNL% = side·(mark − entry)/entry`, `effective leverage = mark/|mark − bankruptcy|`; the score is their
/// product for a gain and their ratio for a loss (BitMEX documentation, "Auto-deleveraging").
///
/// - Returns: infinity for a gain at the bankruptcy price itself, and zero for a loss there.
public func deleveragingScore(
  entryPrice: Double, markPrice: Double, bankruptcyPrice: Double, side: PositionSide
) -> Double {
  precondition(entryPrice > 0 && markPrice > 0, "prices \(entryPrice), \(markPrice)")
  let gain = side.sign * (markPrice - entryPrice) / entryPrice
  let leverage = markPrice / abs(markPrice - bankruptcyPrice)
  return gain > 0 ? gain * leverage : gain / leverage
}
