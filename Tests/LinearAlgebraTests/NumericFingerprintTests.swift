import LinearAlgebra
import Testing

@Suite struct NumericFingerprintTests {
  @Test func `the fingerprint names a kernel and repeats itself`() {
    let first = numericFingerprint()
    #expect(first == numericFingerprint())
    let parts = first.split(separator: "-")
    #expect(parts.count == 2 && parts[1].count == 16)
  }
}
