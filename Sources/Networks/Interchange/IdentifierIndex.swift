/// Identifiers in the order in which they were met, and the place of each: an open hash table over their
/// UTF-8 bytes.
///
/// Two identifiers are the same only if their bytes are: Swift's strings compare by canonical
/// equivalence, and hash at several times the cost, which counts at ten million edges.
struct IdentifierIndex {
  private(set) var ids: [String] = []
  /// The bytes of all identifiers, one after another, and where each starts.
  private var bytes: [UInt8] = []
  private var starts: [Int] = [0]
  /// The place of an identifier, or −1; a power of two, at most half full.
  private var slots: [Int32] = Array(repeating: -1, count: 16)

  init() {}

  /// An index of identifiers of which none stands twice, or nil.
  init?(distinct ids: [String]) {
    for id in ids where !insert(id).isNew { return nil }
  }

  var count: Int { ids.count }

  /// The place of an identifier, which is added when it is new.
  mutating func insert(_ id: String) -> (place: Int, isNew: Bool) {
    var id = id
    return id.withUTF8 { insert($0) }
  }

  mutating func insert(_ key: UnsafeBufferPointer<UInt8>) -> (place: Int, isNew: Bool) {
    let slot = find(key)
    if slots[slot] >= 0 { return (Int(slots[slot]), false) }
    let place = ids.count
    slots[slot] = Int32(place)
    ids.append(String(decoding: key, as: UTF8.self))
    bytes.append(contentsOf: key)
    starts.append(bytes.count)
    if 2 * ids.count > slots.count { grow() }
    return (place, true)
  }

  func place(of key: UnsafeBufferPointer<UInt8>) -> Int? {
    let place = slots[find(key)]
    return place >= 0 ? Int(place) : nil
  }

  func place(of id: String) -> Int? {
    var id = id
    return id.withUTF8 { place(of: $0) }
  }

  /// The slot that holds a key, or the empty one where it would go.
  private func find(_ key: UnsafeBufferPointer<UInt8>) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      let mask = slots.count - 1
      var slot = Self.hash(key) & mask
      while slots[slot] >= 0 {
        let place = Int(slots[slot])
        let start = starts[place]
        if starts[place + 1] - start == key.count,
          key.elementsEqual(UnsafeBufferPointer(rebasing: bytes[start..<start + key.count]))
        {
          return slot
        }
        slot = (slot + 1) & mask
      }
      return slot
    }
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: 2 * slots.count)
    let mask = slots.count - 1
    bytes.withUnsafeBufferPointer { bytes in
      for place in ids.indices {
        let key = UnsafeBufferPointer(rebasing: bytes[starts[place]..<starts[place + 1]])
        var slot = Self.hash(key) & mask
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = Int32(place)
      }
    }
  }

  /// FNV-1a with a finisher that brings the high bits down.
  private static func hash(_ key: UnsafeBufferPointer<UInt8>) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in key { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash ^= hash >> 32
    return Int(truncatingIfNeeded: hash &* 0x9E37_79B9_7F4A_7C15) >> 16 & (1 << 40 - 1)
  }
}
