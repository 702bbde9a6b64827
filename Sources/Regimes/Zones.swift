package import LinearAlgebra

/// Why a recognition matrix cannot be turned into zones.
package enum RecognitionError: Error, Equatable {
  /// `a` and `b`, and `b` and `c`, recognise each other fully, but `a` and `c` do not.
  case notTransitive(a: Int, b: Int, c: Int)
}

/// The partition of jurisdictions into pools of liquidity (MODEL.md, "Zones").
package struct Zones: Sendable, Equatable {
  /// The zone of each jurisdiction; zones are numbered by their first jurisdiction.
  package let zoneOfJurisdiction: [Int]
  package let count: Int
  /// `mutual[y, z]` = the least of min(ρ_jk, ρ_kj) over members j of y and k of z; 1 on the diagonal.
  package let mutual: Matrix

  /// Jurisdictions share a zone where min(ρ_jk, ρ_kj) = 1; full recognition must be transitive.
  package init(recognition: Matrix) throws(RecognitionError) {
    let count = recognition.rows
    func linked(_ j: Int, _ k: Int) -> Bool { min(recognition[j, k], recognition[k, j]) >= 1 }
    var zone = [Int](repeating: -1, count: count)
    var zones = 0
    for j in 0..<count {
      if let first = (0..<j).first(where: { linked($0, j) }) {
        zone[j] = zone[first]
      } else {
        zone[j] = zones
        zones += 1
      }
    }
    for a in 0..<count {
      for c in 0..<count where a != c && (zone[a] == zone[c]) != linked(a, c) {
        let b = (0..<count).first { $0 != a && $0 != c && linked(a, $0) && linked($0, c) }
        throw .notTransitive(a: a, b: b ?? a, c: c)
      }
    }
    self.init(zone, recognition: recognition)
  }

  /// Jurisdictions share a class where they recognise each other fully and fully the same others.
  ///
  /// Where full recognition is transitive these are the zones; nothing has to be refused where it is not.
  init(alike recognition: Matrix) {
    let count = recognition.rows
    func linked(_ j: Int, _ k: Int) -> Bool { min(recognition[j, k], recognition[k, j]) >= 1 }
    func alike(_ j: Int, _ k: Int) -> Bool {
      (0..<count).allSatisfy { m in
        m == j || m == k ? linked(j, k) : linked(j, m) == linked(k, m)
      }
    }
    var zone = [Int](repeating: -1, count: count)
    var zones = 0
    for j in 0..<count {
      if let first = (0..<j).first(where: { alike($0, j) }) {
        zone[j] = zone[first]
      } else {
        zone[j] = zones
        zones += 1
      }
    }
    self.init(zone, recognition: recognition)
  }

  /// Zones that are given, numbered by their first jurisdiction.
  init(_ zone: [Int], recognition: Matrix) {
    let count = (zone.max() ?? -1) + 1
    var mutual = Matrix(rows: count, columns: count, repeating: 1)
    for j in zone.indices {
      for k in zone.indices where zone[j] != zone[k] {
        let least = min(recognition[j, k], recognition[k, j])
        mutual[zone[j], zone[k]] = min(mutual[zone[j], zone[k]], least)
      }
    }
    self.zoneOfJurisdiction = zone
    self.count = count
    self.mutual = mutual
  }

  /// The first jurisdiction of a zone: its key, the same in every regime that has it apart.
  package func leader(of zone: Int) -> Int { zoneOfJurisdiction.firstIndex(of: zone) ?? 0 }
}
