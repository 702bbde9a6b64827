/// The Shapley value of each player, exactly, from the worth of every coalition.
///
/// `φ_i = Σ_{S∌i} |S|!(n − |S| − 1)!/n!·(v(S ∪ i) − v(S))` (Shapley 1953); the values add up to
/// `v(all) − v(none)`. As an attribution of systemic risk: Tarashev, Tsatsaronis and Borio (2016),
/// doi:10.1093/rof/rfv060. Cost `O(n·2ⁿ)`.
///
/// - Parameter coalitionValues: the worth of each coalition, at the index whose bit `i` says
///   whether player `i` takes part; a power of two of them, the empty coalition first.
public func shapleyValues(coalitionValues: [Double]) -> [Double] {
  let count = coalitionValues.count
  precondition(count > 0 && count & (count - 1) == 0, "\(count) coalitions: no power of two")
  let players = count.trailingZeroBitCount
  // |S|!(n − |S| − 1)!/n! = 1/(n·C(n − 1, |S|)).
  var weights: [Double] = []
  var choices = 1.0
  for size in 0..<players {
    weights.append(1 / (Double(players) * choices))
    choices *= Double(players - 1 - size) / Double(size + 1)
  }
  var values = [Double](repeating: 0, count: players)
  for coalition in 0..<count {
    let weight = coalition.nonzeroBitCount < players ? weights[coalition.nonzeroBitCount] : 0
    for player in 0..<players where coalition & (1 << player) == 0 {
      values[player] +=
        weight * (coalitionValues[coalition | 1 << player] - coalitionValues[coalition])
    }
  }
  return values
}

/// The Shapley value of each of up to 24 players, exactly, by asking for the worth of all `2ⁿ`
/// coalitions.
///
/// See ``shapleyValues(coalitionValues:)``.
///
/// - Parameters:
///   - players: at most 24.
///   - value: the worth of a coalition, given by a flag for each player; called `2ⁿ` times.
public func shapleyValues(
  players: Int, value: ([Bool]) throws -> Double
) rethrows -> [Double] {
  precondition(players >= 0 && players <= 24, "\(players) players: at most 24 exactly")
  return shapleyValues(
    coalitionValues: try (0..<(1 << players)).map { coalition in
      try value((0..<players).map { coalition & (1 << $0) != 0 })
    })
}

/// The Shapley values of a game whose worth is the largest cost among the players, in closed form.
///
/// The airport game: in ascending order of cost, each step up is shared by those who need it
/// (Littlechild and Owen 1973). Cost `O(n log n)`.
///
/// - Parameter costs: finite and not negative.
public func airportShapleyValues(costs: [Double]) -> [Double] {
  precondition(costs.allSatisfy { $0 >= 0 && $0.isFinite }, "costs \(costs)")
  let order = costs.indices.sorted { (costs[$0], $0) < (costs[$1], $1) }
  var values = [Double](repeating: 0, count: costs.count)
  var (shared, below) = (0.0, 0.0)
  for (place, player) in order.enumerated() {
    shared += (costs[player] - below) / Double(costs.count - place)
    below = costs[player]
    values[player] = shared
  }
  return values
}
