/// One shock of a batch on its way to the least fixed point of `h = clip(s + Λ·h, 0, 1)`.
///
/// Four facts let it move faster than round by round, and none lets it pass the fixed point `h*`:
///
/// - *Rounds*: from `h ≤ h*` with `h ≤ f(h)`, `f(h)` is nearer and still not beyond.
/// - *Jumps*: when no node comes to a bound in two rounds and every step `d` of the second is at least the
///   first's, then `Λ·d ≥ d` among the nodes in between, and `h + a·d ≤ h*` for every `a` that keeps them at
///   most one: were there a last such `a` before, `f(h + a·d) ≥ h + (a + 1)·d` would pass it.
/// - *Takeovers*: a sole default that brings node `a` to one does to all others at least what the sole
///   default of `a` does.
/// - *Amplification*: a column that reaches every node of an ``AmplifyingCore`` is at least its vector, however
///   little distress there is yet; so it brings down the core's first node, and takes over from that.
final class ShockColumn {
  /// Where a column stands.
  enum Stage {
    /// In monotone rounds.
    case sweeping
    /// Until another column is finished, whose node this one has brought down.
    case waiting(for: Int)
    /// The nodes in between are thought to form a system of spectral radius below one.
    case ready
    /// Done.
    case finished(SolutionReport)
  }
  /// What is thought of a node.
  enum Place: UInt8 {
    /// Between the bounds.
    case between
    /// At one, until its line says otherwise.
    case one
    /// At zero, until its line says otherwise.
    case zero
    /// At one for certain.
    case lost
  }

  /// `s`; infinite for a node in default whatever happens.
  var shock: [Double]
  /// The node whose sole default this is, in a batch of those.
  let soleDefault: Int?
  /// A bound of `h*` from below with `h ≤ f(h)`; when finished, `h*`.
  var bound: [Double]
  /// The step of the last round.
  var step: [Double]
  /// Where each node is thought to be.
  var places: [Place]
  /// The solution that is to be checked.
  var candidate: [Double] = []
  /// `Λ·v` for the nodes `v` held at one outside the system; empty where there are none.
  var heldImage: [Double] = []
  var stage = Stage.sweeping
  /// Rounds since a node last came to a bound.
  var quiet = 0
  /// How many quiet rounds make a column ready though its steps do not shrink fast.
  var patience = 8
  /// How many times its system was solved.
  var attempts = 0
  /// How many products it took part in.
  var products = 0
  /// Whether it is at least the vector of the core.
  private(set) var hasReachedCore = false

  init(shock: [Double], soleDefault: Int?) {
    self.shock = shock
    self.soleDefault = soleDefault
    bound = shock.map { min(1, max(0, $0)) }
    step = bound
    places = shock.map { $0 >= 1 ? .lost : $0 < 0 ? .zero : .between }
  }

  var isSweeping: Bool { if case .sweeping = stage { true } else { false } }
  var isReady: Bool { if case .ready = stage { true } else { false } }
  var isFinished: Bool { if case .finished = stage { true } else { false } }

  /// Steps of a round at most this share of those before make a column ready.
  private static var fastDecline: Double { 0.9 }

  /// One round: `image` is `Λ·h` at ``bound``, and what the bufferless lose on their claims.
  func advance(_ image: UnsafePointer<Double>, _ system: DistressSystem) {
    products += 1
    var arrived = trigger(image + system.count, system)
    var (growing, declining, largest, room) = (true, true, 0.0, Double.infinity)
    for i in 0..<system.count {
      let old = bound[i]
      guard old < 1 else {
        step[i] = 0
        continue
      }
      let line = shock[i] + image[i]
      var next = line > system.margin[i] ? max(old, line) : old
      if next >= 1 {
        next = 1
        arrived = true
      } else {
        let move = next - old
        if old == 0, move > 0 { arrived = true }
        if move < step[i] { growing = false }
        if move > Self.fastDecline * step[i] { declining = false }
        if move > 0 { room = min(room, (1 - next) / move) }
      }
      largest = max(largest, next - old)
      step[i] = next - old
      bound[i] = next
    }
    quiet = arrived ? 0 : quiet + 1
    if largest == 0, !arrived {
      // Nothing moves any more: the bound is the fixed point.
      stage = .finished(SolutionReport(status: .exact, iterations: products, fixedPoint: .greatest))
    } else if quiet >= 2, growing, room.isFinite {
      jump(room)
    } else if quiet >= 2, declining || quiet >= patience {
      becomeReady()
    }
  }

  /// Moves on in the direction of the last step until a node comes to one.
  private func jump(_ room: Double) {
    for i in bound.indices where bound[i] < 1 && step[i] > 0 {
      let atOne = (1 - bound[i]) / step[i] <= room * (1 + 1e-12)
      bound[i] = atOne ? 1 : min(1, bound[i] + room * step[i])
    }
    quiet = 0
  }

  /// Puts those of the bufferless in default whose claims have lost too much; whether there are any.
  func trigger(_ losses: UnsafePointer<Double>, _ system: DistressSystem) -> Bool {
    var triggered = false
    for (place, i) in system.bufferless.enumerated()
    where bound[i] < 1 && losses[place] >= system.bufferlessLimit[place] {
      shock[i] = .infinity
      bound[i] = 1
      step[i] = 0
      places[i] = .lost
      triggered = true
    }
    return triggered
  }

  /// Takes the present bound for the places of all nodes.
  func becomeReady() {
    for i in bound.indices {
      places[i] = bound[i] >= 1 ? .lost : bound[i] <= 0 ? .zero : .between
    }
    stage = .ready
  }

  /// Sends the column back to rounds, with more of them before the next attempt.
  func resume() {
    patience += 8
    quiet = 0
    stage = .sweeping
  }

  /// Takes over what the whole core in distress comes to.
  func reach(_ core: AmplifyingCore, _ leader: ShockColumn?) {
    hasReachedCore = true
    quiet = 0
    if let leader {
      takeOver(leader)
    } else {
      for i in core.nodes where shock[i] < .infinity { bound[i] = max(bound[i], core.bound[i]) }
    }
  }

  /// Takes over what another column came to, none of whose nodes is worse than here.
  func takeOver(_ other: ShockColumn) {
    for i in bound.indices { bound[i] = max(bound[i], other.bound[i]) }
    becomeReady()
  }
}
