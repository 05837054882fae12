import Foundation
import Testing

@testable import Fledgling

/// A monitor that was put away and taken out again goes on as if nothing had been.
struct WatchSnapshotTests {
  @Test(arguments: try Saga.all(16), [1, 9])
  func goesOnAsBefore(saga: Saga, stop: Int) throws {
    var random = SplitMix64(seed: 3)
    var monitor = try saga.lived(Array(saga.tales[..<stop]), &random)
    // Some more are in the middle.
    for tale in saga.tales[stop..<stop + 3] {
      try monitor.follow(Tale(tale.name + " too", tale.steps.prefix(3).map(\.values)))
    }
    let sealed = monitor.snapshot()
    var copy = try EpisodeMonitor(snapshot: sealed)
    let isSame = copy.snapshot() == sealed
    #expect(isSame)
    #expect(copy.stateHash == monitor.stateHash)
    #expect(copy.openEpisodes == monitor.openEpisodes)
    #expect(copy.classes == monitor.classes && copy.solverWeights == monitor.solverWeights)
    #expect(copy.episodes == monitor.episodes && copy.steps == monitor.steps)
    #expect(copy.goal == monitor.goal && copy.isTimed == monitor.isTimed)
    for name in monitor.openEpisodes {
      #expect(copy.forecast(of: name) == monitor.forecast(of: name), "\(name)")
      #expect(copy.curve(of: name) == monitor.curve(of: name))
      #expect(try copy.explain(name).moments == monitor.explain(name).moments)
      let values = Saga.wildValues(1, &random)
      let forecast = try monitor.step(values, of: name, at: 1e7)
      #expect(try copy.step(values, of: name, at: 1e7) == forecast)
    }
    for tale in saga.tales[stop..<stop + 3] {
      let forecasts = try monitor.follow(tale)
      #expect(try copy.follow(tale) == forecasts)
      try monitor.end(tale)
      try copy.end(tale)
    }
    let isStill = bytes(of: copy) == bytes(of: monitor)
    #expect(isStill)
  }

  /// An alarm stays over a snapshot.
  @Test func alarmsStay() throws {
    let schema = try Schema(fields: [Field("x", .number)], target: "end", task: .classification)
    var monitor = EpisodeMonitor(
      schema: schema, goal: MonitorGoal(bad: .labels(["bad"]), falseAlarmRate: 0.2))
    monitor.study(
      (0..<60).map { index in
        let x = Double(index % 2)
        return Tale(
          "episode \(index)", [[.number(0)], [.number(x)], [.number(x)]],
          end: .told(.label(index % 2 == 1 ? "bad" : "good")))
      })
    let forecasts = try monitor.follow(Tale("open", [[.number(0)], [.number(1)]]))
    let alarm = try #require(forecasts[1].alarm)
    #expect(forecasts[0].alarm == nil && alarm.step == 2)
    var copy = try EpisodeMonitor(snapshot: monitor.snapshot())
    #expect(copy.forecast(of: "open") == forecasts[1])
    let forecast = try copy.step([.number(0)], of: "open", at: 3)
    #expect(forecast.alarm == alarm)
    #expect(try monitor.step([.number(0)], of: "open", at: 3) == forecast)
  }
}

/// Damaged snapshots are refused, and never bring the program down.
struct WatchSnapshotDamageTests {
  private static let isThorough =
    ProcessInfo.processInfo.environment["FLEDGLING_THOROUGH"] != nil

  /// Small, as nothing was solved yet; and one that was.
  private func monitor(_ episodes: Int) throws -> EpisodeMonitor {
    let schema = try Schema(
      fields: [Field("x", .number), Field("kind", .category), Field("when", .dateTime)],
      target: "end", task: .classification)
    var monitor = EpisodeMonitor(schema: schema, goal: MonitorGoal(bad: .labels(["b"])))
    for index in 0..<episodes {
      try monitor.live(
        Tale(
          "episode \(index)",
          (0..<3).map { step in
            [
              .number(Double(index + step)), .category("k\(step)"), .number(1e9 * Double(step)),
            ]
          }, end: .told(.label(index % 2 == 0 ? "a" : "b"))))
    }
    try monitor.follow(
      Tale("open", [[.number(1), .category("k1"), .number(1)], [.missing, .missing, .missing]]))
    return monitor
  }

  private func read(_ body: [UInt8]) throws(SnapshotError) -> EpisodeMonitor {
    var reader = SnapshotReader(body)
    let monitor = try EpisodeMonitor(from: &reader)
    guard reader.isAtEnd else { throw .damaged("bytes are left over") }
    return monitor
  }

