import Foundation
import Testing

@testable import Fledgling

struct ElementaryTests {
  @Test(arguments: [UInt64](1...3))
  func exponential(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for x in random.floats(3_000, -87, 88) + random.floats(1_000, -1, 1) + [0, -0.0, -87, 88] {
      let expected = exp(Double(x))
      #expect(abs(Double(Elementary.exp(x)) - expected) <= 2e-7 * expected, "exp \(x)")
    }
  }

  /// Halves go to the even one of their neighbours, on either side of zero.
  @Test func halvesAreRoundedToEven() {
    for whole in -3_000...3_000 {
      let half = Float(whole) + 0.5
      #expect(Elementary.round(half) == half.rounded(.toNearestOrEven), "\(half)")
      #expect(Elementary.round(Float(whole)) == Float(whole))
      #expect(Elementary.round(half.nextUp) == Float(whole + 1))
      #expect(Elementary.round(half.nextDown) == Float(whole))
    }
    #expect(Elementary.round(0.5) == 0)
    #expect(Elementary.round(-0.5) == 0)
    #expect(Elementary.round(1.5) == 2)
    #expect(Elementary.round(-1.5) == -2)
    #expect(Elementary.round(2.5) == 2)
    #expect(Elementary.round(-2.5) == -2)
  }

  @Test(arguments: [UInt64](1...3))
  func rounding(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for exponent in -126...21 {
      for _ in 0..<40 {
        let size = Float(sign: .plus, exponent: exponent, significand: 1 + random.uniform())
        for x in [size, -size] where abs(x) < 0x1p22 {
          #expect(Elementary.round(x) == x.rounded(.toNearestOrEven), "\(x)")
        }
      }
    }
  }

  /// Up to 2^22, as is promised.
  @Test func theLargestThatAreRounded() {
    let limit: Float = 0x1p22
    for step in 1...64 {
      for x in [limit - 0.25 * Float(step), -limit + 0.25 * Float(step)] {
        #expect(Elementary.round(x) == x.rounded(.toNearestOrEven), "\(x)")
      }
    }
    for x: Float in [0, -0.0, .leastNonzeroMagnitude, -.leastNormalMagnitude] {
      #expect(Elementary.round(x) == 0)
    }
  }

  @Test func exponentialIsClamped() {
    #expect(Elementary.exp(0) == 1)
    for x: Float in [88, 89, 1e30, .infinity] { #expect(Elementary.exp(x) == Elementary.exp(88)) }
    for x: Float in [-87, -88, -1e30, -.infinity] {
      #expect(Elementary.exp(x) == Elementary.exp(-87))
    }
    #expect(Elementary.exp(88).isFinite)
    #expect(Elementary.exp(-87).isNormal)
  }

  @Test(arguments: [UInt64](1...3))
  func logarithm(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var inputs: [Float] = [
      1, .leastNormalMagnitude, .greatestFiniteMagnitude, (0.5 as Float).nextDown,
    ]
    for exponent in -126...127 {
      for _ in 0..<8 {
        inputs.append(
          Float(sign: .plus, exponent: exponent, significand: 1 + random.uniform()))
      }
    }
    for exponent in 1...23 {
      let step = Float(sign: .plus, exponent: -exponent, significand: 1)
      inputs += [1 + step, 1 - step]
    }
    for x in inputs {
      let expected = log(Double(x))
      #expect(abs(Double(Elementary.log(x)) - expected) <= 2e-7 * abs(expected), "log \(x)")
    }
    #expect(Elementary.log(1) == 0)
  }

  @Test(arguments: [UInt64](1...3))
  func logisticAndBack(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for x in random.floats(2_000, -30, 30) {
      let expected = 1 / (1 + exp(-Double(x)))
      #expect(abs(Double(Elementary.logistic(x)) - expected) <= 4e-7 * expected, "logistic \(x)")
      if abs(x) < 5 {
        #expect(abs(Elementary.logit(Elementary.logistic(x)) - x) < 1e-4, "logit of logistic \(x)")
      }
    }
    #expect(Elementary.logistic(0) == 0.5)
    #expect(Elementary.logistic(.infinity) == 1)
    #expect(Elementary.logistic(-.infinity) >= 0)
    #expect(Elementary.logit(0.5) == 0)
  }
}
