// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Fuzzing",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Fledgling", path: "..")],
  targets: [
    .target(name: "CFuzzer"),
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "CFuzzer", .product(name: "Fledgling", package: "Fledgling"),
        .product(name: "FledglingImages", package: "Fledgling"),
        .product(name: "FledglingStore", package: "Fledgling"),
        .product(name: "FledglingTables", package: "Fledgling"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
