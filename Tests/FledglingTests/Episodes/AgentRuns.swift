@testable import Fledgling

/// Runs of automated agents, generated: some solve their task, some fail, most of those in a loop.
struct AgentRuns {
  enum Kind: CaseIterable {
    case plain, retrying, alternating, reading, failing, repetition, pingPong, cycle

    var isGood: Bool { [.plain, .retrying, .alternating, .reading].contains(self) }
    var isLoop: Bool { [.repetition, .pingPong, .cycle].contains(self) }
  }

  /// One run.
  struct Run {
    let kind: Kind
    let record: EpisodeRecord
    /// The first step of the loop, from zero, and the steps of a round; 0 without one.
    let start: Int
    let period: Int
  }

  static let schema = try? Schema(
    fields: [
      Field("tool", .category), Field("target", .category), Field("status", .category),
      Field("tokens", .number), Field("files changed", .number), Field("tests passing", .number),
    ], target: "outcome", task: .classification)

  let layout: StepSchema
  private var random: SplitMix64
  private var record = EpisodeRecord(name: "")
  private var files: [String] = []
  private var changed: Set<String> = []
  private var passing = 0

  init(_ layout: StepSchema, seed: UInt64) {
    self.layout = layout
    random = SplitMix64(seed: seed)
  }

  mutating func next() -> Run {
    let kind = Kind.allCases[random.below(Kind.allCases.count)]
    record = EpisodeRecord(name: "run \(random.next())")
    files = (0..<6 + random.below(8)).map { "file \(random.below(40)).\($0)" }
    changed = []
    passing = 10 + random.below(20)
    for _ in 0..<2 + random.below(5) { look() }
    if kind != .alternating { work(random.below(4)) }
    let start = record.count
    let period = act(kind)
    if kind.isGood {
      passing += 5
      call("test", "all")
      call("commit", "all")
    }
    return Run(kind: kind, record: record, start: start, period: period)
  }

  private mutating func call(_ tool: String, _ target: String, isError: Bool = false) {
    if tool == "edit", !isError { changed.insert(String(target.prefix { $0 != ":" })) }
    var cells: [UInt32] = []
    layout.append(
      [
        .category(tool), .category(target), .category(isError ? "error" : "ok"),
        .number(Double(100 + random.below(2_000))), .number(Double(changed.count)),
        .number(Double(passing)),
      ], to: &cells)
    record.append(order: Double(record.count), cells: cells)
  }

  private mutating func file() -> String { files[random.below(files.count)] }

  private mutating func look() {
    let tool = ["read", "search", "list", "think"][random.below(4)]
    let target = tool == "read" ? file() : "\(tool) \(random.below(60))"
    call(tool, target, isError: random.below(15) == 0)
  }

  /// Rounds of reading, editing and testing, most with progress.
  private mutating func work(_ rounds: Int) {
    for _ in 0..<rounds {
      let path = file()
      if random.below(2) == 0 { call("read", path) }
      call("edit", path)
      if random.below(4) > 0 { passing += 1 + random.below(3) }
      call("test", "all", isError: true)
      if random.below(4) == 0 { look() }
    }
  }

  /// What a kind of run is about.
  ///
  /// - Returns: the steps of one round of its loop.
  private mutating func act(_ kind: Kind) -> Int {
    switch kind {
    case .plain: work(1 + random.below(4))
    case .retrying:
      let path = file()
      call("shell", path, isError: true)
      call("shell", path, isError: true)
      call("shell", path)
      work(1 + random.below(3))
    case .alternating:
      let path = file()
      for turn in 0..<5 + random.below(7) {
        call("edit", path)
        passing += turn % 2 == 1 && random.below(4) == 0 ? 0 : 1
        call("test", "all", isError: true)
      }
    case .reading: for path in files { call("read", path) }
    case .failing:
      for path in files {
        call("edit", path, isError: random.below(5) == 0)
        call("test", path, isError: true)
        look()
      }
    case .repetition:
      let path = file()
      for _ in 0..<8 + random.below(20) { call("shell", path, isError: true) }
      return 1
    case .pingPong:
      for turn in 0..<10 + random.below(20) {
        call("edit", files[turn % 2])
        call("test", "all", isError: true)
      }
      return 4
    case .cycle:
      let tools = ["search", "read", "edit", "test", "think", "list"].shuffled(using: &random)
      let calls = tools.prefix(3 + random.below(4)).map { ($0, file()) }
      for _ in 0..<6 + random.below(8) {
        for (tool, path) in calls {
          call(tool, random.below(4) == 0 ? "\(path):\(random.below(400))" : path)
        }
      }
      return calls.count
    }
    return 0
  }
}
