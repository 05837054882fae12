import Testing

@testable import Fledgling

/// The kernel that finds neighbours.
struct NearestKernelTests {
  private struct Near: Hashable {
    var distance: Int
    var place: Int
  }

  /// Points in the kernel's layout.  What fills the last block up is as near as can be, and must
  /// not be found.
  private func blocks(_ points: [[Int16]], like x: [Int16]) -> [Int16] {
    let lanes = Kernels.alignment
    let pairs = x.count / 2
    var blocks = [Int16](repeating: 0, count: Kernels.padded(points.count) * x.count)
    for place in 0..<Kernels.padded(points.count) {
      let point = place < points.count ? points[place] : x
      for j in x.indices {
        blocks[((place / lanes * pairs + j / 2) * lanes + place % lanes) * 2 + j % 2] = point[j]
      }
    }
    return blocks
  }

  /// Every point in turn.
  private func search(_ x: [Int16], _ points: [[Int16]], rank: Int) -> [Near] {
    let all = points.enumerated().map { place, point in
      let distance = zip(x, point).reduce(0) {
        $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1))
      }
      return Near(distance: distance, place: place)
    }
    return Array(all.sorted { ($0.distance, $0.place) < ($1.distance, $1.place) }.prefix(rank))
  }

  private func run(_ name: String, _ x: [Int16], _ points: [[Int16]], rank: Int) throws -> [Near] {
    let padded = Kernels.padded(points.count)
    var distances = [Int32](repeating: -7, count: padded + 1)
    var places = [Int32](repeating: -7, count: rank + 1)
    var found = [Int32](repeating: -7, count: rank + 1)
    let number = try Variants.named(name).nearest(
      x, x.count / 2, blocks(points, like: x), points.count, rank, &distances, &places, &found)
    #expect(distances[padded] == -7, "written beyond the end")
    #expect(places[rank] == -7, "written beyond the end")
    #expect(found[rank] == -7, "written beyond the end")
    return (0..<number).map { Near(distance: Int(found[$0]), place: Int(places[$0])) }
  }

  private static let sizes = [0, 1, 2, 5, 15, 16, 17, 31, 32, 33, 47, 100, 160, 257]
  private static let ranks = [1, 2, 3, 10, 15, 16, 17, 40]

  /// The same as a search through all of them, and so the same in every variant.
  @Test(arguments: Variants.names, Variants.seeds)
  func areThoseOfASearch(name: String, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    // No distance may pass 2^31 - 2.
    for (pairs, limit) in [(1, 8_191), (2, 300), (3, 8_191), (4, 8_191), (9, 2_000), (128, 1_400)] {
      for n in Self.sizes {
        let points = (0..<n).map { _ in random.integers(2 * pairs, limit: limit) }
        let x = random.integers(2 * pairs, limit: limit)
        for rank in Self.ranks {
          let found = try run(name, x, points, rank: rank)
          #expect(
            found == search(x, points, rank: rank), "\(n) points of \(pairs) pairs, rank \(rank)")
        }
      }
    }
  }

  /// Of the equally far, the first are found, in their order.
  @Test(arguments: Variants.names, Variants.seeds)
  func theFirstOfEqualsAreFirst(name: String, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for n in Self.sizes {
      for values in [1, 2, 3] {
        let points = (0..<n).map { _ in (0..<4).map { _ in Int16(random.below(values)) } }
        let x = (0..<4).map { _ in Int16(random.below(values)) }
        for rank in Self.ranks {
          let found = try run(name, x, points, rank: rank)
          #expect(
            found == search(x, points, rank: rank), "\(n) points of \(values) values, rank \(rank)")
        }
      }
    }
  }

  /// The nearest lie where a whole block is left out easily: last, or all in the same lane.
  @Test(arguments: Variants.names, [0, 7, 15])
  func areFoundWhereverTheyLie(name: String, lane: Int) throws {
    let x: [Int16] = [100, -100]
    for n in [96, 97, 111] {
      var points = [[Int16]](repeating: [1_000, 1_000], count: n)
      for (step, place) in stride(from: lane, to: n, by: 16).enumerated() {
        points[place] = [100, Int16(-90 - step)]
      }
      points[n - 1] = [100, -101]
      for rank in Self.ranks {
        let found = try run(name, x, points, rank: rank)
        #expect(found == search(x, points, rank: rank), "\(n) points, rank \(rank)")
      }
    }
  }

  /// The largest distances that are allowed do not overflow.
  @Test(arguments: Variants.names, [16, 20])
  func theLargestDistances(name: String, n: Int) throws {
    let x = [Int16](repeating: 8_191, count: 8)
    let points = [[Int16]](repeating: x.map { -$0 }, count: n)
    let most = 8 * 16_382 * 16_382
    #expect(most <= Int(Int32.max) - 1)
    let found = try run(name, x, points, rank: 10)
    #expect(found == (0..<10).map { Near(distance: most, place: $0) })
  }
}
