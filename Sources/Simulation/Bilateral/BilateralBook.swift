/// What one node holds against another, `B[i,k,a]`, in its own books.
struct BilateralSide: Sendable {
  let holder: Int
  let counterparty: Int
  /// Where the pair settles, and whose prices its contracts are marked at.
  let zone: Int
  /// Index of the counterparty's side.
  let mirror: Int
  /// Units by asset.
  var quantity: [Double]
  /// Cash of the holder that a third party keeps as initial margin for the counterparty.
  var posted = 0.0
  /// Initial margin that the counterparty's rules ask of the holder, as last computed.
  var required = 0.0
  /// Variation margin that the counterparty owes and that is too little to be called; minus it for the mirror.
  var uncalled = 0.0

  var isOpen: Bool { quantity.contains { $0 != 0 } }
}

/// Contracts of a survivor that ended with its counterparty, to be entered anew in the market.
struct Replacement: Sendable {
  var survivor: Int
  var defaulter: Int
  var zone: Int
  /// Units that the survivor held, by asset.
  var units: [Double]
  /// Prices at which they ended, by asset.
  var endPrices: [Double]
}

/// Contracts between pairs: each side keeps its own books, and `B[i,k,a] = −B[k,i,a]` is a law that
/// `Conservation` checks.
struct BilateralBook: Sendable {
  private(set) var sides: [BilateralSide] = []
  /// Last settlement mark, by zone and asset.
  var mark: [Double]
  var replacements: [Replacement] = []
  private var sidesOfNode: [[Int]]
  /// Side by holder, counterparty and zone; looked up, never iterated.
  private var sideOfPair: [[Int]: Int] = [:]
  private let assets: Int

  init(_ specification: WorldSpecification, layout: Layout) {
    assets = layout.assets
    sidesOfNode = [[Int]](repeating: [], count: layout.nodes)
    let prices = specification.assets.map(\.price)
    mark = (0..<layout.zones).flatMap { _ in prices }
  }

  var isEmpty: Bool { sides.isEmpty }

  subscript(side: Int) -> BilateralSide {
    get { sides[side] }
    set { sides[side] = newValue }
  }

  /// Indices of what a node holds, in the order in which the pairs first traded.
  func sides(of node: Int) -> [Int] { sidesOfNode[node] }

  func side(of holder: Int, against counterparty: Int, zone: Int) -> Int? {
    sideOfPair[[holder, counterparty, zone]]
  }

  /// A trade between two nodes, in both books.
  mutating func trade(
    _ units: Double, of asset: Int, holder: Int, counterparty: Int, zone: Int
  ) {
    let found = side(of: holder, against: counterparty, zone: zone)
    let index = found ?? open(holder, counterparty, zone)
    sides[index].quantity[asset] += units
    sides[sides[index].mirror].quantity[asset] -= units
  }

  private mutating func open(_ holder: Int, _ counterparty: Int, _ zone: Int) -> Int {
    let index = sides.count
    let nothing = [Double](repeating: 0, count: assets)
    for (offset, pair) in [(holder, counterparty), (counterparty, holder)].enumerated() {
      sides.append(
        BilateralSide(
          holder: pair.0, counterparty: pair.1, zone: zone, mirror: index + 1 - offset,
          quantity: nothing))
      sidesOfNode[pair.0].append(index + offset)
      sideOfPair[[pair.0, pair.1, zone]] = index + offset
    }
    return index
  }

  /// Ends all contracts of a pair, in both books.
  mutating func end(_ index: Int) {
    for side in [index, sides[index].mirror] {
      for asset in sides[side].quantity.indices { sides[side].quantity[asset] = 0 }
    }
  }

  /// Hands what a holder has against others, both sides of it, to another holder.
  mutating func novate(_ index: Int, to holder: Int) {
    let old = sides[index]
    let found = side(of: holder, against: old.counterparty, zone: old.zone)
    let new = found ?? open(holder, old.counterparty, old.zone)
    for (from, to) in [(index, new), (old.mirror, sides[new].mirror)] {
      for asset in sides[from].quantity.indices {
        sides[to].quantity[asset] += sides[from].quantity[asset]
      }
      sides[to].posted += sides[from].posted
      sides[to].required += sides[from].required
      sides[to].uncalled += sides[from].uncalled
    }
    clear(index)
  }

  /// Leaves nothing in both sides of a pair; what was posted is the caller's to give back.
  mutating func clear(_ index: Int) {
    end(index)
    for side in [index, sides[index].mirror] {
      sides[side].posted = 0
      sides[side].required = 0
      sides[side].uncalled = 0
    }
  }

  /// Units of an asset that a node holds against all others.
  func units(of node: Int, _ asset: Int) -> Double {
    sidesOfNode[node].reduce(0) { $0 + sides[$1].quantity[asset] }
  }

  /// How far the two books of all pairs are apart, and what stands in them.
  func asymmetry() -> (sum: Double, gross: Double) {
    var sum = 0.0
    var gross = 0.0
    for side in sides {
      for asset in side.quantity.indices {
        sum += abs(side.quantity[asset] + sides[side.mirror].quantity[asset])
        gross += abs(side.quantity[asset])
      }
    }
    return (sum, gross)
  }
}
