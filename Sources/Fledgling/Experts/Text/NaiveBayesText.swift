import CKernels

/// Counts the texts of each class that contain a feature: integer sums, from which follow the
/// multinomial naive Bayes model (Maron 1961; McCallum and Nigam 1998) and the information of a
/// feature (inverse document frequency; Spärck Jones 1972).
///
/// Bounded: 34 MiB (``HashedTable``).  Adding and subtracting commute exactly, as long as the
/// number of classes ever known stays within 32 or does not shrink.
struct NaiveBayesText: Sendable {
  /// The prior count of every feature with every class.
  private static let prior: Float = 0.1
  /// The assumed number of features that a class can show.
  private static let vocabulary: Float = 20_000
  /// Counts below this have their logarithms in a table.
  private static let logLimit = 4_096
  /// ln(n), and ln((n + prior) / prior).
  private static let logs = (0...logLimit).map { $0 == 0 ? 0 : Elementary.log(Float($0)) }
  private static let shares = (0...logLimit).map {
    Elementary.log((Float($0) + prior) / prior)
  }

  private(set) var classes: Int
  private(set) var shape: HashedTable
  /// By row, a count for each class.
  private var counts: [UInt32]
  /// The number of texts in which each feature occurs.
  private(set) var frequencies: [UInt32]
  /// By class, the number of texts, and of the features in them.
  private(set) var texts: [Int64]
  private(set) var features: [Int64]
  private(set) var count: Int64 = 0

  init(classes: Int = 2) {
    self.classes = max(2, classes)
    shape = HashedTable.counts(classes: classes)
    counts = [UInt32](repeating: 0, count: shape.words)
    frequencies = [UInt32](repeating: 0, count: 1 << TextFeatures.bits)
    texts = [Int64](repeating: 0, count: self.classes)
    features = texts
  }

  /// Makes room for more classes.
  ///
  /// - Complexity: O(words) when the table must be wider.
  mutating func reserve(classes wanted: Int) {
    guard wanted > classes else { return }
    let wider = HashedTable.counts(classes: wanted)
    if wider != shape { counts = wider.widen(counts, of: shape) }
    shape = wider
    texts += [Int64](repeating: 0, count: wanted - classes)
    features += [Int64](repeating: 0, count: wanted - classes)
    classes = wanted
  }

  mutating func add(_ text: UnsafeBufferPointer<UInt32>, label: Int) {
    change(text, label: label, by: 1)
  }

  /// Subtracts a text that was added.
  mutating func subtract(_ text: UnsafeBufferPointer<UInt32>, label: Int) {
    change(text, label: label, by: -1)
  }

  @inline(__always)
  private mutating func change(_ text: UnsafeBufferPointer<UInt32>, label: Int, by sign: Int64) {
    let step = UInt32(truncatingIfNeeded: sign)
    let columns = shape.columns
    let mask = shape.mask
    counts.withUnsafeMutableBufferPointer { counts in
      frequencies.withUnsafeMutableBufferPointer { frequencies in
        for entry in text {
          counts[Int(entry & mask) * columns + label] &+= step
          frequencies[Int(entry & TextFeatures.mask)] &+= step
        }
      }
    }
    texts[label] &+= sign
    features[label] &+= sign &* Int64(text.count)
    count &+= sign
  }

  /// Adds all other sums, `sign` times; the classes are renumbered by `numbers`.
  ///
  /// - Complexity: O(words).
  mutating func combine(_ other: NaiveBayesText, sign: Int64, numbers: [Int]? = nil) {
    let places = (0..<other.classes).map { label in
      label < (numbers?.count ?? 0) ? numbers?[label] ?? label : label
    }
    let largest = places.max() ?? 0
    reserve(classes: max(largest + 1, other.classes))
    var other = other
    other.reserve(classes: classes)
    let step = UInt32(truncatingIfNeeded: sign)
    let columns = shape.columns
    for row in 0..<shape.rows {
      for (label, place) in places.enumerated() {
        counts[row * columns + place] &+= step &* other.counts[row * columns + label]
      }
    }
    for feature in frequencies.indices {
      frequencies[feature] &+= step &* other.frequencies[feature]
    }
    for (label, place) in places.enumerated() {
      texts[place] &+= sign &* other.texts[label]
      features[place] &+= sign &* other.features[label]
    }
    count &+= sign &* other.count
  }

