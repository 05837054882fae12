import CKernels
import Testing

@testable import Fledgling

/// The kernel variants that this machine runs.
enum Variants {
  static let names = Kernels.available.map(\.name)
  static let seeds: [UInt64] = [1, 2, 3]

  static func named(_ name: String) throws -> fk_kernels {
    try #require(Kernels.available.first { $0.name == name }).kernels
  }

  static func portable() throws -> fk_kernels { try named("portable") }
}

struct KernelVariantTests {
  @Test func portableIsAlwaysThere() throws {
    #expect(Variants.names.contains("portable"))
    #expect(fk_named("none such") == nil)
  }

  @Test func theBestIsAvailable() {
    let best = String(cString: Kernels.best.name)
    #expect(Variants.names.contains(best))
    // What is listed later is faster.
    #expect(best == Variants.names.last)
  }

  @Test func sizes() {
    #expect(Kernels.padded(0) == 0)
    #expect(Kernels.padded(1) == Kernels.alignment)
    #expect(Kernels.padded(16) == 16)
    #expect(Kernels.padded(17) == 32)
  }
}
