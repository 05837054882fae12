/// The fixed encoder of examples: from stored cells to codes and features.
///
/// A pure function of the sketches and of the relevance of columns; fixed for an epoch.
struct ColumnEncoder: Sendable {
  /// Linear features are stored in units of 1 / ``unit``, within ±2047.
  static let unit: Float = 512
  /// The maximum number of linear features, the constant included.
  static let linearLimit = 512
  /// The maximum number of dense inputs of the Fourier features and the neighbours.
  static let denseLimit = 256

  /// The kinds of payload fields.
  let senses: [PayloadField.Kind]
  /// Whether an example has columns beside its payload fields.
  let hasFields: Bool
  let codes: [ColumnBinner]
  /// The columns that experts use; the others contain no information.
  let active: [Int]
  /// Per column, its information about the outcome, in [relevanceFloor, 1].
  let relevance: [Float]
  /// The number of linear features in use, the constant included.
  private(set) var linearCount = 1
  /// The number of dense inputs in use.
  private(set) var denseCount = 0
  /// Per column, the places of its first linear and its first dense feature.
  private var linearStart: [Int] = []
  private var denseStart: [Int] = []
  private var denseScale: [Float] = []

  /// The mean distance of two rows over some columns: from 0 if all cells have the same codes to 1.
  ///
  /// - Complexity: O(columns).
  func distance(_ one: [UInt32], _ other: [UInt32], over columns: [Int]) -> Float {
    var sum: Float = 0
    for column in columns {
      let (a, b) = (codes[column].code(one[column]), codes[column].code(other[column]))
      guard a != b else { continue }
      sum +=
        codes[column].kind == .number && a > 0 && b > 0
        ? Float(abs(a - b)) / Float(max(1, codes[column].codeCount - 1)) : 1
    }
    return sum / Float(max(1, columns.count))
  }

  /// An encoder without columns.
  init(blank layout: RowLayout) {
    let codes = layout.columns.map { ColumnBinner(ColumnSketch(kind: $0.kind)) }
    self.init(
      senses: layout.senses.map(\.kind), hasFields: layout.hasFields, codes: codes,
      relevance: codes.map { _ in 1 }, active: [])
  }

  /// An encoder of the columns that vary, and of the derived ones that are informative.
  ///
  /// A number's difference from its recent average is used only if the number drifts: if the
  /// difference varies less than the number itself.
  init(_ layout: RowLayout, codes: [ColumnBinner], relevance: [Float]) {
    let columns = layout.columns
    let active = columns.indices.filter { index in
      switch columns[index].source {
      case .field, .datePart: return codes[index].codeCount > 1
      case .sequence: return false
      case .outcome, .change, .elapsed, .sequenceOutcome: return relevance[index] > 0
      case .deviation(let place):
        return relevance[index] > 0 && codes[index].inverseDeviation > 0
          && codes[place].inverseDeviation < 0.9 * codes[index].inverseDeviation
      }
    }
    self.init(
      senses: layout.senses.map(\.kind), hasFields: layout.hasFields, codes: codes,
      relevance: relevance, active: active)
  }

  /// The encoder fitted to the columns' distributions and the classes of retained examples.
  init(_ layout: RowLayout, sketches: [ColumnSketch], retained: ReplayBuffer, classes: Int) {
    let codes = sketches.map { ColumnBinner($0) }
    let relevance = MutualInformation.ofClasses(
      retained, columns: layout.columns, codes: codes, classes: classes)
    self.init(layout, codes: codes, relevance: relevance)
  }

  /// The encoder fitted to the columns' distributions and the numeric outcomes of retained
  /// examples.
  init(
    _ layout: RowLayout, sketches: [ColumnSketch], retained: ReplayBuffer, scale: TargetScaler
  ) {
    let codes = sketches.map { ColumnBinner($0) }
    let relevance = MutualInformation.ofNumbers(
      retained, columns: layout.columns, codes: codes, scale: scale)
    self.init(layout, codes: codes, relevance: relevance)
  }

  init(
    senses: [PayloadField.Kind], hasFields: Bool, codes: [ColumnBinner], relevance: [Float],
    active: [Int]
  ) {
    self.senses = senses
    self.hasFields = hasFields
    self.codes = codes
    self.active = active
    self.relevance = relevance
    var linear = 1
    var dense = 0
    var squares: Float = 0
    for column in codes.indices {
      let code = codes[column]
      let weight = relevance[column]
      linearStart.append(linear)
      denseStart.append(dense)
      guard active.contains(column) else { continue }
      switch code.kind {
      case .number:
        linear += code.hasMissing ? 3 : 2
        dense += 1
        squares += weight * weight
      case .category:
        linear += code.indicators
        dense += code.indicators
        squares += weight * weight * 0.5
      }
    }
    linearCount = min(linear, ColumnEncoder.linearLimit)
    denseCount = min(dense, ColumnEncoder.denseLimit)
    let norm = squares > 0 ? 1 / squares.squareRoot() : 0
    denseScale = relevance.map { $0 * norm }
  }

