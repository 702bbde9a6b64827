import CLinearAlgebra
import Glibc

/// A short text that changes when this machine may round differently.
///
/// Of the form `Haswell-9f8a…`: the kernel that OpenBLAS chose for the processor, and an FNV-1a hash of
/// the bits of a small `dgemm`, `dgemv` and LU solve and of `exp`, `log`, `sin`, `pow`, `erfc` at fixed
/// points. Equal fingerprints make equal bytes of results plausible; different ones say that results
/// agree only within tolerance.
public func numericFingerprint() -> String {
  useOneThread()
  let core = String(cString: openblas_get_corename())
  let order = 23
  var a = Matrix(rows: order, columns: order)
  for i in 0..<order {
    for j in 0..<order { a[i, j] = sin(Double(1 + 7 * i + 13 * j)) + (i == j ? 4 : 0) }
  }
  var probe = a.multiply(a).elements
  let x = (0..<order).map { exp(-0.37 * Double($0)) }
  probe += a.times(x)
  probe += a.transposedTimes(x)
  probe += LUFactor(a)?.solve(x) ?? []
  for i in 1...100 {
    let u = Double(i) * 0.173
    probe += [exp(-u), log(u), sin(u), cos(u), pow(u, 0.31), erfc(u / 5)]
  }
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for value in probe {
    var bits = value.bitPattern
    for _ in 0..<8 {
      hash ^= bits & 0xFF
      hash &*= 0x0000_0100_0000_01B3
      bits >>= 8
    }
  }
  let digits = String(hash, radix: 16)
  return "\(core)-\(String(repeating: "0", count: 16 - digits.count))\(digits)"
}
