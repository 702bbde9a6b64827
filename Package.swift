// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target: strict imports, and no warning is let through.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// Numeric targets are optimised in debug builds too: their loops are 20 to 180 times slower without.
let numeric: [SwiftSetting] =
  strict + [
    .unsafeFlags(["-O"], .when(configuration: .debug)),
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
  ]

let package = Package(
  name: "concordat",
  products: [
    .executable(name: "concordat", targets: ["concordat"]),
    .library(name: "Contagion", targets: ["Contagion"]),
    .library(name: "Networks", targets: ["Networks"]),
    .library(name: "LinearAlgebra", targets: ["LinearAlgebra"]),
    .library(name: "Randomness", targets: ["Randomness"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    .systemLibrary(
      name: "CLinearAlgebra", pkgConfig: "openblas lapacke",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .systemLibrary(name: "CHashing", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

    .target(name: "LinearAlgebra", dependencies: ["CLinearAlgebra"], swiftSettings: numeric),
    .target(name: "Hashing", dependencies: ["CHashing"], swiftSettings: numeric),
    .target(name: "Randomness", swiftSettings: numeric),
    .target(name: "Formats", swiftSettings: numeric),
    .target(
      name: "Networks", dependencies: ["LinearAlgebra", "Randomness", "Formats"],
      swiftSettings: numeric),
    .target(
      name: "Contagion", dependencies: ["Networks", "LinearAlgebra", "Randomness", "Formats"],
      swiftSettings: numeric),
    .target(name: "Regimes", dependencies: ["LinearAlgebra"], swiftSettings: numeric),
    .target(
      name: "Simulation",
      dependencies: ["Regimes", "Contagion", "Networks", "LinearAlgebra", "Randomness", "Hashing"],
      swiftSettings: numeric),
    .target(
      name: "Scenarios",
      dependencies: [
        "Simulation", "Regimes", "Contagion", "Networks", "LinearAlgebra", "Randomness", "Formats",
      ],
      swiftSettings: numeric),
    .target(
      name: "Results", dependencies: ["Simulation", "Formats", "Hashing"], swiftSettings: numeric),
    .target(
      name: "Experiments",
      dependencies: [
        "Scenarios", "Results", "Simulation", "Regimes", "Contagion", "Networks", "Randomness",
        "LinearAlgebra", "Formats",
      ],
      swiftSettings: numeric),
    .target(
      name: "Reports",
      dependencies: ["Results", "Experiments", "Scenarios", "Simulation", "Contagion", "Formats"],
      swiftSettings: strict),
    .executableTarget(
      name: "concordat",
      dependencies: [
        "Reports", "Experiments", "Results", "Scenarios", "Contagion", "Networks", "LinearAlgebra",
        "Randomness", "Formats",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .testTarget(
      name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "Randomness"],
      swiftSettings: strict),
    .testTarget(name: "RandomnessTests", dependencies: ["Randomness"], swiftSettings: strict),
    .testTarget(
      name: "FormatsTests", dependencies: ["Formats", "Randomness"], swiftSettings: strict),
    .testTarget(
      name: "NetworksTests", dependencies: ["Networks", "LinearAlgebra", "Randomness", "Formats"],
      swiftSettings: strict),
    .testTarget(
      name: "ContagionTests",
      dependencies: ["Contagion", "Networks", "LinearAlgebra", "Randomness", "Formats"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "HashingTests", dependencies: ["Hashing"], swiftSettings: strict),
    .testTarget(
      name: "SimulationTests",
      dependencies: [
        "Simulation", "Regimes", "Contagion", "Networks", "LinearAlgebra", "Randomness",
        "Hashing",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "RegimesTests", dependencies: ["Regimes", "LinearAlgebra"], swiftSettings: strict),
    .testTarget(
      name: "ScenariosTests",
      dependencies: [
        "Scenarios", "Simulation", "Regimes", "Contagion", "LinearAlgebra", "Formats", "Randomness",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ResultsTests", dependencies: ["Results", "Simulation", "Formats", "Hashing"],
      swiftSettings: strict),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Experiments", "Results", "Scenarios", "Simulation", "Regimes", "Formats", "Randomness",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ReportsTests",
      dependencies: ["Reports", "Experiments", "Results", "Simulation", "Formats"],
      swiftSettings: strict),
    .testTarget(
      name: "concordatTests",
      dependencies: [
        "concordat", "Reports", "Experiments", "Results", "Simulation", "Contagion", "Formats",
      ],
      resources: [.copy("Fixtures")], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
