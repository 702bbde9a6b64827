import LinearAlgebra
import Networks
import Randomness
import Testing

/// Files with a few bytes changed, dropped or doubled are read or refused: nothing else may happen.
@Suite struct DamagedFileTests {
  static let network: NetworkFiles = {
    let links = NetworkTopology.erdosRenyi(probability: 0.3).links(count: 9, seed: 1)
    let claims = LinkAmounts.lognormal(mu: 0, sigma: 2).claims(on: links, seed: 1)
    let ids = (0..<9).map { "bank \"\($0)\" & <co>, é" }
    let exposures = LabelledExposures(ids: ids, claims: claims)
    return NetworkFiles(
      nodes: NodeTable(ids: ids).withTotals(of: exposures), exposures: exposures)
  }()

  private func damaged(_ bytes: [UInt8], _ stream: inout Stream) -> [UInt8] {
    var bytes = bytes
    for _ in 0...stream.integer(below: 4) {
      let place = stream.integer(below: bytes.count)
      switch stream.integer(below: 4) {
      case 0: bytes[place] = UInt8(stream.integer(below: 256))
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(bytes[stream.integer(below: bytes.count)], at: place)
      default: bytes.removeSubrange(place..<min(bytes.count, place + stream.integer(below: 40)))
      }
      if bytes.isEmpty { bytes = [0] }
    }
    return bytes
  }

  @Test(arguments: [NetworkFormat.edgeList, .dense, .graphML, .matrixMarket])
  func `a damaged network is read or refused`(_ format: NetworkFormat) throws {
    let whole = Self.network.bytes(format)
    var stream = Stream(seed: 4, replicate: 0, purpose: 0, tick: 0, entity: 0)
    var refused = 0
    for _ in 0..<400 {
      let bytes = damaged(whole, &stream)
      let message = refusal { () throws(InterchangeError) in
        switch format {
        case .edgeList, .gexf: _ = try LabelledExposures(edgeListCSV: bytes, file: "f")
        case .dense: _ = try LabelledExposures(denseCSV: bytes, file: "f")
        case .graphML: _ = try NetworkFiles(graphML: bytes, file: "f")
        case .matrixMarket: _ = try LabelledExposures(matrixMarket: bytes, file: "f")
        }
      }
      if message != "read" {
        refused += 1
        #expect(message.hasPrefix("f:"))
      }
    }
    #expect(refused > 100)
  }
}
