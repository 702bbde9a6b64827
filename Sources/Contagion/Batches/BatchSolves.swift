import LinearAlgebra

extension BatchSearch {
  /// Solves the systems of the columns that are ready, and checks each solution against the equation.
  ///
  /// A column whose check fails stays ready with the places of its nodes corrected, or goes back to rounds
  /// where its system has a spectral radius of one and more.
  func solve(_ ready: [Int]) {
    var solvable: [(inverse: InverseOnNodes, members: [Int])] = []
    for group in groups(ready) {
      for j in group.members { columns[j].attempts += 1 }
      if let inverse = whole ?? InverseOnNodes(system, group.nodes) {
        solvable.append((inverse, group.members))
        for j in group.members { columns[j].holdOutside(inverse.nodes) }
      } else {
        for j in group.members { columns[j].resume() }
      }
    }
    let solved = solvable.flatMap(\.members)
    multiply(solved.filter { columns[$0].isHeldSomewhere }, { $0.candidate }) { column, image in
      column.heldImage = Array(UnsafeBufferPointer(start: image, count: system.count))
    }
    for (inverse, members) in solvable {
      forEachBlock(of: members.count, size: Self.blockSize, threads: threads) { block in
        SystemsOfColumns(members[block].map { columns[$0] }, inverse, system).solve()
      }
    }
    multiply(solved, { $0.candidate }) { column, image in column.check(image, system) }
  }

  /// Columns that share an inverse: those whose nodes in between are much the same.
  private func groups(_ ready: [Int]) -> [(nodes: [Int], members: [Int])] {
    if let whole { return [(whole.nodes, ready)] }
    var groups: [(inside: [Bool], size: Int, least: Int, members: [Int])] = []
    for j in ready {
      let free = columns[j].places.enumerated().map { system.buffered[$0] && $1.isFree }
      let size = free.count { $0 }
      let home = groups.firstIndex { group in
        let joint = zip(group.inside, free).count { $0 || $1 }
        let least = min(group.least, size)
        return joint - least <= 64 + least / 4
      }
      if let home {
        for i in free.indices where free[i] { groups[home].inside[i] = true }
        groups[home].size = groups[home].inside.count { $0 }
        groups[home].least = min(groups[home].least, size)
        groups[home].members.append(j)
      } else {
        groups.append((free, size, size, [j]))
      }
    }
    return groups.map { group in
      (system.buffered.indices.filter { group.inside[$0] }, group.members)
    }
  }
}

extension ShockColumn.Place {
  /// Whether the node takes part in the system: its place may still turn out otherwise.
  var isFree: Bool { self == .between || self == .one }
}

extension ShockColumn {
  /// Makes the candidate what is held at one outside some nodes, and zero elsewhere.
  func holdOutside(_ nodes: [Int]) {
    candidate = places.map { $0 == .one || $0 == .lost ? 1 : 0 }
    for i in nodes { candidate[i] = 0 }
    heldImage = []
  }

  var isHeldSomewhere: Bool { candidate.contains { $0 != 0 } }

  /// Checks the candidate against `h = clip(s + Λ·h, 0, 1)`, given `Λ·h`: finished, or places corrected.
  func check(_ image: UnsafePointer<Double>, _ system: DistressSystem) {
    products += 2
    var (moved, residual) = (false, 0.0)
    for (place, i) in system.bufferless.enumerated()
    where places[i] != .lost && image[system.count + place] >= system.bufferlessLimit[place] {
      shock[i] = .infinity
      places[i] = .lost
      moved = true
    }
    for i in candidate.indices {
      let line = shock[i] + image[i]
      let margin = system.margin[i]
      let rightful: Place
      switch places[i] {
      case .lost: continue
      case .one: rightful = line < 1 - margin ? .between : .one
      case .zero: rightful = line > margin ? .between : .zero
      case .between:
        rightful = candidate[i] > 1 + margin ? .one : candidate[i] < -margin ? .zero : .between
      }
      if rightful != places[i] {
        places[i] = rightful
        moved = true
      }
      let value = min(1, max(0, line))
      residual = max(residual, abs(value - min(1, max(0, candidate[i]))))
      candidate[i] = value
    }
    // What is left of accuracy after a solve near singularity is not enough: once more, alone.
    guard !moved, residual <= Self.largestResidual else {
      if !moved { attempts = BatchSearch.maximumAttempts }
      return
    }
    bound = candidate
    candidate = []
    stage = .finished(
      SolutionReport(
        status: .exact, residual: residual, iterations: products, fixedPoint: .greatest))
  }

  /// The residual above which a solution is not accepted.
  private static var largestResidual: Double { 1e-11 }
}
