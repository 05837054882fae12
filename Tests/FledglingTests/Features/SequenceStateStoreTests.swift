import Testing

@testable import Fledgling

struct SequenceStateStoreTests {
  private func snapshot(_ states: SequenceStateStore) -> [UInt8] {
    var writer = SnapshotWriter()
    writer.write(states)
    return writer.bytes
  }

  private func lived(_ seed: UInt64, steps: Int = 300) -> SequenceStateStore {
    var random = SplitMix64(seed: seed)
    var states = SequenceStateStore(inputs: 3, units: 16, lags: 2, capacity: 10)
    var view = SequenceFeatures()
    for step in 0..<steps {
      let inputs = (0..<3).map { _ in random.below(9) == 0 ? Float.nan : random.normal() }
      let time = random.below(9) == 0 ? nil : Double(step) - Double(random.below(3))
      states.advance(UInt64(random.below(15)), time: time, inputs: inputs, into: &view)
    }
    return states
  }

  @Test func viewsTellThePast() {
    var states = SequenceStateStore(inputs: 2, lags: 2)
    var view = SequenceFeatures()
    states.advance(1, time: 10, inputs: [1, 2], into: &view)
    #expect(view.interval.isNaN && view.steps == 0 && view.lags.allSatisfy { $0.isNaN })
    states.advance(2, time: 11, inputs: [9, 9], into: &view)
    states.advance(1, time: 12.5, inputs: [3, 4], into: &view)
    #expect(view.interval == 2.5 && view.steps == 1)
    #expect(view.inputs == [3, 4] && view.lags[0...1] == [1, 2] && view.lags[2].isNaN)
    states.advance(1, time: 13, inputs: [5, 6], into: &view)
    #expect(view.lags == [3, 4, 1, 2] && view.interval == 0.5)
  }

  @Test func stepsWithoutTimeCountOneEach() {
    var states = SequenceStateStore(inputs: 1, lags: 1)
    var view = SequenceFeatures()
    states.advance(1, time: nil, inputs: [1], into: &view)
    states.advance(1, time: nil, inputs: [2], into: &view)
    #expect(view.interval == 1 && states.irregularSteps == 0)
  }

  @Test func lookingChangesNothing() {
    let states = lived(1)
    let before = snapshot(states)
    var seen = SequenceFeatures()
    var taken = SequenceFeatures()
    for key in [UInt64(3), 99] {
      states.view(key, time: 1_000, inputs: [1, 2, 3], into: &seen)
      #expect(snapshot(states) == before)
      var copy = states
      copy.advance(key, time: 1_000, inputs: [1, 2, 3], into: &taken)
      #expect(seen.liquid == taken.liquid && seen.steps == taken.steps)
    }
  }

  @Test func theLeastRecentMakesRoom() {
    var states = SequenceStateStore(inputs: 1, capacity: 3)
    var view = SequenceFeatures()
    for key in [1, 2, 3, 1, 4] as [UInt64] {
      states.advance(key, time: 1, inputs: [1], into: &view)
    }
    #expect(states.count == 3 && states.evictions == 1)
    // 2 had to go; 1 was seen again.
    states.view(1, time: 1, inputs: [1], into: &view)
    #expect(view.steps == 2)
    states.view(2, time: 1, inputs: [1], into: &view)
    #expect(view.steps == 0 && view.lags.allSatisfy { $0.isNaN })
    #expect(states.checkInvariants())
  }

  @Test(arguments: [-1e300, 4.999, .nan, .infinity, -.infinity])
  func timeThatRunsBackwardsIsNoTime(time: Double) {
    var states = SequenceStateStore(inputs: 1)
    var view = SequenceFeatures()
    states.advance(1, time: 0, inputs: [1], into: &view)
    states.advance(1, time: 5, inputs: [1], into: &view)
    let before = view.liquid
    states.advance(1, time: time, inputs: [2], into: &view)
    #expect(view.interval == 0 && view.liquid == before && states.irregularSteps == 1)
    states.advance(1, time: 6, inputs: [2], into: &view)
    #expect(view.interval == 1 && view.lags[0] == 2)
  }

