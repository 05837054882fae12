// swift-tools-version: 6.2
import PackageDescription

// `make test` optimises the libraries, since an unoptimised learner is 20 times slower, but neither the
// tests nor the dependencies.  Without the variable there are no unsafe flags, which packages that depend
// on this one could not have.
let isOptimised = Context.environment["FLEDGLING_OPTIMISED"] != nil
let optimised: [SwiftSetting] = isOptimised ? [.unsafeFlags(["-O"])] : []

let package = Package(
  name: "Fledgling",
  platforms: [.macOS(.v15), .iOS(.v18)],
  products: [
    .library(name: "Fledgling", targets: ["Fledgling"]),
    .library(name: "FledglingImages", targets: ["FledglingImages"]),
    .library(name: "FledglingTables", targets: ["FledglingTables"]),
    .library(name: "FledglingStore", targets: ["FledglingStore"]),
    .library(name: "FledglingFoundation", targets: ["FledglingFoundation"]),
    .executable(name: "fledgling", targets: ["FledglingCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .target(
      name: "CKernels",
      cSettings: isOptimised ? [.unsafeFlags(["-O2"])] : [],
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]
    ),
    .target(name: "Fledgling", dependencies: ["CKernels"], swiftSettings: optimised),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CTurboJPEG", pkgConfig: "libturbojpeg",
      providers: [.apt(["libturbojpeg0-dev"]), .brew(["jpeg-turbo"])]),
    .target(
      name: "FledglingSystem",
      dependencies: [.product(name: "SystemPackage", package: "swift-system")]
    ),
    .target(name: "FledglingJSON"),
    .target(name: "FledglingImages", dependencies: ["Fledgling", "CPNG", "CTurboJPEG"]),
    .target(
      name: "FledglingTables", dependencies: ["Fledgling", "FledglingImages", "CZlib"],
      swiftSettings: optimised),
    .target(
      name: "FledglingStore",
      dependencies: [
        "Fledgling", "FledglingJSON", "FledglingSystem",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: optimised
    ),
    .target(
      name: "FledglingFoundation",
      dependencies: ["Fledgling", "FledglingImages", "FledglingStore", "FledglingTables"]
    ),
    .executableTarget(
      name: "FledglingCommand",
      dependencies: [
        "Fledgling", "FledglingJSON", "FledglingStore", "FledglingSystem", "FledglingTables",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
    .testTarget(
      name: "FledglingFoundationTests", dependencies: ["FledglingFoundation"]),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "FledglingTests", dependencies: ["Fledgling", "CKernels"]),
    .testTarget(name: "FledglingImagesTests", dependencies: ["FledglingImages", "CZlib"]),
    .testTarget(name: "FledglingTablesTests", dependencies: ["FledglingTables", "TestSupport"]),
    .testTarget(
      name: "FledglingStoreTests",
      dependencies: [
        "Fledgling", "FledglingJSON", "FledglingStore", "FledglingSystem", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]
    ),
    .testTarget(name: "CommandTests", dependencies: ["Fledgling", "TestSupport"]),
    .testTarget(
      name: "DocumentationTests",
      dependencies: [
        "Fledgling", "FledglingImages", "FledglingStore", "FledglingTables", "TestSupport",
      ]
    ),
  ],
  swiftLanguageModes: [.v6]
)
