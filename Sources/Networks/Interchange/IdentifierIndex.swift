import Formats
import Glibc

/// Identifiers in the order in which they were met, and the place of each: an open hash table over their
/// UTF-8 bytes.
///
/// Two identifiers are the same only if their bytes are: Swift's strings compare by canonical
/// equivalence, and hash at several times the cost, which counts at ten million edges.
struct IdentifierIndex {
  /// The place of an identifier and part of its hash, so that most other identifiers are told apart
  /// without looking at their bytes.
  private struct Slot {
    var place: Int32
    var tag: UInt32
    static let empty = Slot(place: -1, tag: 0)
  }

  private(set) var ids: [String] = []
  /// The bytes of all identifiers, one after another, and where each starts.
  private var bytes: [UInt8] = []
  private var starts: [Int] = [0]
  /// A power of two, at most half full.
  private var slots: [Slot] = Array(repeating: .empty, count: 16)

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
    let hash = Self.hash(key)
    let slot = find(key, hash)
    if slots[slot].place >= 0 { return (Int(slots[slot].place), false) }
    let place = ids.count
    slots[slot] = Slot(place: Int32(place), tag: Self.tag(hash))
    ids.append(String(decoding: key, as: UTF8.self))
    bytes.append(contentsOf: key)
    starts.append(bytes.count)
    if 2 * ids.count > slots.count { grow() }
    return (place, true)
  }

  func place(of key: UnsafeBufferPointer<UInt8>) -> Int? {
    let place = slots[find(key, Self.hash(key))].place
    return place >= 0 ? Int(place) : nil
  }

  func place(of id: String) -> Int? {
    var id = id
    return id.withUTF8 { place(of: $0) }
  }

  /// What stands in the way of a text as a name: nothing there, or a character that not every format holds.
  static func objection(to name: UnsafeBufferPointer<UInt8>) -> String? {
    if name.isEmpty { return "no name" }
    let text = String(decoding: name, as: UTF8.self)
    guard name.allSatisfy({ $0 >= 0x20 }), XMLText.canHold(text) else {
      return "the name \(JSONText.quoted(text)) with a control character"
    }
    return nil
  }

  /// The slot that holds a key, or the empty one where it would go.
  private func find(_ key: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
    let mask = slots.count - 1
    let tag = Self.tag(hash)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot].place >= 0 {
      if slots[slot].tag == tag, holds(Int(slots[slot].place), key) { return slot }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func holds(_ place: Int, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = starts[place]
    guard starts[place + 1] - start == key.count else { return false }
    guard let words = key.baseAddress else { return true }
    return bytes.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { memcmp($0 + start, words, key.count) == 0 } ?? key.isEmpty
    }
  }

  private mutating func grow() {
    slots = Array(repeating: .empty, count: 2 * slots.count)
    let mask = slots.count - 1
    bytes.withUnsafeBufferPointer { bytes in
      for place in ids.indices {
        let hash = Self.hash(
          UnsafeBufferPointer(rebasing: bytes[starts[place]..<starts[place + 1]]))
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot].place >= 0 { slot = (slot + 1) & mask }
        slots[slot] = Slot(place: Int32(place), tag: Self.tag(hash))
      }
    }
  }

  /// FNV-1a, with a finisher that lets every bit reach every other.
  private static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in key { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash = (hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15
    return hash ^ hash >> 29
  }

  private static func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 32) }
}
