// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Fledgling", path: "..")],
  targets: [
    .executableTarget(
      name: "steady", dependencies: [.product(name: "Fledgling", package: "Fledgling")]),
    .executableTarget(
      name: "unlearning",
      dependencies: [
        .product(name: "Fledgling", package: "Fledgling"),
        .product(name: "FledglingStore", package: "Fledgling"),
      ]),
    .executableTarget(
      name: "watching",
      dependencies: [
        .product(name: "Fledgling", package: "Fledgling"),
        .product(name: "FledglingTables", package: "Fledgling"),
      ]),
    .executableTarget(
      name: "merges",
      dependencies: [
        .product(name: "Fledgling", package: "Fledgling"),
        .product(name: "FledglingTables", package: "Fledgling"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