  /// Writes the log odds of the second of two classes, or a score for each class; their softmax is
  /// the probability.
  ///
  /// The evidence of independent features is divided by the square root of their number, as they
  /// are far from independent.
  ///
  /// - Complexity: O(features × classes).
  func state(_ text: UnsafeBufferPointer<UInt32>, into out: UnsafeMutablePointer<Float>) {
    let number = Float(text.count)
    let scale = 1.2 / (number + 10).squareRoot()
    if classes == 2 {
      out[0] =
        logSize(1) - logSize(0)
        + scale * (evidence(text) - number * (logRoom(1) - logRoom(0)))
      return
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: shape.columns) { sums in
      let sums = sums.baseAddress.unsafelyUnwrapped
      sums.initialize(repeating: 0, count: shape.columns)
      TextKernels.best.counts(
        counts, shape.columns, text.baseAddress, shape.mask, text.count, NaiveBayesText.shares,
        UInt32(NaiveBayesText.logLimit), sums)
      for k in 0..<classes { out[k] = logSize(k) + scale * (sums[k] - number * logRoom(k)) }
    }
  }

  /// The log odds of the features of two classes.
  private func evidence(_ text: UnsafeBufferPointer<UInt32>) -> Float {
    let mask = shape.mask
    let limit = NaiveBayesText.logLimit
    return counts.withUnsafeBufferPointer { counts in
      NaiveBayesText.shares.withUnsafeBufferPointer { shares in
        @inline(__always)
        func share(_ count: UInt32) -> Float {
          count <= limit
            ? shares[Int(count)]
            : Elementary.log((Float(count) + NaiveBayesText.prior) / NaiveBayesText.prior)
        }
        // Two alternating sums avoid waiting for each addition.
        var no: Float = 0
        var yes: Float = 0
        for entry in text {
          let row = Int(entry & mask) * 2
          no += share(counts[row])
          yes += share(counts[row + 1])
        }
        return yes - no
      }
    }
  }

  private func logSize(_ label: Int) -> Float { Elementary.log(Float(max(0, texts[label])) + 0.5) }

  private func logRoom(_ label: Int) -> Float {
    let room = NaiveBayesText.prior * NaiveBayesText.vocabulary
    return Elementary.log((Float(max(0, features[label])) + room) / room)
  }

  /// Writes each feature's weight: larger for features that are rare or frequent in this text, and
  /// larger for words than for sequences of characters; the squares add up to 1.
  ///
  /// - Complexity: O(features).
  func weigh(_ text: UnsafeBufferPointer<UInt32>, into weights: UnsafeMutablePointer<Float>) {
    frequencies.withUnsafeBufferPointer { frequencies in
      NaiveBayesText.logs.withUnsafeBufferPointer { logs in
        let all = NaiveBayesText.log(count &+ 1, logs)
        var size: Float = 1e-12
        for (index, entry) in text.enumerated() {
          let frequency = Int64(frequencies[Int(entry & TextFeatures.mask)])
          var weight = max(0, all - NaiveBayesText.log(frequency + 1, logs))
          let times = TextFeatures.occurrences(entry)
          if times > 1 { weight *= 1 + NaiveBayesText.log(Int64(times), logs) }
          if entry & TextFeatures.isSequence == 0 { weight *= 1.5 }
          weights[index] = weight
          size += weight * weight
        }
        let share = 1 / size.squareRoot()
        for index in text.indices { weights[index] *= share }
      }
    }
  }

  @inline(__always)
  private static func log(_ count: Int64, _ logs: UnsafeBufferPointer<Float>) -> Float {
    count <= logLimit ? logs[Int(max(0, count))] : Elementary.log(Float(count))
  }
}

extension NaiveBayesText: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(classes)
    NaiveBayesText.write(counts, to: &writer)
    NaiveBayesText.write(frequencies, to: &writer)
    writer.write(texts)
    writer.write(features)
    writer.write(count)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let classes = try reader.read(Int.self)
    guard (2...Schema.classLimit).contains(classes) else {
      throw .damaged("text counts for \(classes) classes")
    }
    self.init(classes: classes)
    counts = try NaiveBayesText.read(counts.count, from: &reader)
    frequencies = try NaiveBayesText.read(frequencies.count, from: &reader)
    texts = try reader.read(count: classes)
    features = try reader.read(count: classes)
    count = try reader.read()
  }

  /// Writes the places of the words that are not zero, and the words.
  static func write<Word: BitwiseCopyable & Numeric>(
    _ words: [Word], to writer: inout SnapshotWriter
  ) {
    var places: [UInt32] = []
    var values: [Word] = []
    words.withUnsafeBufferPointer { words in
      for place in words.indices where words[place] != 0 {
        places.append(UInt32(place))
        values.append(words[place])
      }
    }
    writer.write(places)
    writer.write(values)
  }

  static func read<Word: BitwiseCopyable & Numeric>(
    _ count: Int, from reader: inout SnapshotReader
  ) throws(SnapshotError) -> [Word] {
    let places: [UInt32] = try reader.read()
    let values: [Word] = try reader.read(count: places.count)
    var words = [Word](repeating: 0, count: count)
    for (place, value) in zip(places, values) {
      guard place < count else { throw .damaged("a word at \(place) of \(count)") }
      words[Int(place)] = value
    }
    return words
  }
}
