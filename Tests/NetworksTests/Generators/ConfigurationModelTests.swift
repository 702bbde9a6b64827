import LinearAlgebra
import Networks
import Randomness
import Testing

@Suite struct ConfigurationModelTests {
  func stream(_ seed: UInt64) -> Stream {
    Stream(seed: seed, replicate: 0, purpose: 0, tick: 0, entity: 0)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `degrees are exactly those asked for`(seed: UInt64) throws {
    var random = stream(seed)
    let count = 2 + random.integer(below: 30)
    // The degrees of some network, so that there is one.
    let model = NetworkTopology.erdosRenyi(probability: random.uniform())
      .links(count: count, stream: &random)
    let (debtors, creditors) = (model.rowSums.map { Int($0) }, model.columnSums.map { Int($0) })
    let links = try configurationLinks(debtors: debtors, creditors: creditors, stream: &random)
    #expect(links.rowSums == model.rowSums && links.columnSums == model.columnSums)
    #expect(links.elements.allSatisfy { $0 == 0 || $0 == 1 })
    #expect((0..<count).allSatisfy { links[$0, $0] == 0 })
  }

  /// All networks with the degrees, by trying every one.
  func all(_ debtors: [Int], _ creditors: [Int]) -> Set<Matrix> {
    let count = debtors.count
    var found: Set<Matrix> = []
    for code in 0..<1 << (count * count) {
      var links = Matrix(rows: count, columns: count)
      for cell in 0..<count * count where code >> cell & 1 == 1 {
        links[cell / count, cell % count] = 1
      }
      let isRight =
        (0..<count).allSatisfy { links[$0, $0] == 0 }
        && links.rowSums.map { Int($0) } == debtors && links.columnSums.map { Int($0) } == creditors
      if isRight { found.insert(links) }
    }
    return found
  }

  @Test(
    arguments: [
      ([1, 1, 1], [1, 1, 1], 2), ([1, 1, 1, 1], [1, 1, 1, 1], 9), ([2, 1, 1, 0], [1, 1, 1, 1], 0),
      ([2, 2, 1, 1], [1, 2, 2, 1], 0),
    ])
  func `every network of the degrees is equally likely`(
    debtors: [Int], creditors: [Int], known: Int
  ) throws {
    let networks = all(debtors, creditors)
    if known > 0 { #expect(networks.count == known) }
    var random = stream(9)
    let draws = 400 * networks.count
    var counts: [Matrix: Int] = [:]
    for _ in 0..<draws {
      let links = try configurationLinks(debtors: debtors, creditors: creditors, stream: &random)
      counts[links, default: 0] += 1
    }
    #expect(Set(counts.keys) == networks)
    let statistic = networks.reduce(0.0) { sum, links in
      let gap = Double(counts[links] ?? 0) - 400
      return sum + gap * gap / 400
    }
    // Chi-squared of m − 1 degrees of freedom: mean m − 1, deviation √(2(m − 1)); five of them.
    let freedom = Double(networks.count - 1)
    #expect(statistic < freedom + 5 * (2 * freedom).squareRoot())
  }

  @Test func `degrees that no network has are refused`() {
    var random = stream(1)
    #expect(throws: DegreeError.wrongCount(debtors: 1, creditors: 2)) {
      try configurationLinks(debtors: [0], creditors: [0, 0], stream: &random)
    }
    #expect(throws: DegreeError.inadmissible(node: 1, degree: 3)) {
      try configurationLinks(debtors: [0, 3, 0], creditors: [1, 1, 1], stream: &random)
    }
    #expect(throws: DegreeError.unbalanced(debtors: 1, creditors: 2)) {
      try configurationLinks(debtors: [1, 0, 0], creditors: [1, 1, 0], stream: &random)
    }
    // Two nodes of two debtors each, and one node that all owe to: 0 and 1 would need a double link.
    #expect(throws: DegreeError.notGraphic) {
      try configurationLinks(debtors: [2, 2, 0], creditors: [0, 2, 2], stream: &random)
    }
  }
}
