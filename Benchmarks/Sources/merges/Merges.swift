import Fledgling
import FledglingTables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Holds the claim that experience is a sum against real tables: random partitions, orders, merge trees
/// and deletions must all end in the same bytes.
///
/// Usage: `merges DIRECTORY [trees] [rows]`, by default 1,000 trees over 300 rows of each of five
/// tables.  Ends with status 1 if a tree went wrong, or if the negative control did not.
@main
struct Merges {
  static let tables = [
    ("electricity.csv", "class"), ("bank.csv", "y"), ("bike_hourly.csv", "cnt"),
    ("spambase.csv", "spam"), ("satimage.csv", "y"),
  ]

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let directory = arguments.first else {
      print("usage: merges DIRECTORY [trees] [rows]")
      return
    }
    let trees = arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000
    let rows = arguments.dropFirst(2).first.flatMap { Int($0) } ?? 300
    var faults = 0
    var caught = 0
    var random = Random(seed: 1)
    let lives = try tables.map { try Life(path: "\(directory)/\($0.0)", target: $0.1) }
    for tree in 0..<trees {
      let life = lives[tree % lives.count]
      let start = random.below(max(1, life.experiences.count - rows))
      let experiences = Array(life.experiences[start..<min(life.experiences.count, start + rows)])
      let outcome = try run(life, experiences, &random)
      if !outcome.isSame {
        faults += 1
        print("tree \(tree) over \(life.name) from row \(start) ended in other bytes")
      }
      if outcome.isControlCaught { caught += 1 }
      if (tree + 1) % 100 == 0 {
        print("\(tree + 1) trees: \(faults) with other bytes; control caught \(caught) times")
        fflush(nil)
      }
    }
    print(
      "\(trees) merge trees over \(lives.count) tables of \(rows) rows: \(faults) with other bytes; "
        + "the negative control was caught \(caught) times")
    fflush(nil)
    // The control's means are the same now and then, where a column hardly varies.
    if faults > 0 || caught < trees * 9 / 10 { exit(1) }
  }

  /// One tree: some experiences are lived and unlearned on the way, the others remain.
  static func run(
    _ life: Life, _ experiences: [Example], _ random: inout Random
  ) throws -> (isSame: Bool, isControlCaught: Bool) {
    let isGone = experiences.map { _ in random.below(5) == 0 }
    let kept = zip(experiences, isGone).filter { !$1 }.map(\.0)
    let gone = zip(experiences, isGone).filter { $1 }.compactMap(\.0.id)

    var reference = try life.lived(kept)
    reference.consolidate()
    // What was unlearned is remembered; the reference must remember it too for the bytes to agree.
    var forgetter = try life.lived(zip(experiences, isGone).filter { $1 }.map(\.0))
    try forgetter.unlearn(ids: gone)
    var merger = Merger()
    try merger.add(reference)
    try merger.add(forgetter)
    guard let expected = merger.finish() else { return (false, false) }

    var parts = [[Example]](repeating: [], count: 1 + random.below(8))
    for experience in random.shuffled(experiences) {
      parts[random.below(parts.count)].append(experience)
    }
    var learners = try parts.map { try life.lived($0) }
    var open = random.shuffled(gone)
    while learners.count > 1 || !open.isEmpty {
      if !open.isEmpty, learners.count == 1 || random.below(2) == 0 {
        // Where the experience has got to by now.
        let id = open.removeLast()
        for place in learners.indices where learners[place].hasLearned(id: id) {
          try learners[place].unlearn(ids: [id])
        }
      } else {
        let one = learners.remove(at: random.below(learners.count))
        let place = random.below(learners.count)
        var merger = Merger()
        try merger.add(one)
        try merger.add(learners[place])
        guard let merged = merger.finish() else { return (false, false) }
        learners[place] = merged
      }
    }
    learners[0].consolidate()
    let isSame =
      learners[0].stateHash == reference.stateHash
      && learners[0].snapshot() == expected.snapshot()
    return (isSame, RunningMeans(kept) != RunningMeans(random.shuffled(kept)))
  }
}

/// A table's rows as experiences with ids.
struct Life {
  let name: String
  let schema: Schema
  let experiences: [Example]

  init(path: String, target: String) throws {
    name = path
    let reader = try TableReader(path: path)
    let inferred = try SchemaInference(target: target).infer(reader)
    schema = inferred.schema
    var decoder = try RowDecoder(schema: schema, columns: reader.columns, file: path)
    var record = TableRecord()
    var values: [Value] = []
    var experiences: [Example] = []
    while try reader.next(&record) {
      guard case .row(let outcome?) = decoder.decode(record, into: &values) else { continue }
      experiences.append(Example(values, outcome: outcome, id: "row \(experiences.count)"))
    }
    self.experiences = experiences
  }

  func lived(_ experiences: [Example]) throws -> Learner {
    var learner = Learner(schema: schema)
    for experience in experiences {
      try learner.learn(
        experience.values, outcome: experience.outcome, id: experience.id, time: experience.time)
    }
    return learner
  }
}

/// The negative control: class means that each example moves by the share it has of all examples so
/// far.  It looks like a learner that could be merged, and its state rests on the order.
struct RunningMeans: Equatable {
  private var means: [String: Double] = [:]

  init(_ experiences: [Example]) {
    for (count, experience) in experiences.enumerated() {
      guard
        case .number(let x) = experience.values.first(where: {
          if case .number = $0 { true } else { false }
        })
      else { continue }
      let outcome: String
      switch experience.outcome {
      case .label(let label): outcome = label
      case .number: outcome = "all"
      }
      let mean = means[outcome, default: 0]
      means[outcome] = mean + (x - mean) / Double(count + 1)
    }
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func below(_ limit: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((z ^ (z >> 31)) % UInt64(limit))
  }

  mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    for place in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(place, below(place + 1))
    }
    return elements
  }
}
