import Testing

@testable import Fledgling

struct SignalFeaturesTests {
  private func encode(_ signal: [Float], count: Int = 512, seed: UInt64 = 1) -> [Int16] {
    var out = [Int16](repeating: 0, count: count)
    SignalFeatures(width: signal.count, count: count, seed: seed).encode(signal, into: &out)
    return out
  }

  private func noise(_ count: Int, seed: UInt64) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in random.normal() }
  }

  private func distance(_ a: [Int16], _ b: [Int16]) -> Double {
    zip(a, b).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
      .squareRoot()
  }

  /// A pattern of twelve values in an empty signal of forty.
  private func pattern(at place: Int, seed: UInt64) -> [Float] {
    var signal = [Float](repeating: 0, count: 40)
    for (i, value) in noise(12, seed: seed).enumerated() { signal[place + i] = value }
    return signal
  }

  @Test func aMovedPatternIsNearerThanAnother() {
    let here = encode(pattern(at: 8, seed: 1))
    for place in [9, 12, 16] {
      let moved = distance(here, encode(pattern(at: place, seed: 1)))
      for other in 2..<8 as Range<UInt64> {
        #expect(moved < 0.5 * distance(here, encode(pattern(at: 8, seed: other))))
      }
    }
  }

  @Test func sizeDoesNotMatter() {
    let signal = noise(40, seed: 2)
    #expect(encode(signal) == encode(signal.map { $0 * 1_024 }))
    #expect(encode(signal) == encode(signal.map { $0 / 1_024 }))
  }

  @Test(arguments: [8, 9, 40, 64, 65, 127, 200, 1_000, 4_095, 4_096])
  func everyWidthGivesFeatures(width: Int) {
    let features = encode(noise(width, seed: 3))
    #expect(features.contains { $0 != 0 } && features.allSatisfy { (0...2_047).contains($0) })
    let levels = SignalFeatures(width: width, count: 2).levels
    #expect(levels.count <= 4 && (levels[0] == width || levels[0] <= 512))
    #expect(levels.last.map { $0 <= SignalFeatures.fineLength && $0 >= 8 } == true)
  }

  @Test func wildValuesAreHarmless() {
    let flat = encode([Float](repeating: 0, count: 40))
    #expect(flat.allSatisfy { $0 == 0 })
    for wild in [Float.nan, .infinity, -.infinity, 3e38, -3e38, .leastNonzeroMagnitude] {
      var signal = noise(40, seed: 4)
      signal[7] = wild
      #expect(encode(signal).allSatisfy { (0...2_047).contains($0) })
    }
  }

  @Test func theSameEverywhere() {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for width in [8, 40, 300] {
      for value in encode(noise(width, seed: 5)) {
        hash = (hash ^ UInt64(UInt16(bitPattern: value))) &* 0x100_0000_01b3
      }
    }
    #expect(hash == 3_589_319_148_583_916_202)
  }

  @Test func snapshotsRestoreTheFilters() throws {
    var writer = SnapshotWriter()
    writer.write(SignalFeatures(width: 40, count: 64, seed: 9))
    var reader = SnapshotReader(writer.bytes)
    #expect(try reader.read(SignalFeatures.self) == SignalFeatures(width: 40, count: 64, seed: 9))
    for place in 0..<16 {
      var damaged = writer.bytes
      damaged[place] ^= 0x80
      var reader = SnapshotReader(damaged)
      let read = try? reader.read(SignalFeatures.self)
      #expect(read != SignalFeatures(width: 40, count: 64, seed: 9))
    }
  }
}
