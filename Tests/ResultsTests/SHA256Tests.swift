import Hashing
import Testing

@testable import Results

@Suite("SHA-256")
struct SHA256Tests {
  @Test(
    "the vectors of NIST come out",
    arguments: [
      // FIPS 180-4 examples and the Secure Hash Algorithm Validation System, SHA256ShortMsg.
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func vectors(text: String, digest: String) {
    #expect(SHA256.hexadecimal(of: text) == digest)
  }

  @Test("a million times the letter a, in pieces")
  func million() {
    var hash = SHA256()
    for _ in 0..<1000 { hash.update([UInt8](repeating: 0x61, count: 1000)) }
    #expect(
      hash.hexadecimal() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("a file that is not there is reported with its path")
  func missingFile() {
    let failure = #expect(throws: FileFailure.self) {
      try SHA256.hexadecimal(ofFile: "no/such/file")
    }
    #expect(failure?.description == "cannot read no/such/file: No such file or directory")
  }
}
