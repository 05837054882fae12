/// Extracts features of payload fields: fixed encoders, which are not fitted to data, so that they
/// are the same in every epoch and in every learner of the same fields.
///
/// Texts give hashed n-grams, all fields together; images, vectors, vectors encoded as signals, and
/// the states of sequences each give one wide row, in which fields of a kind stand side by side.
struct PayloadFeatureExtractor: Sendable {
  /// The source of one wide row.
  enum View: Int, Sendable, CaseIterable {
    case images, vectors, signals, sequence
  }

  /// The length of the widest row; further values are added to its beginning.
  static let widest = 6_144

  let senses: [PayloadField.Kind]
  let hasTexts: Bool
  /// The wide rows in use, and the length of each.
  let views: [View]
  let widths: [Int]
  private let images: ImageEncoder?
  /// Per payload field, the features of a vector encoded as a signal.
  private let signals: [SignalFeatures?]

  init(_ senses: [PayloadField.Kind]) {
    self.senses = senses
    hasTexts = senses.contains(.text)
    images = senses.contains(.image) ? ImageEncoder() : nil
    signals = senses.map { kind in
      guard case .vector(let width) = kind, SignalFeatures.widths.contains(width) else {
        return nil
      }
      return SignalFeatures(width: width)
    }
    var views: [View] = []
    var widths: [Int] = []
    for view in View.allCases {
      var width = 0
      for (index, kind) in senses.enumerated() {
        switch (view, kind) {
        case (.images, .image): width += ImageEncoder.features
        case (.vectors, .vector(let numbers)): width += RMSNormalizer(width: numbers).count
        case (.signals, .vector): width += signals[index]?.count ?? 0
        case (.sequence, .liquid(let inputs)): width += SequenceTracker.width(inputs: inputs)
        default: break
        }
      }
      guard width > 0 else { continue }
      views.append(view)
      widths.append(min(width, PayloadFeatureExtractor.widest))
    }
    self.views = views
    self.widths = widths
  }

  /// Whether there are no payload fields.
  var isBlank: Bool { senses.isEmpty }

  func makeImpression() -> PayloadFeatures {
    PayloadFeatures(
      words: hasTexts ? TextFeatures() : nil,
      rows: widths.map { [Int16](repeating: 0, count: $0) },
      isPresent: views.map { _ in false })
  }

  /// - Complexity: O(bytes) for texts, some hundred microseconds for an image or a signal.
  func extract(_ payloads: [Payload], into payloadFeatures: inout PayloadFeatures) {
    if hasTexts { read(payloads, into: &payloadFeatures) }
    for (index, view) in views.enumerated() {
      payloadFeatures.isPresent[index] = false
      var at = 0
      for (sense, kind) in senses.enumerated() {
        guard let row = row(sense, kind, payloads[sense], view) else { continue }
        if at == 0, !payloadFeatures.isPresent[index] {
          payloadFeatures.rows[index].withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
        }
        if !payloads[sense].isMissing {
          payloadFeatures.isPresent[index] = true
          PayloadFeatureExtractor.place(row, at: at, in: &payloadFeatures.rows[index])
        }
        at += row.count
      }
    }
  }

  /// The features of stored examples' texts, with their outcomes.
  func texts(of retained: ReplayBuffer, outcome: (Double) -> Float) -> TextReplayBuffer {
    var memory = TextReplayBuffer()
    var payloadFeatures = makeImpression()
    var row = StoredRow(retained)
    for age in 0..<retained.count {
      retained.copy(age, into: &row)
      read(row.payloads, into: &payloadFeatures)
      payloadFeatures.words?.withEntries { words in
        guard !words.isEmpty else { return }
        memory.add(words, outcome: outcome(retained.outcome(age)), key: retained.key(age))
      }
    }
    return memory
  }

  private func read(_ payloads: [Payload], into payloadFeatures: inout PayloadFeatures) {
    payloadFeatures.words?.clear()
    for (index, kind) in senses.enumerated() where kind == .text {
      let bytes = payloads[index].bytes
      if !bytes.isEmpty { payloadFeatures.words?.read(bytes, field: UInt32(index)) }
    }
  }

  /// The contribution of a payload field to a wide row; `nil` if it has none, zeros if it is
  /// missing.
  private func row(
    _ sense: Int, _ kind: PayloadField.Kind, _ payload: Payload, _ view: View
  ) -> [Int16]? {
    switch (view, kind) {
    case (.images, .image):
      guard let image = ImageGrid(bytes: payload.bytes) else {
        return [Int16](repeating: 0, count: ImageEncoder.features)
      }
      return images?.encode(image)
    case (.vectors, .vector(let width)):
      let scale = RMSNormalizer(width: width)
      var row = [Int16](repeating: 0, count: scale.count)
      let numbers = payload.numbers
      if numbers.count == width { scale.encode(numbers, into: &row) }
      return row
    case (.signals, .vector(let width)):
      guard let signal = signals[sense] else { return nil }
      var row = [Int16](repeating: 0, count: signal.count)
      let numbers = payload.numbers
      if numbers.count == width { signal.encode(numbers, into: &row) }
      return row
    case (.sequence, .liquid(let inputs)):
      let state = payload.integers
      let stateWidth = SequenceTracker.width(inputs: inputs)
      return state.count == stateWidth ? state : [Int16](repeating: 0, count: stateWidth)
    default: return nil
    }
  }

  private static func place(_ row: [Int16], at start: Int, in wide: inout [Int16]) {
    for index in row.indices {
      let place = start + index
      if place < wide.count {
        wide[place] = row[index]
      } else {
        let folded = Int32(wide[place % wide.count]) + Int32(row[index])
        wide[place % wide.count] = Int16(max(-2_047, min(2_047, folded)))
      }
    }
  }
}

/// The features of one example's payload fields; reused from call to call.
struct PayloadFeatures: Sendable {
  /// The n-grams of all texts, if the schema has any.
  var words: TextFeatures?
  /// Per encoder, its row, and whether any of its fields was present.
  var rows: [[Int16]] = []
  var isPresent: [Bool] = []
}
