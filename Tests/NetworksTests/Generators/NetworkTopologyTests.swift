import LinearAlgebra
import Networks
import Randomness
import Testing

@Suite struct NetworkTopologyTests {
  func stream(_ seed: UInt64 = 1) -> Stream {
    Stream(seed: seed, replicate: 0, purpose: 0, tick: 0, entity: 0)
  }

  static let all: [NetworkTopology] = [
    .erdosRenyi(probability: 0.3), .ring, .complete,
    .corePeriphery(core: 5, coreProbability: 0.9, cross: 0.4, periphery: 0.05),
    .blocks(groups: (0..<40).map { $0 % 4 }, within: 0.6, between: 0.1),
  ]

  @Test(arguments: all)
  func `links are zero or one, off the diagonal, and repeat with the stream`(
    _ topology: NetworkTopology
  ) {
    var (one, two) = (stream(), stream())
    let links = topology.links(count: 40, stream: &one)
    #expect(links == topology.links(count: 40, stream: &two))
    #expect(links.elements.allSatisfy { $0 == 0 || $0 == 1 })
    #expect((0..<40).allSatisfy { links[$0, $0] == 0 })
    // The same number of draws, whatever the topology.
    var three = stream()
    _ = NetworkTopology.ring.links(count: 40, stream: &three)
    #expect(one.nextUInt64() == three.nextUInt64())
  }

  @Test func `a ring is one cycle and a complete network has every pair`() {
    var random = stream()
    let ring = NetworkTopology.ring.links(count: 4, stream: &random)
    #expect(ring == Matrix(rows: [[0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]))
    #expect(NetworkTopology.ring.links(count: 1, stream: &random)[0, 0] == 0)
    let complete = NetworkTopology.complete.links(count: 5, stream: &random)
    #expect(complete.elements.reduce(0, +) == 20)
  }

  @Test func `link frequencies are the probabilities asked for`() {
    var random = stream(2)
    let count = 120
    let groups = (0..<count).map { $0 / 60 }
    let links = NetworkTopology.blocks(groups: groups, within: 0.5, between: 0.1)
      .links(count: count, stream: &random)
    var (within, between) = (0.0, 0.0)
    for i in 0..<count {
      for k in 0..<count {
        if groups[i] == groups[k] { within += links[i, k] } else { between += links[i, k] }
      }
    }
    // 7080 and 7200 pairs: five deviations are 0.03 and 0.018.
    #expect(abs(within / 7080 - 0.5) < 0.03 && abs(between / 7200 - 0.1) < 0.018)
    let core = NetworkTopology.corePeriphery(
      core: 20, coreProbability: 1, cross: 0, periphery: 0
    ).links(count: count, stream: &random)
    #expect(core.elements.reduce(0, +) == 380)
  }

  @Test(arguments: all)
  func `equal shares add up to the totals asked for`(_ topology: NetworkTopology) {
    var random = stream(3)
    let links = topology.links(count: 40, stream: &random)
    let assets = LinkAmounts.equalAssets(total: 7).claims(on: links, stream: &random)
    let owed = LinkAmounts.equalLiabilities(total: 7).claims(on: links, stream: &random)
    for i in 0..<40 {
      let (row, column) = (assets.rowSums[i], owed.columnSums[i])
      #expect(links.rowSums[i] > 0 ? abs(row - 7) < 1e-12 : row == 0)
      #expect(links.columnSums[i] > 0 ? abs(column - 7) < 1e-12 : column == 0)
    }
    let constant = LinkAmounts.constant(2).claims(on: links, stream: &random)
    let drawn = LinkAmounts.lognormal(mu: 0, sigma: 1).claims(on: links, stream: &random)
    for place in links.elements.indices {
      #expect(constant.elements[place] == 2 * links.elements[place])
      #expect((drawn.elements[place] > 0) == (links.elements[place] > 0))
    }
  }
}
