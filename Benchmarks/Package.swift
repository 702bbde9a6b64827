// swift-tools-version: 6.2
import PackageDescription

/// A package of its own: whoever builds Concordat does not build this.
let package = Package(
  name: "concordat-benchmarks",
  dependencies: [.package(name: "concordat", path: "../")],
  targets: [
    .executableTarget(
      name: "simulation-benchmark",
      dependencies: [.product(name: "LinearAlgebra", package: "concordat")],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
      ])
  ],
  swiftLanguageModes: [.v6]
)
