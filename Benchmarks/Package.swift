// swift-tools-version: 6.2
import PackageDescription

/// Strict imports, and no warning is let through.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A package of its own: whoever builds Concordat does not build this.
let package = Package(
  name: "concordat-benchmarks",
  dependencies: [.package(name: "concordat", path: "../")],
  targets: [
    .target(name: "BenchmarkReport", swiftSettings: strict),
    .executableTarget(
      name: "simulation-benchmark",
      dependencies: ["BenchmarkReport", .product(name: "LinearAlgebra", package: "concordat")],
      swiftSettings: strict),
    .executableTarget(
      name: "core-benchmark",
      dependencies: [
        "BenchmarkReport",
        .product(name: "Contagion", package: "concordat"),
        .product(name: "Networks", package: "concordat"),
        .product(name: "LinearAlgebra", package: "concordat"),
        .product(name: "Randomness", package: "concordat"),
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
