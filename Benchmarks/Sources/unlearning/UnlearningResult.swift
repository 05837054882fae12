import Fledgling
import FledglingStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Measures what is claimed of unlearning, explaining and durable learning at 100,000 experiences of ten
/// numeric fields and two classes.
///
/// Usage: `unlearning FOLDER [experiences]`; the folder gets a ledger of some 25 MB, which is removed
/// at the end.
@main
struct UnlearningResult {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let folder = arguments.first else {
      print("usage: unlearning FOLDER [experiences]")
      return
    }
    let count = arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
    let schema = try Schema(
      fields: (0..<10).map { Field("x\($0)", .number) }, target: "side", task: .classification)
    let rows = Plane(seed: 1).rows(count)
    print("| what | measured |")
    print("|---|--:|")
    let (learner, learning) = try inMemory(schema, rows)
    try bulk(learner, rows, learning)
    try explain(learner, rows)
    try durable(schema, rows, folder + "/unlearning.ledger")
  }

  static func report(_ what: String, _ value: String) {
    print("| \(what) | \(value) |")
    fflush(nil)
  }

  /// Learns all rows, then unlearns one after the other.
  static func inMemory(_ schema: Schema, _ rows: [Row]) throws -> (Learner, seconds: Double) {
    var learner = Learner(schema: schema)
    let start = seconds()
    for (index, row) in rows.enumerated() {
      try learner.learn(row.values, outcome: .label(row.label), id: "row \(index)")
    }
    let learning = seconds() - start
    report("learning \(rows.count) experiences", "\(rounded(learning)) s")
    var copy = learner
    // Makes the copy a copy.
    try copy.unlearn(ids: ["row 1"])
    var times: [Double] = []
    for step in 0..<200 {
      let id = "row \(step * 7_919 % rows.count)"
      let start = seconds()
      try copy.unlearn(ids: [id])
      times.append(seconds() - start)
    }
    report("unlearning one in memory, median of \(times.count)", milliseconds(times, 0.5))
    report("unlearning one in memory, 99 % within", milliseconds(times, 0.99))
    return (learner, learning)
  }

  /// Unlearns a tenth at once, against learning the rest again.
  static func bulk(_ learner: Learner, _ rows: [Row], _ learning: Double) throws {
    let ids = (0..<rows.count / 10).map { "row \($0 * 10)" }
    var copy = learner
    // Makes the copy a copy.
    try copy.unlearn(ids: ["row 1"])
    let start = seconds()
    try copy.unlearn(ids: ids)
    let unlearning = seconds() - start
    let settling = seconds()
    copy.consolidate()
    let consolidating = seconds() - settling
    var retrained = Learner(schema: learner.schema)
    let again = seconds()
    let gone = Set(ids + ["row 1"])
    for (index, row) in rows.enumerated() where !gone.contains("row \(index)") {
      try retrained.learn(row.values, outcome: .label(row.label), id: "row \(index)")
    }
    let retraining = seconds() - again
    report("unlearning \(ids.count) in bulk", "\(rounded(unlearning * 1e3)) ms")
    report("retraining on the rest", "\(rounded(retraining)) s")
    report("ratio", "\(rounded(retraining / unlearning))")
    report("consolidating afterwards", "\(rounded(consolidating)) s")
    retrained.consolidate()
    let retrainedWhole = seconds() - again
    report("retraining and consolidating", "\(rounded(retrainedWhole)) s")
    report(
      "the same state as retraining, once both are consolidated",
      copy.stateHash == retrained.stateHash ? "yes" : "NO")
  }

  static func explain(_ learner: Learner, _ rows: [Row]) throws {
    let start = seconds()
    let explainer = Explainer(learner)
    report("preparing to explain", "\(rounded((seconds() - start) * 1e3)) ms")
    var times: [Double] = []
    for step in 0..<200 {
      let start = seconds()
      _ = try explainer.explain(rows[step * 131 % rows.count].values)
      times.append(seconds() - start)
    }
    report("explaining one answer, median", milliseconds(times, 0.5))
    report("explaining one answer, 99 % within", milliseconds(times, 0.99))
  }

  static func durable(_ schema: Schema, _ rows: [Row], _ path: String) throws {
    for suffix in ["", "-wal", "-shm", "-lock", "-snapshot"] { unlink(path + suffix) }
    let durable = try DurableLearner(opening: Ledger.create(path, schema: schema))
    let entries = rows.enumerated().map { index, row in
      LedgerEntry(row.fields, outcome: .label(row.label), id: "row \(index)")
    }
    let start = seconds()
    for first in stride(from: 0, to: entries.count, by: 1_000) {
      _ = try durable.learn(Array(entries[first..<min(first + 1_000, entries.count)]))
    }
    let total = seconds() - start
    report(
      "durable learning, groups of 1,000", "\(Int(Double(rows.count) / total)) experiences/s")
    report("waiting for the disk, one empty write and fsync", milliseconds(syncs(path), 0.5))
    // The ledger's files and the learner in memory have lost the example when it returns.
    var times: [Double] = []
    for step in 0..<200 {
      let id = "row \(step * 7_919 % rows.count)"
      let start = seconds()
      try durable.unlearn(ids: [id])
      times.append(seconds() - start)
    }
    report("unlearning one from ledger and learner, durable, median", milliseconds(times, 0.5))
    report(
      "unlearning one from ledger and learner, durable, 99 % within", milliseconds(times, 0.99))
    for suffix in ["", "-wal", "-shm", "-lock", "-snapshot"] { unlink(path + suffix) }
  }

  /// What one small write that reaches the disk takes here.
  static func syncs(_ path: String) -> [Double] {
    let descriptor = open(path + "-sync", O_CREAT | O_WRONLY, 0o600)
    defer {
      close(descriptor)
      unlink(path + "-sync")
    }
    return (0..<100).map { _ in
      let start = seconds()
      _ = write(descriptor, "x", 1)
      fsync(descriptor)
      return seconds() - start
    }
  }

  static func milliseconds(_ times: [Double], _ share: Double) -> String {
    let sorted = times.sorted()
    guard !sorted.isEmpty else { return "–" }
    return "\(rounded(sorted[Int(Double(sorted.count - 1) * share)] * 1e3)) ms"
  }

  static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

  static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

struct Row {
  let numbers: [Double]
  let label: String

  var values: [Value] { numbers.map { .number($0) } }
  var fields: [FieldValue] { numbers.map { .number($0) } }
}

/// Ten numbers on either side of a plane; one label in ten is wrong.
struct Plane {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  func rows(_ count: Int) -> [Row] {
    var plane = self
    return (0..<count).map { _ in
      let numbers = (0..<10).map { _ in Double(plane.next() >> 40) / Double(1 << 24) }
      let side = numbers.prefix(5).reduce(0, +) > 2.5
      return Row(numbers: numbers, label: side != (plane.next() % 10 == 0) ? "over" : "under")
    }
  }
}
