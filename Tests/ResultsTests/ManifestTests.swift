import Formats
import Testing

@testable import Results

@Suite("Manifest and data package")
struct ManifestTests {
  @Test("a manifest is read back as it was written")
  func roundTrip() throws {
    var run = ToyRun(target: "x", replicates: 2, seed: 1 << 53)
    run.failing = [Unit(regime: 1, mode: 0, replicate: 0)]
    var manifest = run.manifest(hits: 7)
    manifest.files = [
      RunManifest.File(path: "runs.csv", summary: OutputFile.Summary(bytes: 3, sha256: "ab"))
    ]
    let text = JSONText.pretty(manifest.json)
    #expect(RunManifest(try JSONReader.read(text, file: "manifest.json").plain) == manifest)
  }

  @Test("other JSON is not taken for a manifest")
  func otherJSON() {
    #expect(RunManifest(["format": "concordat-run"]) == nil)
    #expect(RunManifest(["name": "package"]) == nil)
  }

  @Test("the manifest names every other file of the directory with its digest")
  func digests() throws {
    let place = try TemporaryDirectory()
    let run = ToyRun(target: place.path("run"), replicates: 2)
    try run.make()
    let manifest = try PublishedRun(run.target).manifest
    let others = try Files.list(run.target).filter { $0 != RunManifest.fileName }
    #expect(manifest.files.map(\.path) == others)
    for file in manifest.files {
      let bytes = try Files.read(run.target + "/" + file.path)
      #expect(
        file.summary
          == OutputFile.Summary(bytes: bytes.count, sha256: SHA256.hexadecimal(of: bytes)))
    }
  }

  @Test("the data package describes exactly the columns of the tables, in their order")
  func dataPackage() throws {
    let place = try TemporaryDirectory()
    let run = ToyRun(target: place.path("run"), replicates: 2)
    try run.make()
    let published = try PublishedRun(run.target)
    let json = try JSONReader.read(
      try published.read(DataPackage.fileName), file: DataPackage.fileName
    ).plain
    let resources = try #require(json["resources"]?.elements { $0 })
    #expect(json["name"] == "toy-run")
    #expect(resources.count == 2)
    for resource in resources {
      let name = try #require(resource["name"]?.text)
      let fields = try #require(resource["schema"]?["fields"]?.elements { $0["name"]?.text })
      #expect(try published.table(name).header == fields)
      #expect(
        resource["hash"]?.text
          == published.manifest.file("\(name).csv").map { "sha256:\($0.sha256)" })
    }
    #expect(resources[0]["schema"]?["fields"]?.elements { $0 }?[3]["unit"] == "USD")
  }

  @Test("the name of the directory changes with whatever changes a row, and not with replicates")
  func identity() {
    let run = ToyRun(target: "x", replicates: 2)
    var others = [run, run, run]
    others[0].seed = 3
    others[1].regimes = ["one"]
    others[2].regimes = ["one", "walls, high"]
    #expect(run.identity.directoryName.hasPrefix("Toy-run-"))
    #expect(run.identity.directoryName.count == "Toy-run-".count + 8)
    #expect(ToyRun(target: "x", replicates: 9).identity.sha256 == run.identity.sha256)
    #expect(Set(others.map(\.identity.sha256) + [run.identity.sha256]).count == 4)
    var identity = run.identity
    identity.program.executableSHA256 = "12"
    #expect(identity.sha256 != run.identity.sha256)
    identity = run.identity
    identity.inputs[0].sha256 = "01"
    #expect(identity.sha256 != run.identity.sha256)
  }
}
