public import LinearAlgebra
public import Networks

/// Who can pay in full at once, who must borrow for it, and how much of that is want of coordination.
public struct FullPayment: Sendable, Equatable {
  /// The round in which each node paid out of its own means; nil for those that borrow at the last moment.
  public let paymentRound: [Int?]
  /// What each node has received when the last round of payments out of own means is over.
  public let received: [Double]
  /// What each node borrows to pay in full at the last moment.
  public let shortfall: [Double]
  /// What each node would have to borrow if all payments were made together: `(due − receivable − resources)⁺`.
  public let coordinatedShortfall: [Double]
  /// Always exact; an iteration is a round of payments.
  public let report: SolutionReport

  /// `Σ shortfall − Σ coordinatedShortfall`: the borrowing that coordinated payment would save.
  public var coordinationGain: Double {
    zip(shortfall, coordinatedShortfall).reduce(0) { $0 + ($1.0 - $1.1) }
  }
}

/// The full payment algorithm: nobody pays in part, and nobody borrows before the last moment.
///
/// Bardoscia, Ferrara, Vause and Yoganayagam (2019, Bank of England staff working paper 798; 2021, JFMI). In each round every
/// node whose resources and receipts so far cover all it owes pays all of it. When no more can, the rest borrow what
/// they lack, all at once, and pay. Waiting for each other makes the shortfalls larger than the sum that a
/// coordinated, simultaneous payment needs. At most as many rounds as nodes; every claim is looked at once.
///
/// - Parameters:
///   - dues: what is due now, row = creditor, column = debtor, zero diagonal.
///   - resources: the liquid assets of each node, not negative.
/// - Throws: `NetworkError` with every problem of the dues and resources.
public func fullPayment(dues: Matrix, resources: [Double]) throws(NetworkError) -> FullPayment {
  let network = try ExposureNetwork(claims: dues, externalAssets: resources)
  let owed = network.totalLiabilities
  let receivable = dues.rowSums
  let count = network.count
  var received = [Double](repeating: 0, count: count)
  var paymentRound = [Int?](repeating: nil, count: count)
  var round = 0
  while true {
    let payers = (0..<count).filter { i in
      // What is short by rounding is not short.
      let rounding = Rounding.equityShare * (resources[i] + receivable[i] + owed[i])
      return paymentRound[i] == nil && resources[i] + received[i] >= owed[i] - rounding
    }
    guard !payers.isEmpty else { break }
    for k in payers { paymentRound[k] = round }
    for i in 0..<count {
      for k in payers { received[i] += dues[i, k] }
    }
    round += 1
  }
  return FullPayment(
    paymentRound: paymentRound, received: received,
    shortfall: (0..<count).map {
      paymentRound[$0] == nil ? owed[$0] - resources[$0] - received[$0] : 0
    },
    coordinatedShortfall: (0..<count).map {
      paymentRound[$0] == nil ? max(0, owed[$0] - receivable[$0] - resources[$0]) : 0
    },
    report: SolutionReport(status: .exact, iterations: round))
}
