import Testing

@testable import Fledgling

/// The assertion that orders do not matter, held against a summary for which they do.
struct OrderTests {
  struct Point: Sendable {
    var x: Double
    var label: Int
  }

  /// Class means that each example moves by the share it has of *all* examples so far: broken, as
  /// the same examples in another order give other means.
  private struct RunningMeans: Summary {
    private var means = [0.0, 0.0]
    private var count = 0.0
    init() {}
    mutating func add(_ point: Point) {
      count += 1
      means[point.label] += (point.x - means[point.label]) / count
    }
    var bytes: [UInt8] {
      var writer = SnapshotWriter()
      writer.write(means)
      writer.write(count)
      return writer.bytes
    }
  }

  /// The right means, but summed in floating point: wrong in the last bits only.
  private struct FloatingSums: Summary {
    private var sums = [0.0, 0.0]
    private var counts = [0, 0]
    init() {}
    mutating func add(_ point: Point) {
      sums[point.label] += point.x / 3
      counts[point.label] += 1
    }
    var bytes: [UInt8] {
      var writer = SnapshotWriter()
      writer.write(sums)
      writer.write(counts)
      return writer.bytes
    }
  }

  /// Sums of integers.
  private struct IntegerSums: Summary {
    private var sums: [Int64] = [0, 0]
    private var counts = [0, 0]
    init() {}
    mutating func add(_ point: Point) {
      sums[point.label] += Int64(point.x * 4_096)
      counts[point.label] += 1
    }
    var bytes: [UInt8] {
      var writer = SnapshotWriter()
      writer.write(sums)
      writer.write(counts)
      return writer.bytes
    }
  }

  private func points(_ seed: UInt64) -> [Point] {
    var random = SplitMix64(seed: seed)
    return (0..<200).map { _ in
      let label = random.below(2)
      return Point(x: Double(random.normal()) + Double(label), label: label)
    }
  }

  @Test(arguments: [UInt64](1...5))
  func runningMeansAreCaught(seed: UInt64) {
    let points = points(seed)
    let meansPass = isOrderFree(RunningMeans.self, points)
    #expect(!meansPass)
    let floatingSumsPass = isOrderFree(FloatingSums.self, points)
    #expect(!floatingSumsPass)
  }

  @Test(arguments: [UInt64](1...5))
  func integerSumsPass(seed: UInt64) {
    let integerSumsPass = isOrderFree(IntegerSums.self, points(seed))
    #expect(integerSumsPass)
  }
}
