import Fledgling

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Measures what must stay flat over a long life: the cost of learning, resident memory, and the
/// latency of `predict`.
///
/// The stream has ten numeric fields and two classes, parted by a slowly turning hyperplane with
/// 5 % of labels flipped.  Usage: `steady [examples]`, by default a million.
@main
struct Steady {
  static func main() throws {
    let total = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
    let fields = (0..<10).map { Field("x\($0)", .number) }
    let schema = try Schema(fields: fields, target: "side", task: .classification)
    var learner = Learner(schema: schema)
    var stream = TurningPlane()
    var next = 1_000
    var last = (examples: 0, seconds: processorSeconds())
    print(
      "| examples | µs per example since the line above | resident MiB | predict p50 µs | p99 µs |")
    print("|--:|--:|--:|--:|--:|")
    for count in 1...total {
      let (values, label) = stream.next()
      _ = try learner.answer(values, thenLearn: .label(label))
      guard count == next || count == total else { continue }
      let now = processorSeconds()
      let cost = (now - last.seconds) / Double(count - last.examples) * 1e6
      let latency = try latencies(learner, &stream)
      print(
        "| \(count) | \(rounded(cost)) | \(rounded(residentMebibytes())) "
          + "| \(rounded(latency.median)) | \(rounded(latency.high)) |")
      last = (count, processorSeconds())
      next = next * (String(next).hasPrefix("3") ? 10 : 3) / (String(next).hasPrefix("3") ? 3 : 1)
    }
  }

  /// Half and 99 % of 10,000 predictions took no longer than these, in microseconds.
  static func latencies(
    _ learner: Learner, _ stream: inout TurningPlane
  ) throws -> (median: Double, high: Double) {
    var times: [Double] = []
    for _ in 0..<10_000 {
      let (values, _) = stream.next()
      let start = clock(CLOCK_MONOTONIC)
      _ = try learner.predict(values)
      times.append((clock(CLOCK_MONOTONIC) - start) * 1e6)
    }
    times.sort()
    return (times[5_000], times[9_900])
  }

  static func clock(_ which: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(which, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  static func processorSeconds() -> Double { clock(CLOCK_PROCESS_CPUTIME_ID) }

  static func residentMebibytes() -> Double {
    var usage = rusage()
    // Who: this process.
    getrusage(0, &usage)
    #if os(Linux)
      return Double(usage.ru_maxrss) / 1_024
    #else
      return Double(usage.ru_maxrss) / 1_048_576
    #endif
  }

  static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}

/// A stream of points parted by a hyperplane that turns slowly.
struct TurningPlane {
  private var state: UInt64 = 1
  private var weights: [Double] = (0..<10).map { Double($0 % 5) - 1.5 }
  private var count = 0

  private mutating func uniform() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }

  /// The next point and the side of the plane it is said to lie on.
  mutating func next() -> ([Value], String) {
    count += 1
    weights[count % 10] += 0.002 * (uniform() - 0.5)
    var score = 0.0
    var middle = 0.0
    var values: [Value] = []
    for weight in weights {
      let x = uniform()
      score += weight * x
      middle += weight / 2
      values.append(.number(x))
    }
    let flipped = uniform() < 0.05
    return (values, (score > middle) != flipped ? "above" : "below")
  }
}
