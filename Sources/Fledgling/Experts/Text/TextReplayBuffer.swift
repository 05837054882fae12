/// The features of the texts learned last, for replay.
///
/// Bounded: 2^22 features (16 MiB) and 2^15 texts; the oldest are overwritten.
struct TextReplayBuffer: Sendable {
  /// The maximum number of stored features, apart from those of the last text.
  static let featureLimit = 1 << 22
  /// The maximum number of stored texts.
  static let textLimit = 1 << 15

  private(set) var keys: [ExampleKey] = []
  /// A class index, or a number.
  private(set) var outcomes: [Float] = []
  /// The loss of each text when it was last replayed; depends on the order of texts.
  private(set) var losses: [Float] = []
  private var starts: [Int32] = []
  private var lengths: [Int32] = []
  private var entries: [UInt32] = []
  /// The slot of the oldest text.
  private var head = 0
  private(set) var count = 0
  /// The place for the next text's features.
  private var tail = 0

  init() {}

  /// The slot of the `age`th text, counted from the oldest.
  @inline(__always)
  func slot(_ age: Int) -> Int {
    let slot = head + age
    return slot < keys.count ? slot : slot - keys.count
  }

  @inline(__always)
  func features<Result>(
    _ slot: Int, _ body: (UnsafeBufferPointer<UInt32>) -> Result
  ) -> Result {
    entries.withUnsafeBufferPointer {
      let start = Int(starts[slot])
      return body(UnsafeBufferPointer(rebasing: $0[start..<start + Int(lengths[slot])]))
    }
  }

  /// The number of features of one text.
  func length(_ slot: Int) -> Int { Int(lengths[slot]) }

  /// The number of features of all texts.
  ///
  /// - Complexity: O(texts).
  var features: Int { (0..<count).reduce(0) { $0 + length(slot($1)) } }

  /// Stores the loss of a text that was replayed.
  mutating func note(_ loss: Float, slot: Int) { losses[slot] = loss }

  /// Stores a text; returns its slot.
  ///
  /// - Complexity: O(features), amortised.
  @discardableResult
  mutating func add(
    _ features: UnsafeBufferPointer<UInt32>, outcome: Float, key: ExampleKey
  ) -> Int {
    if tail >= TextReplayBuffer.featureLimit { tail = 0 }
    let end = tail + features.count
    // The oldest features are those that follow the newest.
    while count > 0 {
      let start = Int(starts[head])
      let isOver = start < end && start + max(1, Int(lengths[head])) > tail
      guard isOver || count == TextReplayBuffer.textLimit else { break }
      count -= 1
      head = head + 1 == keys.count ? 0 : head + 1
    }
    if end > entries.count {
      entries += [UInt32](repeating: 0, count: end - entries.count)
    }
    for (place, entry) in features.enumerated() { entries[tail + place] = entry }
    let slot: Int
    if count == keys.count && count < TextReplayBuffer.textLimit {
      // If no slot is free, the texts are laid out from the first on, and a slot is added.
      if head > 0 { straighten() }
      slot = count
      keys.append(key)
      outcomes.append(outcome)
      losses.append(0)
      starts.append(Int32(tail))
      lengths.append(Int32(features.count))
    } else {
      slot = self.slot(count)
      keys[slot] = key
      outcomes[slot] = outcome
      losses[slot] = 0
      starts[slot] = Int32(tail)
      lengths[slot] = Int32(features.count)
    }
    count += 1
    tail = end
    return slot
  }

  private mutating func straighten() {
    let slots = (0..<count).map { slot($0) }
    keys = slots.map { keys[$0] }
    outcomes = slots.map { outcomes[$0] }
    losses = slots.map { losses[$0] }
    starts = slots.map { starts[$0] }
    lengths = slots.map { lengths[$0] }
    head = 0
  }

  /// The texts of these ages, in this order.
  ///
  /// - Complexity: O(features).
  func selection(_ ages: some Sequence<Int>) -> TextReplayBuffer {
    var selection = TextReplayBuffer()
    for age in ages {
      let slot = slot(age)
      features(slot) { _ = selection.add($0, outcome: outcomes[slot], key: keys[slot]) }
    }
    return selection
  }

  /// All texts in the order of their keys; those with equal keys in the order of their content.
  ///
  /// - Complexity: O(*n* log *n*).
  func sorted() -> TextReplayBuffer {
    selection(
      (0..<count).sorted { TextReplayBuffer.precedes(self, slot($0), self, slot($1)) })
  }

  /// The texts whose keys do not have these hashes.
  func removing(_ hashes: Set<UInt64>) -> TextReplayBuffer {
    selection((0..<count).filter { !hashes.contains(keys[slot($0)].hash) })
  }

  /// The texts of both, in the order of their keys; only the last ones if there are too many.
  func united(_ other: TextReplayBuffer) -> TextReplayBuffer {
    var both = TextReplayBuffer()
    let refs =
      (0..<count).map { (isOwn: true, slot: slot($0)) }
      + (0..<other.count).map { (isOwn: false, slot: other.slot($0)) }
    let sorted = refs.sorted { left, right in
      let (a, b) = (left.isOwn ? self : other, right.isOwn ? self : other)
      return TextReplayBuffer.precedes(a, left.slot, b, right.slot)
    }
    for (isOwn, slot) in sorted {
      let source = isOwn ? self : other
      source.features(slot) {
        _ = both.add($0, outcome: source.outcomes[slot], key: source.keys[slot])
      }
    }
    return both
  }

  private static func precedes(
    _ a: TextReplayBuffer, _ left: Int, _ b: TextReplayBuffer, _ right: Int
  ) -> Bool {
    if a.keys[left] != b.keys[right] { return a.keys[left] < b.keys[right] }
    if a.outcomes[left] != b.outcomes[right] { return a.outcomes[left] < b.outcomes[right] }
    return a.features(left) { left in b.features(right) { left.lexicographicallyPrecedes($0) } }
  }

  /// Renumbers classes.
  mutating func renumber(_ numbers: [Int]) {
    for slot in outcomes.indices {
      let label = Int(outcomes[slot])
      if numbers.indices.contains(label) { outcomes[slot] = Float(numbers[label]) }
    }
  }
}

extension TextReplayBuffer: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    let slots = (0..<count).map { slot($0) }
    writer.write(entries)
    writer.write(slots.map { keys[$0] })
    writer.write(slots.map { outcomes[$0] })
    writer.write(slots.map { losses[$0] })
    writer.write(slots.map { starts[$0] })
    writer.write(slots.map { lengths[$0] })
    writer.write(tail)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    entries = try reader.read()
    keys = try reader.read()
    count = keys.count
    outcomes = try reader.read(count: count)
    losses = try reader.read(count: count)
    starts = try reader.read(count: count)
    lengths = try reader.read(count: count)
    tail = try reader.read()
    guard count <= TextReplayBuffer.textLimit,
      entries.count <= TextReplayBuffer.featureLimit + TextFeatures.limit,
      (0...entries.count).contains(tail), (0..<count).allSatisfy({ isSound($0) })
    else { throw .damaged("the stored texts do not fit together") }
  }

  /// Whether a slot's features lie within the buffer.
  private func isSound(_ slot: Int) -> Bool {
    let (start, length) = (Int(starts[slot]), Int(lengths[slot]))
    guard start >= 0, length >= 0, length <= TextFeatures.limit else { return false }
    return start <= entries.count && length <= entries.count - start
  }
}
