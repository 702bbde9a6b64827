import Formats

/// What a finished unit leaves: its rows of every table of units, ready to be put under a header.
package struct FinishedUnit: Sendable, Equatable {
  /// How the unit was made, as far as rows do not show it.
  package struct Making: Sendable, Equatable {
    /// The conservation laws were checked after every phase.
    package var isChecked: Bool
    /// The fingerprint of the arithmetic that made it.
    package var numericFingerprint: String

    package init(isChecked: Bool, numericFingerprint: String) {
      self.isChecked = isChecked
      self.numericFingerprint = numericFingerprint
    }

    /// Whether rows made so may stand for rows asked for in another way.
    package func serves(_ asked: Making) -> Bool {
      numericFingerprint == asked.numericFingerprint && (isChecked || !asked.isChecked)
    }
  }

  package var making: Making
  /// CSV rows without header, parallel to the tables of units of the run.
  package var rows: [[UInt8]]
  /// Processor seconds by phase of the tick; empty where they were not measured.
  package var phaseSeconds: [Double]

  package init(making: Making, rows: [[UInt8]], phaseSeconds: [Double] = []) {
    self.making = making
    self.rows = rows
    self.phaseSeconds = phaseSeconds
  }
}

/// The file of a finished unit: a digest, a line of JSON, the rows of one table after the other.
extension FinishedUnit {
  var fileBytes: [UInt8] {
    let header: JSONValue = [
      "checked": .bool(making.isChecked),
      "numeric_fingerprint": .string(making.numericFingerprint),
      "bytes": .array(rows.map { .integer($0.count) }),
      "phase_seconds": .array(phaseSeconds.map { .number($0) }),
    ]
    let body = Array(JSONText.compact(header).utf8) + [Self.lineFeed] + rows.joined()
    return Array(SHA256.hexadecimal(of: body).utf8) + [Self.lineFeed] + body
  }

  /// Reads such a file; nil where a byte is missing or wrong.
  init?(fileBytes: [UInt8]) {
    guard let firstEnd = fileBytes.firstIndex(of: Self.lineFeed) else { return nil }
    let body = Array(fileBytes[(firstEnd + 1)...])
    guard SHA256.hexadecimal(of: body).utf8.elementsEqual(fileBytes[..<firstEnd]),
      let headerEnd = body.firstIndex(of: Self.lineFeed),
      let header = try? JSONReader.read(Array(body[..<headerEnd]), file: "unit").plain,
      case .bool(let isChecked)? = header["checked"],
      case .string(let fingerprint)? = header["numeric_fingerprint"],
      case .array(let lengths)? = header["bytes"],
      let phaseSeconds = header["phase_seconds"]?.elements(\.real)
    else { return nil }
    var start = headerEnd + 1
    var rows: [[UInt8]] = []
    for length in lengths {
      guard case .integer(let count) = length, count >= 0, start + count <= body.count else {
        return nil
      }
      rows.append(Array(body[start..<start + count]))
      start += count
    }
    self.init(
      making: Making(isChecked: isChecked, numericFingerprint: fingerprint), rows: rows,
      phaseSeconds: phaseSeconds)
  }

  private static var lineFeed: UInt8 { UInt8(ascii: "\n") }
}
