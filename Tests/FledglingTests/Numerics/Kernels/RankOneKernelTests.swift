import CKernels
import Testing

@testable import Fledgling

/// The kernel that adds one row to the sums of a window, and takes it away again.
struct RankOneKernelTests {
  private static let limit = 2047
  private static let sizes = stride(from: Kernels.alignment, through: Int(FK_RANK_ONE), by: 16)

  private struct Sums: Equatable {
    var gram: [Double]
    var cross: [Double]

    init(_ n: Int, of value: Double = 0) {
      gram = [Double](repeating: value, count: n * n)
      cross = [Double](repeating: value, count: n)
    }

    init(_ n: Int, _ random: inout SplitMix64) {
      func large(_ random: inout SplitMix64) -> Double {
        Double(random.below(1 << 52)) - Double(1 << 51)
      }
      gram = (0..<n * n).map { _ in large(&random) }
      cross = (0..<n).map { _ in large(&random) }
    }
  }

  private func add(
    _ name: String, _ row: [Int16], scale: Double, value: Double, to sums: Sums
  ) throws -> Sums {
    var padded = sums
    padded.gram.append(7)
    padded.cross.append(7)
    try Variants.named(name).rank_one(
      row, row.count, scale, value, &padded.gram, &padded.cross)
    #expect(padded.gram.removeLast() == 7, "written beyond the end")
    #expect(padded.cross.removeLast() == 7, "written beyond the end")
    return padded
  }

  /// The entries that the kernel promises: up to the diagonal, and in the vector that holds it.
  private func promised(_ i: Int) -> Range<Int> { 0..<(i / 8 + 1) * 8 }

  /// The formula, in integers; all else stays as it was.
  private func expected(_ row: [Int16], scale: Int, value: Int, to sums: Sums) -> Sums {
    var sums = sums
    let n = row.count
    for i in 0..<n {
      for j in promised(i) {
        sums.gram[i * n + j] = Double(
          Int(sums.gram[i * n + j]) + scale * Int(row[i]) * Int(row[j]))
      }
      sums.cross[i] = Double(Int(sums.cross[i]) + value * Int(row[i]))
    }
    return sums
  }

  /// The formula exactly, and so the same in every variant; cells beyond the diagonal's vector are
  /// not touched.
  @Test(arguments: Variants.names, Variants.seeds)
  func isTheFormula(name: String, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for n in Self.sizes {
      for (scale, value) in [(1, 1), (-1, -1), (1, 0), (-1, 65_536), (1, -65_536)] {
        let row = random.integers(n, limit: Self.limit)
        let sums = Sums(n, &random)
        let found = try add(name, row, scale: Double(scale), value: Double(value), to: sums)
        #expect(
          found == expected(row, scale: scale, value: value, to: sums),
          "n \(n), scale \(scale), value \(value)")
      }
    }
  }

  /// What was added and taken away again, in another order, leaves nothing.
  @Test(arguments: Variants.names, Variants.seeds)
  func takingAwayLeavesNothing(name: String, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for n in Self.sizes {
      var rows = (0..<30).map { _ in
        (row: random.integers(n, limit: Self.limit), value: Double(random.below(131_073) - 65_536))
      }
      var sums = Sums(n)
      for (row, value) in rows { sums = try add(name, row, scale: 1, value: value, to: sums) }
      #expect(sums != Sums(n))
      rows.shuffle(using: &random)
      for (row, value) in rows { sums = try add(name, row, scale: -1, value: -value, to: sums) }
      #expect(sums == Sums(n), "n \(n)")
    }
  }

  /// Zeros add nothing, wherever they stand.
  @Test(arguments: Variants.names, Variants.seeds)
  func rowsWithZeros(name: String, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for n in Self.sizes {
      var random = SplitMix64(seed: random.next())
      let sums = Sums(n, &random)
      let zeros = [Int16](repeating: 0, count: n)
      #expect(try add(name, zeros, scale: 1, value: 12_345, to: sums) == sums)
      for place in [0, 1, 7, 8, n - 1] {
        var row = zeros
        row[place] = -2047
        let found = try add(name, row, scale: 1, value: 3, to: sums)
        #expect(found == expected(row, scale: 1, value: 3, to: sums), "only \(place) of \(n)")
      }
      let row = random.integers(n, limit: Self.limit).map { random.below(2) == 0 ? 0 : $0 }
      let found = try add(name, row, scale: -1, value: -3, to: sums)
      #expect(found == expected(row, scale: -1, value: -3, to: sums), "n \(n)")
    }
  }

  /// Values that stand for nothing beyond the diagonal's vector are kept to the last bit.
  @Test(arguments: Variants.names)
  func leavesTheUpperHalfAlone(name: String) throws {
    for n in Self.sizes {
      let row = [Int16](repeating: 2047, count: n)
      let found = try add(name, row, scale: 1, value: 1, to: Sums(n, of: .infinity))
      #expect(found.gram.allSatisfy { $0 == .infinity })
      var sums = Sums(n)
      for i in 0..<n { for j in promised(i).upperBound..<n { sums.gram[i * n + j] = -0.5 } }
      let after = try add(name, row, scale: -1, value: 1, to: sums)
      for i in 0..<n {
        for j in 0..<n {
          let expected = promised(i).contains(j) ? -2047.0 * 2047 : -0.5
          #expect(after.gram[i * n + j] == expected, "n \(n), entry \(i), \(j)")
        }
      }
    }
  }
}
