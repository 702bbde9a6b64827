internal import Simulation
internal import Synchronization

/// The worlds with very many accounts that were drawn last, so that regimes and modes of a replicate share one copy
/// of their arrays; a replicate is the same whoever draws it.
final class DrawnWorlds: Sendable {
  private let kept = Mutex<[(draws: Draws, world: WorldSpecification)]>([])

  /// Positions of margin accounts from which on a world is kept.
  static let worthSharing = 100_000.0
  /// As many as there may be replicates at work at a time on a small machine.
  private static let most = 2

  /// The world of these draws, drawn once if it is asked for several times in a row.
  func world(of draws: Draws, _ draw: () -> WorldSpecification) -> WorldSpecification {
    kept.withLock { kept in
      if let found = kept.first(where: { $0.draws == draws }) { return found.world }
      let world = draw()
      if kept.count == Self.most { kept.removeFirst() }
      kept.append((draws, world))
      return world
    }
  }
}
