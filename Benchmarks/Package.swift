// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Fledgling", path: "..")],
  targets: [
    .executableTarget(
      name: "steady", dependencies: [.product(name: "Fledgling", package: "Fledgling")])
  ],
  swiftLanguageModes: [.v6]
)
