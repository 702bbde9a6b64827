/// An array of entries that are computed one by one, written once.
@inline(__always)
func filled<Element>(_ count: Int, _ entry: (Int) -> Element) -> [Element] {
  [Element](unsafeUninitializedCapacity: count) { target, filled in
    while filled < count {
      target.initializeElement(at: filled, to: entry(filled))
      filled += 1
    }
  }
}
