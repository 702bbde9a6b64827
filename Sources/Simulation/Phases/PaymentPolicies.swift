internal import Contagion
internal import LinearAlgebra

/// How dues of a zone are paid: all at once, or each in full and at the last moment.
///
/// *Simultaneous*: the greatest clearing vector (Eisenberg and Noe 2001); who cannot pay all pays all
/// creditors the same share, and raises only what is missing once everybody else has paid.
/// *Last moment*: the full payment algorithm (Bardoscia, Ferrara, Vause and Yoganayagam 2021, Journal of Financial
/// Market Infrastructures): in each round those pay all who can out of
/// what has come in; the rest raise what they lack at the last moment, and who lacks something even then pays
/// nobody. Chosen by `contagion.payment_policy`.
extension World {
  /// What each node has to raise before it pays.
  func lacking(_ due: [Due], owed: [Double], expected: [Double], zone: Int) -> [Double] {
    switch specification.contagion.paymentPolicy {
    case .simultaneous:
      return (0..<layout.institutions).map {
        owed[$0] > 0 ? owed[$0] - expected[$0] - payable($0, zone) : 0
      }
    case .lastMoment:
      guard !isPlain(owed, zone) else { return [Double](repeating: 0, count: layout.institutions) }
      let round = PaymentRound(due, owed: owed, resources: resources(in: zone))
      let shortfall = round.inFull(tick: tick).shortfall
      return (0..<layout.institutions).map { round.row[$0].map { shortfall[$0] } ?? 0 }
    }
  }

  /// The share of its dues that each node pays; the fast way where nobody needs what comes in.
  func paidFractions(_ due: [Due], owed: [Double], zone: Int) -> [Double] {
    var fractions = [Double](repeating: 1, count: layout.nodes)
    if isPlain(owed, zone) { return fractions }
    let round = PaymentRound(due, owed: owed, resources: resources(in: zone))
    let paid =
      switch specification.contagion.paymentPolicy {
      case .simultaneous: round.together(tick: tick).paidFraction
      case .lastMoment: round.inFull(tick: tick).paymentRound.map { $0 == nil ? 0.0 : 1 }
      }
    for (index, node) in round.involved.enumerated() { fractions[node] = paid[index] }
    return fractions
  }

  private func resources(in zone: Int) -> [Double] {
    (0..<layout.nodes).map { payable($0, zone) }
  }

  /// Whether everybody can pay out of the cash that is there.
  private func isPlain(_ owed: [Double], _ zone: Int) -> Bool {
    owed.indices.allSatisfy { owed[$0] <= payable($0, zone) }
  }
}

/// The dues of a zone among those who take part in them.
private struct PaymentRound {
  let involved: [Int]
  /// The row of each node that takes part.
  let row: [Int?]
  private var dues: Matrix
  private let resources: [Double]

  init(_ due: [Due], owed: [Double], resources: [Double]) {
    var takesPart = owed.map { $0 > 0 }
    for each in due { takesPart[each.creditor] = true }
    let involved = takesPart.indices.filter { takesPart[$0] }
    var row = [Int?](repeating: nil, count: owed.count)
    for (index, node) in involved.enumerated() { row[node] = index }
    dues = Matrix(rows: involved.count, columns: involved.count)
    for each in due {
      if let creditor = row[each.creditor], let debtor = row[each.debtor] {
        dues[creditor, debtor] += each.amount
      }
    }
    self.involved = involved
    self.row = row
    self.resources = involved.map { resources[$0].isFinite ? resources[$0] : owed[$0] }
  }

  func together(tick: Int) -> PaymentClearing {
    do {
      return try clearPayments(dues: dues, resources: resources)
    } catch {
      fatalError("dues of tick \(tick) are not a network: \(error)")
    }
  }

  func inFull(tick: Int) -> FullPayment {
    do {
      return try fullPayment(dues: dues, resources: resources)
    } catch {
      fatalError("dues of tick \(tick) are not a network: \(error)")
    }
  }
}
