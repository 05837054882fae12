import Foundation
import Testing

@testable import Fledgling

/// The kernels whose last bits may differ.
struct FloatKernelTests {
  private static let sizes = [0, 16, 32, 48, 64, 128, 384, 512]
  private static let epsilon = 0x1p-23

  @Test(arguments: Variants.names, Variants.seeds)
  func dot(name: String, seed: UInt64) throws {
    let kernels = try Variants.named(name)
    var random = SplitMix64(seed: seed)
    for n in Self.sizes {
      let a = random.floats(n, -3, 3)
      let b = random.floats(n, -3, 3)
      let products = zip(a, b).map { Double($0) * Double($1) }
      let bound = Double(n) * Self.epsilon * products.reduce(0) { $0 + abs($1) }
      #expect(abs(Double(kernels.dot(a, b, n)) - products.reduce(0, +)) <= bound, "n \(n)")
    }
  }

  @Test(arguments: Variants.names, Variants.seeds)
  func dotOfIntegers(name: String, seed: UInt64) throws {
    let kernels = try Variants.named(name)
    var random = SplitMix64(seed: seed)
    for n in Self.sizes {
      let a = random.integers(n, limit: 2047)
      let b = random.floats(n, -1, 1)
      let products = zip(a, b).map { Double($0) * Double($1) }
      let bound = Double(n) * Self.epsilon * products.reduce(0) { $0 + abs($1) }
      #expect(abs(Double(kernels.dot_i16(a, b, n)) - products.reduce(0, +)) <= bound, "n \(n)")
    }
  }

  /// What is not a number stays so wherever it stands; infinities win, unless they meet.
  @Test(arguments: Variants.names)
  func dotKeepsWhatIsNotFinite(name: String) throws {
    let kernels = try Variants.named(name)
    let ones = [Float](repeating: 1, count: 48)
    for place in [0, 5, 17, 31, 40, 47] {
      var a = ones
      a[place] = .nan
      #expect(kernels.dot(a, ones, 48).isNaN)
      a[place] = .infinity
      #expect(kernels.dot(a, ones, 48) == .infinity)
      a[(place + 1) % 48] = -.infinity
      #expect(kernels.dot(a, ones, 48).isNaN)
    }
  }

  @Test(arguments: Variants.names, Variants.seeds)
  func axpy(name: String, seed: UInt64) throws {
    let kernels = try Variants.named(name)
    var random = SplitMix64(seed: seed)
    for n in Self.sizes {
      let x = random.floats(n, -5, 5)
      let start = random.floats(n, -5, 5)
      let scale = random.uniform(-2, 2)
      var y = start + [7]
      kernels.axpy(scale, x, &y, n)
      #expect(y[n] == 7, "written beyond the end")
      for i in 0..<n {
        let expected = Double(start[i]) + Double(scale) * Double(x[i])
        let size = abs(Double(start[i])) + abs(Double(scale) * Double(x[i]))
        #expect(abs(Double(y[i]) - expected) <= Self.epsilon * size, "n \(n), place \(i)")
      }
    }
  }

  /// Over every power of two, and close to one, where the result is small.
  @Test(arguments: Variants.names, Variants.seeds)
  func logarithm(name: String, seed: UInt64) throws {
    let kernels = try Variants.named(name)
    var random = SplitMix64(seed: seed)
    var x: [Float] = [1, 0.5, 2, .leastNormalMagnitude, .greatestFiniteMagnitude]
    x += (-126...127).map { Float(sign: .plus, exponent: $0, significand: 1 + random.uniform()) }
    x += (0..<61).map {
      1 + (random.uniform() - 0.5) * Float(sign: .plus, exponent: -$0 / 3, significand: 1)
    }
    #expect(x.count % Kernels.alignment == 0)
    var out = [Float](repeating: 0, count: x.count)
    kernels.log(x, &out, x.count)
    for (value, found) in zip(x, out) {
      let expected = log(Double(value))
      #expect(abs(Double(found) - expected) <= 1e-6 * abs(expected), "log \(value)")
    }
    // In place.
    x.withUnsafeMutableBufferPointer { kernels.log($0.baseAddress, $0.baseAddress, $0.count) }
    #expect(x == out)
  }

  @Test(arguments: Variants.names, Variants.seeds)
  func evidence(name: String, seed: UInt64) throws {
    let kernels = try Variants.named(name)
    var random = SplitMix64(seed: seed)
    let slots = 40
    let m = 32
    var words = [UInt32](repeating: 0, count: slots * 8)
    for slot in 1..<slots {
      for k in 0..<2 { words[slot * 8 + k] = UInt32(random.below(slot * slot * 1_000)) }
      for k in 2..<6 { words[slot * 8 + k] = random.uniform(0, 80).bitPattern }
    }
    let places = (0..<m).map { Int32($0 == 0 ? 0 : random.below(slots)) }
    for prior: Float in [0.5, 0.01, 0.999] {
      var out = [Float](repeating: 7, count: 3 * m + 1)
      kernels.evidence(words, places, m, prior, 0.5, &out)
      #expect(out.last == 7, "written beyond the end")
      // A slot never seen says nothing.
      #expect(abs(out[0]) < 2e-6)
      let p = Double(prior)
      for (i, place) in places.enumerated() {
        for rate in 0..<3 {
          let pair = (0..<2).map { k in
            let word = words[Int(place) * 8 + rate * 2 + k]
            return rate == 0 ? Double(word) : Double(Float(bitPattern: word))
          }
          let odds = log((pair[1] + 0.5 * p) / (pair[0] + 0.5 * (1 - p)))
          let expected = odds - log(p / (1 - p))
          // 1 - prior is rounded, which shows where the prior is near one.
          #expect(abs(Double(out[rate * m + i]) - expected) < 2e-4, "slot \(place), rate \(rate)")
        }
      }
    }
  }
}
