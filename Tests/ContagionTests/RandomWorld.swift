import LinearAlgebra
import Networks
import Randomness

/// A seeded random network under stress: some solvent, some not, some owing nothing, some with nothing.
struct RandomWorld: Sendable, CustomStringConvertible {
  let seed: UInt64
  let network: ExposureNetwork
  /// Equity before the stress; positive for all but a few.
  let reference: [Double]

  var description: String { "world \(seed)" }

  init(seed: UInt64) throws {
    self.seed = seed
    var stream = Stream(seed: seed, replicate: 0, purpose: 1, tick: 0, entity: 0)
    let count = 2 + stream.integer(below: 30)
    let topology: NetworkTopology =
      switch stream.integer(below: 4) {
      case 0: .erdosRenyi(probability: 0.1 + 0.5 * stream.uniform())
      case 1: .ring
      case 2: .complete
      default:
        .corePeriphery(
          core: 1 + stream.integer(below: count), coreProbability: 0.8, cross: 0.3, periphery: 0.05)
      }
    let links = topology.links(count: count, stream: &stream)
    let claims = LinkAmounts.lognormal(mu: 1, sigma: 1).claims(on: links, stream: &stream)
    let lent = claims.rowSums
    let owed = claims.columnSums
    var before: [Double] = []
    var after: [Double] = []
    var senior: [Double] = []
    var reference: [Double] = []
    for i in 0..<count {
      let outside = stream.uniform() < 0.5 ? 0 : 5 * stream.uniform()
      let buffer = stream.uniform() < 0.05 ? -0.5 : 0.05 + 3 * stream.uniform()
      let assets = max(0, owed[i] + outside - lent[i] + buffer)
      before.append(assets)
      after.append(stream.uniform() < 0.1 ? 0 : assets * (1 - 0.6 * stream.uniform()))
      senior.append(outside)
      reference.append(assets - outside + lent[i] - owed[i])
    }
    network = try ExposureNetwork(
      claims: claims, externalAssets: after, externalLiabilities: senior)
    self.reference = reference
  }

  static let some: [RandomWorld] = needed(
    try (0..<120).map { try RandomWorld(seed: $0) })
}
