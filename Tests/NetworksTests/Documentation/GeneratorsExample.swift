import LinearAlgebra
import Networks
import Testing

@Test("the example of the page on generators")
func generatorsExample() {
  let homes = (0..<60).map { $0 / 20 }
  let links = NetworkTopology.blocks(groups: homes, within: 0.4, between: 0.05)
    .links(count: 60, seed: 7)
  let claims = LinkAmounts.lognormal(mu: 2, sigma: 1.5).claims(on: links, seed: 7)
  let described = NetworkDescription(SparseMatrix(claims))
  // described.density is near (19·0.4 + 40·0.05)/59 = 0.163
  // 3540 pairs: five deviations are below 5·√(0.163·0.837/3540) = 0.031.
  #expect(abs((described.density ?? 0) - 0.163) < 0.031)
}
