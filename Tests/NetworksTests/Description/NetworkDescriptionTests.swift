import LinearAlgebra
import Networks
import Randomness
import Testing

@Suite struct NetworkDescriptionTests {
  func describe(_ rows: [[Double]]) -> NetworkDescription {
    NetworkDescription(SparseMatrix(Matrix(rows: rows)))
  }

  @Test func `a small network has the numbers found by hand`() {
    // 0 ⇄ 1, 0 → 2, 1 → 2, 3 alone.
    let found = describe([[0, 2, 1, 0], [5, 0, 4, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    #expect(found.links == 4 && found.amount == 12)
    #expect(found.density == 4.0 / 12)
    #expect(found.reciprocity == 0.5)
    // Each of the pair returns 2 of what it is owed: 2·2/12.
    #expect(found.weightedReciprocity == 4.0 / 12)
    #expect(found.nodes.map(\.debtors) == [2, 2, 0, 0])
    #expect(found.nodes.map(\.creditors) == [1, 1, 2, 0])
    #expect(found.nodes.map(\.assets) == [3, 9, 0, 0])
    #expect(found.nodes.map(\.liabilities) == [5, 2, 5, 0])
    #expect(found.strongComponents == [2, 1, 1] && found.weakComponents == [3, 1])
    #expect(found.nodes.map(\.componentSize) == [2, 2, 1, 1])
    // Links' ends: creditors' debtors (2,2,2,2) do not vary; debtors' creditors (1,1,2,2).
    #expect(found.assortativity.outIn == nil && found.assortativity.inIn == nil)
    // Fagiolo by hand: nodes 0 and 1 have degree 3 and one both-way neighbour: 2(6 − 2) = 8 possible and
    // (A + Aᵀ)³ = 2·(2·1·1) = 4; node 2 has degree 2: 2·2 = 4 possible and 2·(1·2·1) = 4.
    #expect(found.nodes.map(\.clustering) == [0.5, 0.5, 1, nil])
    #expect(found.meanClustering == 2.0 / 3)
  }

  @Test func `rings and complete networks are the extremes`() {
    let ring = NetworkDescription(
      SparseMatrix(NetworkTopology.ring.links(count: 6, seed: 0)))
    #expect(ring.reciprocity == 0 && ring.strongComponents == [6] && ring.meanClustering == 0)
    let complete = NetworkDescription(
      SparseMatrix(NetworkTopology.complete.links(count: 6, seed: 0)))
    #expect(complete.density == 1 && complete.reciprocity == 1 && complete.meanClustering == 1)
    let star = NetworkDescription(
      SparseMatrix(NetworkTopology.star(hubOwns: true, hubOwes: true).links(count: 6, seed: 0)))
    #expect(star.assortativity.outOut == -1 && star.assortativity.inIn == -1)
    let chain = NetworkDescription(
      SparseMatrix(NetworkTopology.chain.links(count: 6, seed: 0)))
    #expect(chain.strongComponents == [1, 1, 1, 1, 1, 1] && chain.weakComponents == [6])
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `components, clustering and degrees are those of brute force`(seed: UInt64) {
    var stream = Stream(seed: seed, replicate: 0, purpose: 0, tick: 0, entity: 0)
    let count = 2 + stream.integer(below: 9)
    let a = NetworkTopology.erdosRenyi(probability: 0.25).links(count: count, stream: &stream)
    let found = NetworkDescription(SparseMatrix(a))
    // Who reaches whom, by Warshall's closure.
    var reach = a
    for m in 0..<count {
      for i in 0..<count {
        for k in 0..<count where reach[i, m] > 0 && reach[m, k] > 0 { reach[i, k] = 1 }
      }
    }
    for i in 0..<count {
      let component = (0..<count).filter { $0 == i || reach[i, $0] > 0 && reach[$0, i] > 0 }
      #expect(found.nodes[i].componentSize == component.count)
    }
    var s = a
    for i in 0..<count {
      for k in 0..<count { s[i, k] = a[i, k] + a[k, i] }
    }
    let cubed = s.multiply(s).multiply(s)
    let squared = a.multiply(a)
    for i in 0..<count {
      let degree = a.rowSums[i] + a.columnSums[i]
      let possible = 2 * (degree * (degree - 1) - 2 * squared[i, i])
      #expect(found.nodes[i].clustering == (possible > 0 ? cubed[i, i] / possible : nil))
    }
    #expect(found.strongComponents.reduce(0, +) == count)
  }

  @Test func `what is not defined is missing, not zero`() {
    let empty = NetworkDescription(SparseMatrix(Matrix(rows: [])))
    #expect(empty.links == 0 && empty.density == nil && empty.reciprocity == nil)
    let lone = describe([[0]])
    #expect(lone.density == nil && lone.meanClustering == nil && lone.strongComponents == [1])
  }
}
