package import Formats

/// A directory of results that many pieces of work go into: complete or absent, and resumable in between.
///
/// Beside the target, in `.<name>.partial`, are the lock, the identity, the log of finished pieces and, at the
/// end, the directory that one rename makes the target.
package final class Study {
  package struct Request {
    package var target: String
    /// What kind of directory it is, for the manifest.
    package var format: String
    /// Digest of everything that decides a byte of the tables.
    package var identity: String
    /// What pieces of work must agree in with one another, such as the fingerprint of the arithmetic.
    package var mark: String
    package var pieces: Int
    /// How many replicates are asked for, where the identity leaves that open: a finished study with fewer is
    /// extended.
    package var replicates: Int?
    package var overwrites: Bool

    package init(
      target: String, format: String, identity: String, mark: String, pieces: Int,
      replicates: Int? = nil, overwrites: Bool
    ) {
      self.target = target
      self.format = format
      self.identity = identity
      self.mark = mark
      self.pieces = pieces
      self.replicates = replicates
      self.overwrites = overwrites
    }
  }

  package enum Opening {
    /// The same study was finished earlier, with as many replicates or more; its manifest.
    case finished(JSONValue)
    case open(Study)
  }

  package let request: Request
  package let log: WorkLog
  /// The manifest of the same study with fewer replicates, which stands at the target and is extended.
  private let smaller: JSONValue?
  private var output: OutputDirectory

  /// Looks at the target and opens the place to work in.
  package static func open(_ request: Request) throws(RunDirectoryError) -> Opening {
    let earlier = try earlier(request)
    if let earlier {
      let there = earlier["replicates"]?.whole ?? 0
      guard let asked = request.replicates, there < asked else { return .finished(earlier) }
    }
    return try RunDirectoryError.explaining(unknown: .foreign(path: request.target)) {
      .open(try Study(request, extending: earlier))
    }
  }

  /// The manifest of the same study at the target; nil where nothing is in the way.
  private static func earlier(_ request: Request) throws(RunDirectoryError) -> JSONValue? {
    let target = request.target
    guard ![".", "..", "/"].contains(Files.name(of: target)) else { throw .foreign(path: target) }
    switch Files.kind(target) {
    case nil: return nil
    case .directory:
      if (try? Files.list(target))?.isEmpty == true { return nil }
      guard let manifest = manifest(of: target), manifest["format"]?.text == request.format
      else { throw .foreign(path: target) }
      if request.overwrites { return nil }
      guard manifest["identity_sha256"]?.text == request.identity else {
        throw .occupied(path: target)
      }
      return manifest
    default: throw .foreign(path: target)
    }
  }

  /// The manifest of a directory of results of any kind.
  package static func manifest(of directory: String) -> JSONValue? {
    guard let bytes = try? Files.read(directory + "/" + RunManifest.fileName) else { return nil }
    return try? JSONReader.read(bytes, file: RunManifest.fileName).plain
  }

  private init(_ request: Request, extending smaller: JSONValue?) throws {
    self.request = request
    self.smaller = smaller
    output = try OutputDirectory(
      request.target, format: request.format, overwrites: request.overwrites || smaller != nil)
    let mark = output.workspace + "/identity"
    let pieces = output.workspace + "/pieces"
    let identity = Array("\(request.identity) \(request.mark)".utf8)
    if (try? Files.read(mark)) != identity {
      try Files.remove(pieces)
      try Files.replace(mark, with: identity)
    }
    log = try WorkLog(pieces, pieces: request.pieces)
  }

  /// Hands over the rows of the study that is extended, so many at a time, in the order in which they stand.
  ///
  /// Nothing where none is extended, or where it was made by another arithmetic.
  package func earlierRows(
    of table: Table, each count: Int, _ use: (_ rows: [UInt8]) throws -> Void
  ) throws {
    guard let smaller, smaller["numeric_fingerprint"]?.text == request.mark else { return }
    let path = request.target + "/" + table.fileName
    let file = smaller["files"]?.elements(\.self)?.first { $0["path"]?.text == table.fileName }
    guard try SHA256.hexadecimal(ofFile: path) == file?["sha256"]?.text else {
      throw RunDirectoryError.altered(path: path)
    }
    let reader = try RowReader(path)
    while let rows = try reader.takeRows(count) { try use(rows) }
  }

  /// A table that is written a part at a time.
  package func begin(_ table: Table) throws(FileFailure) -> OutputFile { try output.begin(table) }

  package func end(_ table: Table, _ file: OutputFile) throws(FileFailure) {
    try output.end(table, file)
  }

  /// A table with all its rows.
  package func write(_ table: Table, _ rows: [[CSVWriter.Cell]]) throws(RunDirectoryError) {
    var writer = table.writer(writesHeader: true)
    for row in rows { writer.row(row) }
    try output.write(table, writer)
  }

  package func write(_ name: String, _ bytes: [UInt8]) throws(RunDirectoryError) {
    try output.write(file: name, bytes)
  }

  /// Describes the tables, writes the manifest, and makes the directory the target.
  ///
  /// `members` stand in the manifest between the identity and the files; `times` are the only part that differs
  /// between equal studies.
  package func commit(
    name: String, program: Program, members: [JSONMember], times: [JSONMember]
  ) throws(RunDirectoryError) {
    let request = request
    try output.commit(name: name, title: name) { files in
      .object(
        [
          JSONMember("format", .string(request.format)), JSONMember("format_version", 1),
          JSONMember("program", program.json),
          JSONMember("identity_sha256", .string(request.identity)),
        ] + members + [
          JSONMember("files", .array(files.map(\.json))), JSONMember("times", .object(times)),
        ])
    }
  }
}
