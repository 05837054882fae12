import Foundation
import Testing

@testable import Fledgling

struct FourierKernelTests {
  private struct Input {
    var n: Int
    var d: Int
    var x: [Float]
    var projection: [Float]
    var offset: [Float]
  }

  private func inputs(_ seed: UInt64) -> [Input] {
    var random = SplitMix64(seed: seed)
    return [16, 32, 48, 64, 80, 128, 256, 512].map { n in
      let d = 1 + random.below(12)
      return Input(
        n: n, d: d, x: random.floats(d, -4, 4), projection: random.floats(n * d, -0.4, 0.4),
        offset: random.floats(n, 0, 1))
    }
  }

  private func run(_ name: String, _ input: Input, amplitude: Float = 2047) throws -> [Int16] {
    var out = [Int16](repeating: 12_345, count: input.n + 1)
    try Variants.named(name).fourier(
      input.x, input.d, input.projection, input.offset, input.n, amplitude, &out)
    #expect(out[input.n] == 12_345, "written beyond the end")
    return Array(out.dropLast())
  }

  @Test(arguments: Variants.names, Variants.seeds)
  func isTheSameInEveryVariant(name: String, seed: UInt64) throws {
    for input in inputs(seed) {
      let found = try run(name, input)
      let expected = try run("portable", input)
      #expect(found == expected, "n \(input.n), d \(input.d)")
    }
  }

  @Test(arguments: Variants.names, Variants.seeds)
  func isTheRoundedCosine(name: String, seed: UInt64) throws {
    for input in inputs(seed) {
      let found = try run(name, input)
      for i in 0..<input.n {
        var turns = Double(input.offset[i])
        for j in 0..<input.d {
          turns += Double(input.projection[j * input.n + i]) * Double(input.x[j])
        }
        let expected = 2047 * cos(2 * Double.pi * turns)
        // Half for rounding; the rest for the polynomial and the sum in single precision.
        #expect(abs(Double(found[i]) - expected) < 0.6, "n \(input.n), feature \(i)")
        #expect(abs(found[i]) <= 2047)
      }
    }
  }

  @Test(arguments: Variants.names)
  func knownAngles(name: String) throws {
    let input = Input(
      n: 16, d: 1, x: [0], projection: [Float](repeating: 0.3, count: 16),
      offset: (0..<16).map { Float($0) / 8 })
    let expected = (0..<16).map { Int16((1_000 * cos(Double($0) * .pi / 4)).rounded()) }
    let found = try run(name, input, amplitude: 1_000)
    #expect(found == expected)
  }
}
