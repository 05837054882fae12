/// Answers for rows of any time: the head that is formed by rehearsal, and the evidence by which a
/// row is recognised as one of now.
struct ClassRecall: Sendable {
  /// The maximum number of stored cases of rows of now.
  static let mostCases = 512
  /// The rate at which the shares of recent classes follow the stream: over the last 500 rows.
  private static let rate: Float = 0.002

  var head: ClassHead
  var gate = HeadGate()
  /// Trees grown on rows without history, none of which is rehearsed.
  var trees: BoostedTrees?
  /// Tells the newest rows from older ones by their fields.
  var recency: BoostedTrees?
  /// Whether the head has rehearsed.
  private(set) var isReady = false
  /// Per class, its share in the recent rows.
  private var recentShares: [Float] = []
  /// Rows of now, as they were before their outcomes were learned.
  private var cases: [HeadGate.Case] = []
  private var nextCase = 0

  init(bank: FeatureMap, senses: ClassPayloadExperts) {
    head = ClassHead(.always, bank: bank, senses: senses)
  }

  mutating func reserve(_ classes: Int, splitting: Bool) {
    head.reserve(classes, splitting: splitting)
    recentShares += [Float](repeating: 0, count: classes - recentShares.count)
  }

  /// Notes the class of the next row of the stream.
  mutating func note(_ label: Int) {
    for k in recentShares.indices { recentShares[k] *= 1 - ClassRecall.rate }
    recentShares[label] += ClassRecall.rate
  }

  /// Stores a row of the stream as a case.
  mutating func add(_ one: HeadGate.Case) {
    if cases.count < ClassRecall.mostCases {
      cases.append(one)
    } else {
      cases[nextCase] = one
    }
    nextCase = (nextCase + 1) % ClassRecall.mostCases
  }

  /// Ends a rehearsal with the cases of rows of any time.
  mutating func finish(_ any: [HeadGate.Case]) {
    isReady = true
    gate.fit(now: cases, any: any)
  }

  /// The evidence whether a row is one of now, from the passes of both heads.
  func evidence(
    _ next: ClassForwardPass, _ always: ClassForwardPass, step: Float
  ) -> HeadGate.Evidence {
    var evidence = HeadGate.Evidence()
    evidence.step = step
    if let recency, recency.columns == 1 {
      var odds: Float = 0
      recency.score(always.example.codes, into: &odds)
      evidence.recency = max(-6, min(6, odds))
    }
    var (recent, total): (Float, Float) = (0, 1e-6)
    for share in recentShares { total += share }
    for k in recentShares.indices {
      recent += always.head.probabilities[k] * (recentShares[k] + 0.001) / (total * always.prior[k])
    }
    evidence.recentClasses = max(-6, min(6, Elementary.log(max(1e-4, recent))))
    evidence.nextConfidence = ClassRecall.confidence(next.head)
    evidence.alwaysConfidence = ClassRecall.confidence(always.head)
    return evidence
  }

  /// A row whose label is known, from the passes of both heads.
  func gateCase(
    _ next: ClassForwardPass, _ always: ClassForwardPass, step: Float, label: Int
  ) -> HeadGate.Case {
    HeadGate.Case(
      evidence: evidence(next, always, step: step), next: next.head.probabilities[label],
      always: always.head.probabilities[label])
  }

  private static func confidence(_ x: ClassHeadPass) -> Float {
    Elementary.logit(max(0.001, min(0.999, x.probabilities.max() ?? 0.5)))
  }
}

extension ClassRecall {
  func write(to writer: inout SnapshotWriter) {
    head.write(to: &writer)
    writer.write(gate)
    writer.write(trees)
    writer.write(recency)
    writer.write(isReady)
    writer.write(recentShares)
    writer.write(cases.map(\.evidence))
    writer.write(cases.map(\.next))
    writer.write(cases.map(\.always))
    writer.write(nextCase)
  }

  init(
    bank: FeatureMap, senses: ClassPayloadExperts, classes: Int, from reader: inout SnapshotReader
  ) throws(SnapshotError) {
    head = try ClassHead(.always, bank: bank, senses: senses, classes: classes, from: &reader)
    gate = try reader.read()
    trees = try reader.read()
    recency = try reader.read()
    isReady = try reader.read()
    recentShares = try reader.read(count: classes)
    let evidence: [HeadGate.Evidence] = try reader.read()
    let next: [Float] = try reader.read(count: evidence.count)
    let always: [Float] = try reader.read(count: evidence.count)
    nextCase = try reader.read()
    cases = evidence.indices.map {
      HeadGate.Case(evidence: evidence[$0], next: next[$0], always: always[$0])
    }
    guard cases.count <= ClassRecall.mostCases, (0..<ClassRecall.mostCases).contains(nextCase),
      recency.map({ $0.columns == 1 && $0.fits(bank.encoder) }) ?? true,
      trees.map({ $0.columns <= max(1, classes) && $0.fits(bank.encoder) }) ?? true
    else { throw .damaged("the head for rows of any time does not fit") }
  }
}