  /// Whether this encoder differs so much from another that rebuilding the sums is worthwhile.
  func differs(from other: ColumnEncoder) -> Bool {
    if active != other.active { return true }
    for column in active {
      if abs(relevance[column] - other.relevance[column]) > 0.25 { return true }
      if codes[column].differs(from: other.codes[column]) { return true }
    }
    return false
  }

  var linearStride: Int { Kernels.padded(linearCount) }

  /// Encodes stored cells.
  ///
  /// - Complexity: O(columns).
  func encode(
    _ cells: UnsafePointer<UInt32>, rests: [Rest] = [], into example: inout EncodedExample
  ) {
    let levelKinds = ColumnBinner.levelCounts.count + 1
    // Safety: the example was made for this encoder, so that there is room for each column and
    // feature; `cells` has one for each column, and codes are below `codeLimit`.
    example.linear.withUnsafeMutableBufferPointer { linear in
      example.dense.withUnsafeMutableBufferPointer { dense in
        example.codes.withUnsafeMutableBufferPointer { out in
          example.levels.withUnsafeMutableBufferPointer { levels in
            linear.update(repeating: 0)
            dense.update(repeating: 0)
            linear[0] = Int16(2 * ColumnEncoder.unit) - 1
            for column in active {
              let cell = cells[column]
              let rest = rests.isEmpty ? 0 : Rest.value(of: column, in: rests)
              let code = codes[column].code(cell, rest: rest)
              out[column] = UInt8(truncatingIfNeeded: code)
              codes[column].levels.withUnsafeBufferPointer {
                for which in 0..<levelKinds {
                  levels[column * levelKinds + which] =
                    Int32($0[which * ColumnBinner.codeLimit + code])
                }
              }
              switch codes[column].kind {
              case .number:
                let z = codes[column].standardised(cell, rest: rest)
                let r = codes[column].rank(cell, rest: rest, code: code)
                let l = linearStart[column]
                add(z, at: l, linear)
                add((r - 0.5) * 3.4641016, at: l + 1, linear)
                if codes[column].hasMissing && code == 0 { add(1, at: l + 2, linear) }
                dense[fold(denseStart[column], denseCount)] +=
                  (codes[column].isHeavyTailed ? 0.5 * z + 0.5 * (r - 0.5) * 3.4641016 : z)
                  * denseScale[column]
              case .category:
                if code >= 1 && code <= codes[column].indicators {
                  add(1, at: linearStart[column] + code - 1, linear)
                  dense[fold(denseStart[column] + code - 1, denseCount)] += denseScale[column]
                }
              }
            }
          }
        }
      }
    }
  }

  /// Per dense input, whether it comes from the example itself rather than from its history.
  func ownInputs(_ columns: [Column]) -> [Bool] {
    var isOwn = [Bool](repeating: false, count: max(1, denseCount))
    for column in active where !columns[column].isDerived {
      let width = codes[column].kind == .number ? 1 : codes[column].indicators
      for input in 0..<width { isOwn[fold(denseStart[column] + input, denseCount)] = true }
    }
    return isOwn
  }

  @inline(__always)
  private func fold(_ index: Int, _ count: Int) -> Int { index < count ? index : index % count }

  @inline(__always)
  private func add(_ value: Float, at index: Int, _ linear: UnsafeMutableBufferPointer<Int16>) {
    let scaled = Int32(Elementary.round(value * ColumnEncoder.unit))
    let at = index < linearCount ? index : 1 + (index - 1) % (linearCount - 1)
    linear[at] = Int16(max(-2047, min(2047, Int32(linear[at]) + scaled)))
  }
}

extension ColumnEncoder: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(senses.map(\.code))
    writer.write(hasFields)
    writer.write(codes)
    writer.write(relevance)
    writer.write(active)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    var senses: [PayloadField.Kind] = []
    for code in try reader.read() as [Int] { senses.append(try PayloadField.Kind(code: code)) }
    let hasFields: Bool = try reader.read()
    let codes: [ColumnBinner] = try reader.read()
    let relevance: [Float] = try reader.read(count: codes.count)
    let active: [Int] = try reader.read()
    guard active.allSatisfy({ codes.indices.contains($0) }) else {
      throw .damaged("the encoder names a column that is not there")
    }
    self.init(
      senses: senses, hasFields: hasFields, codes: codes, relevance: relevance, active: active)
  }
}
