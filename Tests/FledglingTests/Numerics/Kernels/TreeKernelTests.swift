import Foundation
import Testing

@testable import Fledgling

/// The kernels that trees are grown with.
struct TreeKernelTests {
  private func gradients(_ name: String, _ scores: [Float], _ labels: [Float]) throws -> [Int64] {
    var out = [Int64](repeating: 7, count: scores.count + 1)
    try Variants.named(name).gradients(
      scores, labels, scores.count, HistogramTreeBuilder.unit, &out)
    #expect(out.last == 7, "written beyond the end")
    return Array(out.dropLast())
  }

  @Test(arguments: Variants.names, Variants.seeds)
  func gradientsAreTheLogisticOnes(name: String, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let extremes: [Float] = [
      0, -0.0, 87, 88, -87, -88, 100, -100, 1e30, -1e30, .infinity, -.infinity,
    ]
    let scores = extremes + random.floats(116, -12, 12)
    let labels = scores.map { _ in Float(random.below(2)) }
    let found = try gradients(name, scores, labels)
    let portable = try gradients("portable", scores, labels)
    #expect(found == portable)
    for (packed, (score, label)) in zip(found, zip(scores, labels)) {
      let curvature = packed & 0xffff_ffff
      let gradient = (packed - curvature) >> 32
      let p = 1 / (1 + exp(-Double(score)))
      #expect(abs(Double(gradient) - (p - Double(label)) * 16_384) < 0.51, "score \(score)")
      #expect(abs(Double(curvature) - max(1, p * (1 - p) * 16_384)) < 0.51, "score \(score)")
      #expect(curvature >= 1)
    }
  }

  private struct Cut: Hashable {
    var gain: UInt32
    var cut: Int32
    var left: Int64
  }

  private func split(
    _ name: String, _ bins: [Int64], count: Int, least: Float, penalty: Float = 0.3
  ) throws -> Cut {
    var left: Int64 = 0
    var cut: Int32 = 99
    let total = bins.prefix(count).reduce(0, +)
    let gain = try Variants.named(name).split(bins, count, total, penalty, least, &left, &cut)
    return Cut(gain: gain.bitPattern, cut: cut, left: left)
  }

  /// Every cut in turn.
  private func search(_ bins: [Int64], least: Float, penalty: Float = 0.3) -> Cut {
    func parts(_ sum: Int64) -> (Float, Float) {
      (Float(sum >> 32) / 16_384, Float(sum & 0xffff_ffff) / 16_384)
    }
    let total = bins.reduce(0, +)
    let (g, h) = parts(total)
    let parent = g * g / (h + penalty)
    var best: Float = 0
    var found = Cut(gain: 0, cut: -1, left: 0)
    var running: Int64 = 0
    for cut in 0..<bins.count - 1 {
      running += bins[cut]
      let (gl, hl) = parts(running)
      let (gr, hr) = (g - gl, h - hl)
      guard hl >= least, hr >= least else { continue }
      let gain = gl * gl / (hl + penalty) + gr * gr / (hr + penalty) - parent
      if gain > best {
        best = gain
        found = Cut(gain: gain.bitPattern, cut: Int32(cut), left: running)
      }
    }
    return found
  }

  /// Packed sums; some bins are empty, so that several cuts are equally good.
  private func bins(_ count: Int, _ random: inout SplitMix64) -> [Int64] {
    (0..<count).map { _ in
      if random.below(3) == 0 { return 0 }
      let rows = 1 + random.below(200)
      return Int64(random.below(32_769) - 16_384) * Int64(rows) << 32
        + Int64(rows * (1 + random.below(4_096)))
    }
  }

  @Test(arguments: Variants.names, Variants.seeds)
  func splitIsTheBestCut(name: String, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for count in [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 255, 256] {
      for least: Float in [0x1p-14, 0.3, 50] {
        let bins = bins(count, &random)
        // What lies beyond the bins in use must not matter.
        let garbage = (0..<32).map { _ in Int64(truncatingIfNeeded: random.next()) }
        let found = try split(name, bins + garbage, count: count, least: least)
        #expect(found == search(bins, least: least), "\(count) bins, least \(least)")
      }
    }
  }

  @Test(arguments: Variants.names)
  func ofEqualCutsTheFirstWins(name: String) throws {
    var bins = [Int64](repeating: 0, count: 40)
    bins[2] = Int64(-9_000) << 32 + 40_000
    bins[37] = Int64(9_000) << 32 + 40_000
    let found = try split(name, bins, count: 40, least: 0.3)
    #expect(found.cut == 2)
  }

  /// Everything is in the first bin and in the last: every cut is as good.
  @Test(arguments: Variants.names, [2, 3, 8, 9, 17, 255, 256])
  func ofAllEqualCutsTheFirstWins(name: String, count: Int) throws {
    var bins = [Int64](repeating: 0, count: count)
    bins[0] = Int64(-9_000) << 32 + 40_000
    bins[count - 1] += Int64(5_000) << 32 + 20_000
    let found = try split(name, bins, count: count, least: 0.3)
    #expect(found == search(bins, least: 0.3))
    #expect(found.cut == 0)
    #expect(found.left == bins[0])
    #expect(Float(bitPattern: found.gain) > 0)
  }

  /// Bins that read the same from both ends: a cut and its mirror image are equally good.
  @Test(arguments: Variants.names, Variants.seeds)
  func ofACutAndItsMirrorImageTheFirstWins(name: String, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for count in [4, 10, 32, 34, 66, 254, 256] {
      let half = (0..<count / 2).map { _ in
        Int64(random.below(32_769) - 16_384) << 32 + Int64(1 + random.below(4_096))
      }
      let bins = half + half.reversed()
      let found = try split(name, bins, count: count, least: 0x1p-14)
      #expect(found == search(bins, least: 0x1p-14), "\(count) bins")
      #expect(Int(found.cut) < count / 2, "\(count) bins")
    }
  }

  /// One bin cannot be cut.
  @Test(arguments: Variants.names)
  func oneBinHasNoCut(name: String) throws {
    for bin in [0, Int64(-9_000) << 32 + 40_000, Int64(9_000) << 32 + 1] {
      let found = try split(name, [bin], count: 1, least: 0.3)
      #expect(found == Cut(gain: 0, cut: -1, left: 0))
    }
  }

  /// Nor can bins whose weight lies in one of them, or that say the same on both sides.
  @Test(arguments: Variants.names, [2, 9, 255, 256])
  func noCutWhereNothingIsGained(name: String, count: Int) throws {
    for place in [0, count / 2, count - 1] {
      var bins = [Int64](repeating: 0, count: count)
      bins[place] = Int64(9_000) << 32 + 40_000
      let found = try split(name, bins, count: count, least: 0.3)
      #expect(found == Cut(gain: 0, cut: -1, left: 0), "all in bin \(place)")
    }
    let flat = [Int64](repeating: 40_000, count: count)
    let found = try split(name, flat, count: count, least: 0.3)
    #expect(found == Cut(gain: 0, cut: -1, left: 0))
  }

  @Test(arguments: Variants.names)
  func noCutWhereOneSideIsTooLight(name: String) throws {
    for count in [2, 20, 255, 256] {
      let bins = (0..<count).map { Int64($0 % 2 == 0 ? 100 : -100) << 32 + 1_000 }
      let found = try split(name, bins, count: count, least: 1e6)
      #expect(found == Cut(gain: 0, cut: -1, left: 0), "\(count) bins")
    }
  }
}
