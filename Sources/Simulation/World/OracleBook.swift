/// The named oracles: what they last published, what they have read, and what is wrong with them.
struct OracleBook: Sendable {
  /// A published price that is moved for a while.
  struct Push: Sendable {
    let target: OracleTarget
    let asset: Int
    let factor: Double
    let until: Int
  }

  let assets: Int
  /// The named oracle of each venue; nil: it reads prices by itself.
  let ofVenue: [Int?]
  /// Last published price, by oracle and asset.
  var answer: [Double]
  /// When that was.
  var publishedTick: [Int]
  /// What the feeds say now, by oracle and asset; nil where no feed quotes the asset.
  var reading: [Double?]
  /// Readings at the ends of past ticks, newest last.
  var history: [[Double?]] = []
  var frozenUntil: [Int]
  var pushes: [Push] = []

  init(_ specification: WorldSpecification, layout: Layout) {
    assets = layout.assets
    ofVenue = layout.institutionOfVenue.map { host in
      specification.institutions[host].venue?.oracle.flatMap { id in
        specification.oracles.firstIndex { $0.id == id }
      }
    }
    answer = specification.oracles.flatMap { _ in specification.assets.map(\.price) }
    publishedTick = answer.map { _ in 0 }
    reading = answer.map { $0 }
    frozenUntil = specification.oracles.map { _ in .min }
  }

  /// Product of what moves a target's price of an asset at a time.
  func push(_ target: OracleTarget, _ asset: Int, at tick: Int) -> Double {
    pushes.reduce(1) {
      $1.target == target && $1.asset == asset && $1.until > tick ? $0 * $1.factor : $0
    }
  }
}