  @Test func aHugeIntervalIsBounded() {
    var states = SequenceStateStore(inputs: 1)
    var view = SequenceFeatures()
    states.advance(1, time: -1e308, inputs: [1], into: &view)
    states.advance(1, time: 1e308, inputs: [1], into: &view)
    #expect(view.interval == CfCReservoir.longest)
    #expect(states.checkInvariants())
  }

  @Test func aForgottenSequenceLeavesNothing() {
    var states = lived(2)
    var view = SequenceFeatures()
    states.advance(77, time: 1_000, inputs: [1, 2, 3], into: &view)
    #expect(states.forget(77) && !states.forget(77))
    #expect(states.checkInvariants())
    states.advance(77, time: 2_000, inputs: [1, 2, 3], into: &view)
    #expect(view.steps == 0 && view.interval.isNaN && view.lags.allSatisfy { $0.isNaN })
  }

  @Test func aMillionSequencesStayBounded() {
    var states = SequenceStateStore(inputs: 2, units: 8, lags: 1, capacity: 10_000)
    var view = SequenceFeatures()
    for key in 0..<1_000_000 as Range<UInt64> {
      states.advance(key &* 0x9e37_79b9_7f4a_7c15, time: nil, inputs: [0.5, -0.5], into: &view)
    }
    #expect(states.count == 10_000 && states.evictions == 990_000)
    #expect(states.checkInvariants())
    // Per sequence: its state, one lag of two inputs, its time, its key and its place in the order.
    let each = states.encoder.stateBytes + 2 * 4 + 8 + 4 + LRUIndex.bytesPerEntry
    #expect(snapshot(states).count <= each * states.capacity + 200)
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func snapshotsRestoreEverything(seed: UInt64) throws {
    var states = lived(seed)
    let bytes = snapshot(states)
    var reader = SnapshotReader(bytes)
    var restored = try reader.read(SequenceStateStore.self)
    #expect(reader.isAtEnd && snapshot(restored) == bytes && restored.checkInvariants())
    // They go on alike, evictions included.
    var one = SequenceFeatures()
    var other = SequenceFeatures()
    for key in 0..<40 as Range<UInt64> {
      states.advance(key % 17, time: 400, inputs: [1, 0, -1], into: &one)
      restored.advance(key % 17, time: 400, inputs: [1, 0, -1], into: &other)
      #expect(one.liquid == other.liquid && one.steps == other.steps)
    }
    #expect(snapshot(states) == snapshot(restored))
  }

  /// Whatever byte is damaged, reading throws or gives states in order.
  @Test func damageNeverCrashes() {
    let bytes = snapshot(lived(5))
    for length in 0..<bytes.count {
      #expect(throws: SnapshotError.self) {
        var reader = SnapshotReader(Array(bytes[..<length]))
        _ = try reader.read(SequenceStateStore.self)
      }
    }
    var random = SplitMix64(seed: 6)
    for _ in 0..<3_000 {
      var damaged = bytes
      damaged[random.below(2) == 0 ? random.below(80) : random.below(bytes.count)] =
        UInt8(random.below(256))
      var reader = SnapshotReader(damaged)
      guard var states = try? reader.read(SequenceStateStore.self) else { continue }
      #expect(states.checkInvariants())
      var view = SequenceFeatures()
      let inputs = [Float](repeating: 1, count: states.encoder.inputs)
      states.advance(1, time: 1, inputs: inputs, into: &view)
    }
  }

  @Test func featuresAreIntegersInBounds() {
    var states = lived(8)
    var view = SequenceFeatures()
    let count = SequenceFeatures.featureCount(inputs: 3, units: 16, lags: 2)
    var out = [Int16](repeating: 0, count: count)
    for inputs in [[1, -1, 0], [.nan, .infinity, 1e30]] as [[Float]] {
      states.advance(3, time: 5_000, inputs: inputs, into: &view)
      view.encode(into: &out)
      #expect(out.allSatisfy { abs(Int($0)) <= 2_047 })
    }
  }
}
