internal import Contagion
internal import Glibc

/// Revaluation of cross-margin accounts: all positions in one pass, contract by contract.
///
/// Offsets are left out of the pass, which so finds all that may be short, and are given to those it has found.
/// Reads 16 bytes a position. Sums stand in a block of the stack, and a block without a negative sign has nobody
/// under maintenance; the compiler turns both loops into vectors.
extension AccountBook {
  /// Accounts of a group under maintenance that have positions, none of which is being closed.
  func undermargined(_ group: CrossGroup, _ terms: [LiquidationTerms]) -> [Int] {
    var found: [Int] = []
    quantity.withUnsafeBufferPointer { quantity in
      base.withUnsafeBufferPointer { base in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.block) { block in
          guard let q = quantity.baseAddress, let b = base.baseAddress, let e = block.baseAddress
          else { return }
          var start = 0
          while start < group.count {
            let size = min(Self.block, group.count - start)
            e.initialize(repeating: 0, count: size)
            for (place, index) in group.segments.enumerated() {
              let first = segments[index].range.lowerBound + start
              Self.addExcess(q + first, b + first, count: size, terms[place], to: e)
              guard segments[index].collateralAsset != 0 else { continue }
              let units = first - segments[index].unitsOffset
              addCollateral(from: units, count: size, worth: terms[place].worth, to: e)
            }
            if Self.isAnyNegative(e, count: size) {
              for i in 0..<size where e[i] < 0 { found.append(start + i) }
            }
            start += size
          }
        }
      }
    }
    return found.filter { isUndermargined($0, group, terms) }
  }

  /// Adds equity over maintenance margin, tiers at their highest rate, of positions in one contract.
  private static func addExcess(
    _ q: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int, _ terms: LiquidationTerms,
    to excess: UnsafeMutablePointer<Double>
  ) {
    let (reach, need) = (terms.reach, terms.need)
    var i = 0
    while i < count {
      excess[i] += b[i] + q[i] * reach - abs(q[i]) * need
      i += 1
    }
  }

  /// Adds what token collateral counts for, after its haircut.
  private func addCollateral(
    from first: Int, count: Int, worth: Double, to excess: UnsafeMutablePointer<Double>
  ) {
    units.withUnsafeBufferPointer { units in
      var i = 0
      while i < count {
        excess[i] += units[first + i] * worth
        i += 1
      }
    }
  }

  private static func isAnyNegative(_ numbers: UnsafePointer<Double>, count: Int) -> Bool {
    var signs: UInt64 = 0
    var i = 0
    while i < count {
      signs |= numbers[i].bitPattern
      i += 1
    }
    return signs >> 63 != 0
  }

  private func isUndermargined(
    _ i: Int, _ group: CrossGroup, _ terms: [LiquidationTerms]
  ) -> Bool {
    var excess = 0.0
    var (long, short) = (0.0, 0.0)
    var isOpen = false
    for (place, index) in group.segments.enumerated() {
      let leg = segments[index].range.lowerBound + i
      guard !isClosing(leg) else { return false }
      if quantity[leg] != 0 { isOpen = true }
      excess += terms[place].excess(
        base: base[leg], units: quantity[leg],
        collateral: collateralUnits(of: leg, in: segments[index]))
      let need = terms[place].requirement(quantity[leg])
      if quantity[leg] > 0 { long += need } else { short += need }
    }
    return isOpen && excess + group.credit(long: long, short: short) < 0
  }
}
