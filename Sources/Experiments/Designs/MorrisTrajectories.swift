package import Randomness

/// The one-at-a-time trajectories of Morris (1991) on a grid of an even number of levels: each of them changes
/// every factor once, in a random order and direction, by `Δ = p / (2(p − 1))`.
package struct MorrisTrajectories: Sendable, Equatable {
  /// A factor that moves between a point of a trajectory and the next one, and by how much.
  package struct Step: Sendable, Equatable {
    package var factor: Int
    package var change: Double
  }

  package let factors: Int
  /// By trajectory, one more than there are factors.
  package private(set) var points: [[[Double]]] = []
  /// By trajectory, the steps between its points.
  package private(set) var steps: [[Step]] = []

  package init(trajectories: Int, factors: Int, levels: Int, stream: Stream) {
    precondition(trajectories > 0 && factors > 0, "\(trajectories) trajectories of \(factors)")
    precondition(levels >= 2 && levels.isMultiple(of: 2), "\(levels) levels, not an even number")
    self.factors = factors
    var stream = stream
    let jump = levels / 2
    let change = Double(jump) / Double(levels - 1)
    for _ in 0..<trajectories {
      let isUpward = (0..<factors).map { _ in stream.integer(below: 2) == 0 }
      var place = isUpward.map { stream.integer(below: levels - jump) + ($0 ? 0 : jump) }
      var path = [place.map { Double($0) / Double(levels - 1) }]
      var moves: [Step] = []
      for factor in stream.permutation(of: factors) {
        place[factor] += isUpward[factor] ? jump : -jump
        path.append(place.map { Double($0) / Double(levels - 1) })
        moves.append(Step(factor: factor, change: isUpward[factor] ? change : -change))
      }
      points.append(path)
      steps.append(moves)
    }
  }
}
