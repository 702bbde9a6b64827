internal import CHashing

/// SHA-256 (FIPS 180-4) of bytes that arrive in pieces, computed by libcrypto.
package struct SHA256: ~Copyable {
  private let context: OpaquePointer

  package init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      preconditionFailure("libcrypto gives no SHA-256")
    }
    self.context = context
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    let done = EVP_DigestUpdate(context, start, bytes.count)
    precondition(done == 1, "libcrypto refused \(bytes.count) bytes")
  }

  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The digest of what has arrived; the next piece begins another message.
  package mutating func digest() -> Digest {
    var digest = Digest()
    var count: UInt32 = 0
    let done = withUnsafeMutableBytes(of: &digest) {
      EVP_DigestFinal_ex(context, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), &count)
    }
    precondition(done == 1 && count == 32, "libcrypto gave \(count) bytes of SHA-256")
    let isReady = EVP_DigestInit_ex(context, nil, nil)
    precondition(isReady == 1, "libcrypto cannot begin another message")
    return digest
  }

  deinit { EVP_MD_CTX_free(context) }
}

/// The 32 bytes of a SHA-256.
package struct Digest: Sendable, Equatable {
  // The bytes in order, eight a word as they lie in memory.
  private var words: SIMD4<UInt64> = .zero

  package init() {}

  /// 64 lower-case hexadecimal digits.
  package var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    let bytes = withUnsafeBytes(of: words) { Array($0) }
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
