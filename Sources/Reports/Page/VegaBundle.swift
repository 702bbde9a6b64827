import Results

/// The JavaScript of Vega, Vega-Lite and Vega-Embed in one file, as set-up obtains it; BSD 3-Clause, University of
/// Washington Interactive Data Lab.
package struct VegaBundle: Sendable {
  package let text: String
  let sha256Base64: String

  /// The package that it comes out of, and the digest of the one bundle that is taken.
  package static let source = "vl-convert-python 1.9.0.post1"
  package static let sha256 = "3425bd951a44d478d0505c6b5d1e8d57656b6e9a4da7bfe88a718ce61d76e572"

  package enum Refusal: Error, Equatable {
    case missing(path: String)
    case altered(path: String)
  }

  package init(_ path: String) throws {
    guard Files.kind(path) == .file else { throw Refusal.missing(path: path) }
    let bytes = try Files.read(path)
    guard SHA256.hexadecimal(of: bytes) == Self.sha256 else { throw Refusal.altered(path: path) }
    text = String(decoding: bytes, as: UTF8.self)
    sha256Base64 = Self.base64(ofDigestOf: text)
  }

  /// Another script in its place; what it draws is its own business.
  init(standIn text: String) {
    self.text = text
    sha256Base64 = Self.base64(ofDigestOf: text)
  }

  /// The digest of a text as a content security policy writes it.
  static func base64(ofDigestOf text: String) -> String {
    let digits = Array(SHA256.hexadecimal(of: text))
    let bytes = stride(from: 0, to: digits.count, by: 2).map { place in
      UInt32(digits[place].hexDigitValue ?? 0) << 4 | UInt32(digits[place + 1].hexDigitValue ?? 0)
    }
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var result = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var word: UInt32 = 0
      for byte in group { word = word << 8 | byte }
      word <<= 8 * UInt32(3 - group.count)
      for place in 0..<4 {
        result.append(
          place <= group.count ? alphabet[Int(word >> (18 - 6 * UInt32(place)) & 63)] : "=")
      }
    }
    return result
  }
}
