import LinearAlgebra
import Networks

/// A network that can find the creditors of given debtors.
protocol CreditorsByDebtor: Exposures {
  /// Calls `body` for each claim on the debtors, all claims of one creditor in the order of the debtors.
  func forEachClaim(
    on debtors: [Int], _ body: (_ creditor: Int, _ place: Int, _ claim: Double) -> Void)
}

extension ExposureNetwork: CreditorsByDebtor {
  func forEachClaim(
    on debtors: [Int], _ body: (_ creditor: Int, _ place: Int, _ claim: Double) -> Void
  ) {
    claims.withUnsafeElements { elements in
      for i in 0..<count {
        for (place, k) in debtors.enumerated() where elements[i * count + k] > 0 {
          body(i, place, elements[i * count + k])
        }
      }
    }
  }
}

extension SparseExposures: CreditorsByDebtor {
  func forEachClaim(
    on debtors: [Int], _ body: (_ creditor: Int, _ place: Int, _ claim: Double) -> Void
  ) {
    for (place, k) in debtors.enumerated() {
      for entry in claimsByDebtor.rowOffsets[k]..<claimsByDebtor.rowOffsets[k + 1] {
        body(Int(claimsByDebtor.columnIndices[entry]), place, claimsByDebtor.values[entry])
      }
    }
  }
}

extension DistressProblem {
  /// Rounds in which every node that `starts` passes its distress on once, until none is left.
  ///
  /// Losses are added in the order of the debtors, whatever the network is kept in.
  ///
  /// - Parameters:
  ///   - passedOn: the share of a claim that full distress of the debtor takes.
  ///   - inFull: whether a node passes on full distress whatever its own.
  ///   - starts: whether a node passes on at its present stress.
  func transmitOnce(
    _ network: some CreditorsByDebtor, impact: Impact, passedOn: Double, inFull: Bool = false,
    starts: (_ node: Int, _ stress: Double) -> Bool
  ) -> DistressResult {
    let count = network.count
    var lost = [Double](repeating: 0, count: count)
    var stress = (0..<count).map { self.stress($0, loss: 0) }
    var defaultRound = [Int?](repeating: nil, count: count)
    var transmissionRound = defaultRound
    var touched = Array(0..<count)
    var isTouched = [Bool](repeating: false, count: count)
    var round = 0
    while true {
      var active: [Int] = []
      for i in touched {
        if defaultRound[i] == nil, isDefault(i, stress: stress[i]) { defaultRound[i] = round }
        guard transmissionRound[i] == nil, starts(i, stress[i]) else { continue }
        transmissionRound[i] = round
        active.append(i)
      }
      guard !active.isEmpty else { break }
      active.sort()
      let sent = active.map { passedOn * (inFull ? 1 : min(1, stress[$0])) }
      touched.removeAll(keepingCapacity: true)
      network.forEachClaim(on: active) { creditor, place, claim in
        lost[creditor] += impact.felt(claim, buffer: referenceEquity[creditor]) * sent[place]
        if !isTouched[creditor] {
          isTouched[creditor] = true
          touched.append(creditor)
        }
      }
      for i in touched {
        isTouched[i] = false
        stress[i] = self.stress(i, loss: lost[i])
      }
      round += 1
    }
    return result(
      stress: stress, defaultRound: defaultRound, transmissionRound: transmissionRound,
      report: SolutionReport(status: .exact, iterations: round))
  }
}
