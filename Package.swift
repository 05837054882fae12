// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Fledgling",
  platforms: [.macOS(.v15), .iOS(.v18)],
  products: [
    .library(name: "Fledgling", targets: ["Fledgling"]),
    .library(name: "FledglingTables", targets: ["FledglingTables"]),
    .executable(name: "fledgling", targets: ["FledglingCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .target(
      name: "CKernels",
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]
    ),
    .target(name: "Fledgling", dependencies: ["CKernels"]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "FledglingTables", dependencies: ["Fledgling", "CZlib"]),
    .executableTarget(
      name: "FledglingCommand",
      dependencies: [
        "Fledgling", "FledglingTables",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
    .testTarget(name: "FledglingTests", dependencies: ["Fledgling", "CKernels"]),
    .testTarget(name: "FledglingTablesTests", dependencies: ["FledglingTables"]),
    .testTarget(name: "CommandTests", dependencies: ["Fledgling"]),
  ],
  swiftLanguageModes: [.v6]
)
