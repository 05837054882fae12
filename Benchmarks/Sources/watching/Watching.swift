import Fledgling

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Measures what is claimed of monitors and cannot be asked of the program: what temporal differences
/// are worth, steps a second, memory of open episodes, and false alarms of generated episodes.
///
/// Usage:
///
///     watching differences DATA [orders]   after the first 10, 20, 50, 100 and 378 games of chess
///     watching pace [steps]                by default 200,000 at 20 fields
///     watching open [episodes]             by default 100,000 of 20 steps at 20 fields
///     watching alarms [monitors] [judged]  by default 20 monitors, 100 good episodes judged by each
///
/// Run each by itself: memory is that of the whole process.
@main
struct Watching {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    func number(_ place: Int, _ usual: Int) -> Int {
      arguments.count > place ? Int(arguments[place]) ?? usual : usual
    }
    switch (arguments.first, arguments.count) {
    case ("differences", 2...):
      try Differences.run(folder: arguments[1], orders: number(2, 10))
    case ("pace", _): try Pace.run(steps: number(1, 200_000))
    case ("open", _): try OpenMemory.run(episodes: number(1, 100_000))
    case ("alarms", _): try FalseAlarms.run(monitors: number(1, 20), judged: number(2, 100))
    default:
      print("usage: watching differences DATA [orders] | pace [steps] | open [episodes]")
      print("       | alarms [monitors] [judged]")
    }
  }

  /// Prints a line at once.
  static func say(_ line: String) {
    print(line)
    fflush(nil)
  }

  static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The most memory that was resident so far.
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

  /// A number with so many digits after the point.
  static func text(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return "?" }
    let scale = (0..<digits).reduce(1) { whole, _ in whole * 10 }
    let units = Int((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && units > 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(units)" }
    let rest = "\(units % scale)"
    let zeros = String(repeating: "0", count: digits - rest.count)
    return "\(sign)\(units / scale).\(zeros)\(rest)"
  }
}

/// A mean with the half width of its 95 % interval by Student's distribution.
struct MeanInterval {
  let mean: Double
  let half: Double

  init(_ values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    half =
      values.count > 1
      ? MeanInterval.quantile(count - 1) * (squares / (count - 1) / count).squareRoot() : .infinity
  }

  /// The 97.5 % quantile of Student's distribution, by the expansion of Cornish and Fisher; within
  /// .001 from eight degrees of freedom on.
  private static func quantile(_ degrees: Double) -> Double {
    1.95996 + 2.37227 / degrees + 2.82250 / (degrees * degrees)
      + 2.55585 / (degrees * degrees * degrees)
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Near enough to a normal deviate: twelve uniform ones.
  mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }

  mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    for place in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(place, below(place + 1))
    }
    return elements
  }
}
