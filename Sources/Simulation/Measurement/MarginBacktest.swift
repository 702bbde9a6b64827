internal import Contagion

/// How often members' losses in a margin period exceeded the initial margin asked at its start: the backtest of
/// a margin model (BCBS 1996; Kupiec 1995) on the positions that there were.
///
/// Periods of the market's margin horizon follow each other; a member at a clearer is one observation each.
struct MarginBacktest: Sendable {
  private struct Holding {
    var slot: Int
    var mark: Int
    var quantity: Double
  }

  private(set) var observations = 0
  private(set) var exceptions = 0
  private var holdings: [Holding] = []
  private var marks: [Double] = []
  private var required: [Double] = []
  private var due = 0

  init(_ world: World) { open(world, at: 0) }

  /// Closes the period that ends with this tick, if one does, and opens the next.
  mutating func observe(_ world: World) {
    guard world.tick + 1 >= due else { return }
    var losses = [Double](repeating: 0, count: required.count)
    for held in holdings {
      losses[held.slot] -= held.quantity * (world.market.mark[held.mark] - marks[held.mark])
    }
    for slot in required.indices where required[slot] > 0 {
      observations += 1
      if losses[slot] > required[slot] { exceptions += 1 }
    }
    open(world, at: world.tick + 1)
  }

  private mutating func open(_ world: World, at tick: Int) {
    let layout = world.layout
    marks = world.market.mark
    required = world.marginRequired
    holdings = []
    for node in 0..<layout.institutions {
      for venue in 0..<layout.venues {
        let slot = node * layout.venues + layout.clearerOfVenue[venue]
        guard required[slot] > 0 else { continue }
        for asset in 1..<layout.assets where world.positions[node, venue, asset] != 0 {
          holdings.append(
            Holding(
              slot: slot, mark: venue * layout.assets + asset,
              quantity: world.positions[node, venue, asset]))
        }
      }
    }
    let clock = world.specification.clock
    due = tick + max(1, clock.ticks(coveringHours: world.specification.margin.horizonHours))
  }
}
