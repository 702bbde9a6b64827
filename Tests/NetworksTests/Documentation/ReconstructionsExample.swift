import LinearAlgebra
import Networks
import Randomness
import Testing

@Test("the example of the page on reconstructions")
func reconstructionsExample() throws {
  let (owned, owed) = ([7.0, 5, 3, 1, 3, 0, 1], [4.0, 5, 5, 0, 0, 2, 4])
  let even = try maximumEntropyClaims(rowTotals: owned, columnTotals: owed)
  var stream = Stream(seed: 1, replicate: 0, purpose: 0, tick: 0, entity: 0)
  let sparse = try minimumDensityClaims(rowTotals: owned, columnTotals: owed, stream: &stream)
  var sampler = try ClaimsSampler(
    rowTotals: owned, columnTotals: owed, linkProbability: 0.5, rate: 0.5, stream: stream)
  let drawn = sampler.claims(after: 2000)
  // even.claims has 26 links, sparse at most 10
  // Six own, five owe, and four of them are the same: 6·5 − 4 pairs.
  #expect(even.claims.elements.filter { $0 > 0 }.count == 26)
  #expect(sparse.elements.filter { $0 > 0 }.count <= 10)
  for i in 0..<7 { #expect(abs(drawn.rowSums[i] - owned[i]) < 1e-9) }
}
