package import Hashing

/// The digest of `Hashing`, with what files and texts need of it.
package typealias SHA256 = Hashing.SHA256

extension SHA256 {
  /// The digest of what has arrived as 64 lower-case hexadecimal digits; the value is used up.
  package consuming func hexadecimal() -> String {
    var hash = self
    return hash.digest().hexadecimal
  }

  package static func hexadecimal(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hexadecimal()
  }

  package static func hexadecimal(of text: String) -> String { hexadecimal(of: Array(text.utf8)) }

  /// The digest of a file, read in pieces.
  package static func hexadecimal(ofFile path: String) throws(FileFailure) -> String {
    var hash = SHA256()
    try Files.readPieces(path) { hash.update($0) }
    return hash.hexadecimal()
  }
}