  @Test func whatIsNotASnapshot() throws {
    let other = Learner(schema: try Source.plane.schema())
    for bytes in [[], Array("FLEDW".utf8), [UInt8](repeating: 0, count: 500), other.snapshot()] {
      #expect(throws: SnapshotError.notASnapshot) { try EpisodeMonitor(snapshot: bytes) }
    }
    #expect(throws: SnapshotError.notASnapshot) {
      try Learner(snapshot: EpisodeMonitor(schema: other.schema).snapshot())
    }
    var newer = try monitor(1).snapshot()
    newer[8] = UInt8(Learner.formatVersion + 1)
    #expect(throws: SnapshotError.newer(version: Learner.formatVersion + 1)) {
      try EpisodeMonitor(snapshot: newer)
    }
  }

  @Test func sealedBytes() throws {
    let bytes = try monitor(1).snapshot()
    var random = SplitMix64(seed: 1)
    for cut in [8, 15, 16, 47, 48, bytes.count / 2, bytes.count - 1] {
      #expect(throws: SnapshotError.self) { try EpisodeMonitor(snapshot: Array(bytes[..<cut])) }
    }
    #expect(throws: SnapshotError.self) { try EpisodeMonitor(snapshot: bytes + [0]) }
    for _ in 0..<40 {
      var flipped = bytes
      flipped[random.below(bytes.count)] ^= UInt8(1 << random.below(8))
      #expect(throws: SnapshotError.self) { try EpisodeMonitor(snapshot: flipped) }
    }
  }

  /// Every truncation behind the checksum.
  @Test func truncated() throws {
    let whole = bytes(of: try monitor(1))
    for cut in 0..<whole.count {
      #expect(throws: SnapshotError.self, "cut at \(cut)") { try read(Array(whole[..<cut])) }
    }
    let large = bytes(of: try monitor(3))
    for cut in stride(from: 0, to: large.count, by: 40_009) {
      #expect(throws: SnapshotError.self, "cut at \(cut)") { try read(Array(large[..<cut])) }
    }
  }

  /// Whatever a flipped bit makes of it: refused, or a monitor that can be used.
  private func tryFlipped(_ whole: [UInt8], _ bit: Int, isRelearned: Bool) {
    var flipped = whole
    flipped[bit / 8] ^= 1 << (bit % 8)
    guard var monitor = try? read(flipped) else { return }
    let values: [Value] = [.number(2), .category("k0"), .number(5)]
    for name in ["open", "new"] {
      _ = try? monitor.step(values, of: name, at: 1e9)
      _ = try? monitor.explain(name)
    }
    guard isRelearned else { return }
    try? monitor.finish("open", outcome: .label("b"))
    monitor.consolidate()
    _ = bytes(of: monitor)
  }

  /// A bit of every byte; every bit where `FLEDGLING_THOROUGH` is set.
  @Test func flippedBehindTheChecksum() throws {
    let whole = bytes(of: try monitor(1))
    var random = SplitMix64(seed: 2)
    for byte in whole.indices {
      for bit in Self.isThorough ? 0..<8 : 0..<1 {
        let other = Self.isThorough ? bit : random.below(8)
        tryFlipped(whole, 8 * byte + other, isRelearned: byte % 499 == 0)
      }
    }
  }

  @Test func flippedBehindTheChecksumOfMore() throws {
    let whole = bytes(of: try monitor(3))
    var random = SplitMix64(seed: 3)
    for round in 0..<(Self.isThorough ? 4_000 : 200) {
      // The sums, which may be anything, are most of it.
      let bit = random.below(8 * (round % 2 == 0 ? whole.count : 20_000))
      tryFlipped(whole, bit, isRelearned: round % 40 == 0)
    }
  }

  /// Parts that do not fit each other.
  @Test func partsThatDoNotFit() throws {
    let good = try monitor(3)
    func expectRefused(_ what: String, _ body: (inout EpisodeMonitor) -> Void) {
      var monitor = good
      body(&monitor)
      #expect(throws: SnapshotError.self, "\(what)") { try read(bytes(of: monitor)) }
    }
    expectRefused("cells of an open episode") { monitor in
      guard let place = monitor.open.place(of: "open") else { return }
      monitor.open[place].record.append(order: 99, cells: [1])
    }
    expectRefused("targets of landmarks") { $0.value.sample.widen(to: 9) }
    expectRefused("classes") { $0.value.aim.classes = 3 }
    expectRefused("no features") { $0.value.view = StepEncoder($0.layout, seed: 1) }
  }
}
