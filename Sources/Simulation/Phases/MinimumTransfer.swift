internal import Regimes

/// Minimum transfer amounts (phases 3 to 5): a margin call below the amount is not made.
///
/// BCBS and IOSCO (2020, "Margin requirements for non-centrally cleared derivatives", d499, element 2) let all transfers
/// of margin be subject to an amount of at most 500,000 euros: what is missing is called in full once it
/// reaches it, and until then stays open without consequence. At a clearer it is that of the clearer's home: calls
/// of initial margin and the return of its excess; positions are not closed for less. Between two
/// parties it is the lesser of what both homes allow, for initial margin both ways and for variation margin: what is
/// not called adds up until it is, and is owed meanwhile. A lever of margin; at zero, the default, everything
/// is called.
extension World {
  /// Whether margin of this amount is called or returned at a clearer.
  func isTransferred(_ amount: Double, atClearer clearer: Int) -> Bool {
    amount >= rulebook(ofVenue: clearer).minimumTransferAmount
  }

  /// Whether a change of what a side has posted is called, or handed back.
  func isTransferred(_ amount: Double, of side: BilateralSide) -> Bool {
    abs(amount) >= minimumTransfer(of: side)
  }

  private func minimumTransfer(of side: BilateralSide) -> Double {
    guard side.holder < layout.institutions, side.counterparty < layout.institutions else {
      return 0
    }
    return min(
      rulebook(of: side.holder).minimumTransferAmount,
      rulebook(of: side.counterparty).minimumTransferAmount)
  }

  /// Variation margin that a side has due after a move, what was not called before included; its mirror comes to
  /// the same with the opposite sign.
  mutating func calledVariation(of index: Int, moved: Double) -> Double {
    let least = minimumTransfer(of: bilateral[index])
    guard least > 0 || bilateral[index].uncalled != 0 else { return moved }
    let total = bilateral[index].uncalled + moved
    let isCalled = abs(total) >= least
    bilateral[index].uncalled = isCalled ? 0 : total
    return isCalled ? total : 0
  }

  /// What was not called between a defaulter and the other side of one of its pairs falls due with the contracts:
  /// the other pays it; the defaulter's margin for the pair pays it, and the rest is a claim.
  mutating func settleUncalled(of defaulter: Int, side index: Int) {
    let (side, owed) = (bilateral[index], bilateral[index].uncalled)
    guard owed != 0 else { return }
    bilateral[index].uncalled = 0
    bilateral[side.mirror].uncalled = 0
    if owed > 0 {
      dues.append(
        Due(
          debtor: side.counterparty, creditor: defaulter, zone: side.zone, amount: owed,
          kind: .closeOut))
    } else {
      let left = -owed - takePairMargin(-owed, index)
      if left > 0 { fallIntoArrears(left, creditor: side.counterparty, debtor: defaulter) }
    }
  }

  /// Adds what pairs owe each other without a call to the assets of the one and the debts of the other.
  func addUncalled(to assets: inout [Double], owed: inout [Double]) {
    for side in bilateral.sides where side.uncalled > 0 {
      assets[side.holder] += side.uncalled
      owed[side.counterparty] += side.uncalled
    }
  }
}
