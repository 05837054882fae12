/// Experts that predict classes from texts: naive Bayes over counts that never forget, and a
/// logistic regression that depends on the order of texts between consolidations.
///
/// Bounded: 110 MiB, of which two classes use 4 MiB and up to 16 MiB for the stored texts.
struct TextClassifier: Sendable {
  /// The experts, in the order of their outputs.
  enum Expert: Int, CaseIterable {
    case counts, logistic
  }

  private(set) var counts = NaiveBayesText()
  private(set) var logistic = TextLogistic()
  private(set) var memory = TextReplayBuffer()

  init() {}

  var classes: Int { counts.classes }
  /// The number of score columns: one of log odds for two classes, else one per class.
  var columns: Int { logistic.columns }

  /// Makes room for more classes.
  mutating func reserve(classes: Int) {
    counts.reserve(classes: classes)
    logistic.reserve(classes: classes)
  }

  /// Writes for each expert the log odds of the second of two classes, or a score for each class
  /// whose softmax is the probability: ``columns`` values each.
  ///
  /// - Complexity: O(features × classes).
  func state(_ features: TextFeatures, into out: UnsafeMutablePointer<Float>) {
    features.withEntries { text in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: text.count + 1) { x in
        let x = x.baseAddress.unsafelyUnwrapped
        counts.weigh(text, into: x)
        counts.state(text, into: out)
        logistic.state(text, x, into: out + columns)
      }
    }
  }

  /// Learns a text whose class is known; makes room if the class is new.
  mutating func learn(
    _ features: TextFeatures, label: Int,
    key: ExampleKey = ExampleKey(content: 0, time: nil)
  ) {
    reserve(classes: label + 1)
    features.withEntries { text in
      counts.add(text, label: label)
      memory.add(text, outcome: Float(label), key: key)
    }
    logistic.learn(&memory, weighing: counts)
  }

  /// Adds a text to the sums only.
  mutating func add(_ features: TextFeatures, label: Int) {
    reserve(classes: label + 1)
    features.withEntries { counts.add($0, label: label) }
  }

  /// Subtracts a text from the sums; ``finalizeFit(_:)`` removes it from the rest.
  mutating func subtract(_ features: TextFeatures, label: Int) {
    guard label < classes else { return }
    features.withEntries { counts.subtract($0, label: label) }
  }

  /// Adds all other sums, `sign` times; the classes are renumbered by `numbers`.
  mutating func combine(_ other: TextClassifier, sign: Int64, numbers: [Int]? = nil) {
    counts.combine(other.counts, sign: sign, numbers: numbers)
    logistic.reserve(classes: counts.classes)
  }

  /// Drops the stored texts whose keys have these hashes; their effect on the weights disappears at
  /// the next ``finalizeFit(_:)``.
  mutating func forget(_ hashes: Set<UInt64>) { memory = memory.removing(hashes) }

  /// Makes the state a pure function of the sums and of these texts, which are stored in the order
  /// of their keys.
  ///
  /// - Complexity: ``TextLogistic/train(_:weighing:)``.
  mutating func finalizeFit(_ retained: TextReplayBuffer) {
    memory = retained.sorted()
    logistic.train(&memory, weighing: counts)
  }
}

extension TextClassifier: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(counts)
    writer.write(logistic)
    writer.write(memory)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    counts = try reader.read()
    logistic = try reader.read()
    memory = try reader.read()
    guard logistic.classes == counts.classes,
      memory.outcomes.allSatisfy({ $0 >= 0 && $0 < Float(counts.classes) })
    else { throw .damaged("the texts' experts do not fit together") }
  }
}
