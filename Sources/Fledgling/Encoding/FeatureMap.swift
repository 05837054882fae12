/// Computes all features that experts read of an example: codes, linear features, Fourier features
/// and table slots.
///
/// Fixed for an epoch; a pure function of the encoder and the seed.
struct FeatureMap: Sendable {
  /// Inverse length scales of the Fourier features, in units of the typical distance.
  static let widths: [Float] = [0.5, 1.5, 4]
  /// The number of Fourier features of the first width that the window expert uses.
  static let windowFourier = 64
  /// The maximum number of contexts, and the number with many classes.
  static let contextLimit = 128
  static let contextFloor = 32

  let encoder: ColumnEncoder
  let fourier: [FourierFeatures]
  let contexts: FeatureCrosses
  /// The number of Fourier features of each width.
  let fourierCount: Int
  private let classes: Int
  private let seed: UInt64

  init(encoder: ColumnEncoder, classes: Int, seed: UInt64) {
    self.encoder = encoder
    self.classes = classes
    self.seed = seed
    let inputs = max(1, encoder.denseCount)
    let count = inputs <= 16 ? 128 : 256
    fourierCount = count
    fourier = FeatureMap.widths.enumerated().map {
      FourierFeatures(inputs: inputs, count: count, width: $1, seed: seed &+ UInt64($0))
    }
    let limit =
      classes <= 2
      ? FeatureMap.contextLimit
      : max(FeatureMap.contextFloor, min(FeatureMap.contextLimit, 1_280 / classes))
    contexts = FeatureCrosses(encoder: encoder, limit: limit, seed: seed &+ 77)
  }

  /// Computes the features of an example from its cells.
  @inline(__always)
  func encode(_ example: inout EncodedExample) {
    let rests = example.row.rests
    // Safety: cells and features are as many as this bank made room for.
    example.row.cells.withUnsafeBufferPointer {
      encoder.encode($0.baseAddress.unsafelyUnwrapped, rests: rests, into: &example)
    }
    example.fourier.withUnsafeMutableBufferPointer { out in
      for (index, features) in fourier.enumerated() {
        features.encode(
          example.dense, into: out.baseAddress.unsafelyUnwrapped + index * fourierCount)
      }
    }
    contexts.slots(example, into: &example.slots)
  }

  func makeExample() -> EncodedExample { EncodedExample(self) }
}

/// The features of one example; reused from call to call.
struct EncodedExample: Sendable {
  /// The stored example.
  var row = StoredRow(cells: [])
  /// Per column, its code.
  var codes: [UInt8] = []
  /// Per column, its level at each of ``ColumnBinner/levelCounts``, and in a cross of its own.
  var levels: [Int32] = []
  var linear: [Int16] = []
  var dense: [Float] = []
  /// Per width, the Fourier features.
  var fourier: [Int16] = []
  /// Per context, the table slot.
  var slots: [Int32] = []

  init() {}

  /// Copies an example into the existing buffer.
  @inline(__always)
  mutating func take(_ row: StoredRow) {
    for column in row.cells.indices { self.row.cells[column] = row.cells[column] }
    if !row.payloads.isEmpty { self.row.payloads = row.payloads }
    if !(row.rests.isEmpty && self.row.rests.isEmpty) { self.row.rests = row.rests }
  }

  init(_ bank: FeatureMap) {
    let columns = bank.encoder.codes.count
    row.cells = [UInt32](repeating: 0, count: columns)
    row.payloads = [Payload](repeating: .missing, count: bank.encoder.senses.count)
    codes = [UInt8](repeating: 0, count: columns)
    levels = [Int32](repeating: 0, count: columns * (ColumnBinner.levelCounts.count + 1))
    linear = [Int16](repeating: 0, count: bank.encoder.linearStride)
    dense = [Float](repeating: 0, count: max(1, bank.encoder.denseCount))
    fourier = [Int16](repeating: 0, count: bank.fourier.count * bank.fourierCount)
    slots = [Int32](repeating: 0, count: bank.contexts.count)
  }
}

extension FeatureMap: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(encoder)
    writer.write(classes)
    writer.write(seed)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    self.init(encoder: try reader.read(), classes: try reader.read(), seed: try reader.read())
  }
}
