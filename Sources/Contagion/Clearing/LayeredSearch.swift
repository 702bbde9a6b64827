import LinearAlgebra

/// The running state of a search for the greatest or least fixed point of a ``LayeredSystem``.
///
/// From above in rounds of default, as with one class of debt: all who are not known to be in default pay in full,
/// the others what they have; who then cannot pay joins them. Each round is finished exactly by moving the
/// bound, within the layers that the nodes are in, as far as the linear equations there or the ends of the layers
/// say (``BoundedMove``), until nobody comes to an end. Sweeps in between find the layers at less cost. From below the
/// same without rounds.
struct LayeredSearch {
  private(set) var system: LayeredSystem
  let options: ContagionOptions
  private(set) var assets: [Double]
  private(set) var defaultRound: [Int?]
  private(set) var iterations = 0
  private(set) var usedFallback = false
  private var round = 0
  private let scale: Double

  private var descending: Bool { options.fixedPoint == .greatest }

  init(system: LayeredSystem, options: ContagionOptions) {
    self.system = system
    self.options = options
    let start = options.fixedPoint == .greatest ? system.upperBound() : system.externalAssets
    assets = start ?? system.externalAssets
    scale = max(.leastNormalMagnitude, assets.reduce(0) { max($0, abs($1)) })
    defaultRound = Array(repeating: nil, count: system.count)
  }

  mutating func run() -> SolutionStatus {
    if descending, options.method == .activeSets { return runRounds() }
    if descending { recordDefaults() }
    let status = settle()
    // From below, defaults are known at the end only.
    if !descending { recordDefaults() }
    return status
  }

  /// Rounds of default until one finds nobody new.
  private mutating func runRounds() -> SolutionStatus {
    system.paysInFull = Array(repeating: true, count: system.count)
    var worst = SolutionStatus.exact
    while true {
      let status = settle()
      if status != .exact { worst = status }
      let found = recordDefaults()
      guard !found.isEmpty, status.isSolved else { return worst }
      for i in found { system.paysInFull[i] = false }
      round += 1
    }
  }

  /// Notes the round of those that the present assets show in default for the first time, and returns them.
  @discardableResult
  private mutating func recordDefaults() -> [Int] {
    let debts = system.floors[system.floors.count - 1]
    let found = assets.indices.filter { i in
      defaultRound[i] == nil
        && options.defaultTest.isDefault(assets[i] - debts[i], guardBand: system.guardBand[i])
    }
    for i in found { defaultRound[i] = round }
    return found
  }

  /// Moves the bound to the fixed point of the present system.
  private mutating func settle() -> SolutionStatus {
    var layers = system.layers(assets, descending: descending)
    var layersStood = true
    while true {
      if options.method == .activeSets, layersStood {
        switch advance() {
        case true?: return .exact
        case false?: break
        case nil: usedFallback = true
        }
      }
      guard iterations < options.maximumIterations else { return .iterationLimit }
      let isSettled = sweep() <= options.tolerance * scale
      if options.method == .iteration {
        round += 1
        if descending { recordDefaults() }
      }
      if isSettled {
        // What sweeps leave to be moved only a solve can find.
        guard options.method == .activeSets else { return .converged }
        guard let ended = advance() else {
          return .converged
        }
        if ended { return .exact }
      }
      let now = system.layers(assets, descending: descending)
      layersStood = now == layers
      layers = now
    }
  }

  /// One sweep of monotone iteration; returns the largest move.
  private mutating func sweep() -> Double {
    let next = system.value(assets)
    iterations += 1
    var largest = 0.0
    for i in next.indices {
      // Rounding must not turn a monotone sequence back.
      let bound = descending ? min(next[i], assets[i]) : max(next[i], assets[i])
      largest = max(largest, abs(bound - assets[i]))
      assets[i] = bound
    }
    return largest
  }

  /// Moves the bound as far as the present layers go; returns whether nobody came to the end of its layer, nil where
  /// the equations have no answer to working precision.
  private mutating func advance() -> Bool? {
    let count = system.count
    let image = system.value(assets)
    iterations += 1
    let first = (0..<count).map {
      max(0, descending ? assets[$0] - image[$0] : image[$0] - assets[$0])
    }
    let layers = system.layers(assets, descending: descending)
    var slopes = Matrix(rows: count, columns: count)
    var room = [Double](repeating: 0, count: count)
    for k in 0..<count {
      guard let layer = layers[k] else { continue }
      let floor = system.floors[layer][k]
      room[k] = descending ? assets[k] - floor : floor + system.sizes[layer][k] - assets[k]
      for i in 0..<count { slopes[i, k] = system.shares[layer][i, k] }
    }
    let bounded = BoundedMove(
      matrix: slopes, first: first, room: room, guardBand: system.guardBand)
    guard let (move, solves) = bounded.solve() else { return nil }
    iterations += solves
    let passedOn = slopes.times(move)
    var ended = true
    for i in 0..<count {
      let moved = first[i] + passedOn[i]
      if layers[i] != nil, moved > room[i] + system.guardBand[i] { ended = false }
      assets[i] += descending ? -moved : moved
    }
    return ended
  }

  var residual: Double {
    zip(system.value(assets), assets).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}
