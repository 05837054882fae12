/// The stored form of a schema's examples: the columns of cells, and the payload fields whose
/// content is stored whole.
struct RowLayout: Sendable, Hashable {
  let columns: [Column]
  let senses: [PayloadField]
  private let isClassified: Bool
  private let fields: Int

  init(_ schema: Schema) {
    isClassified = schema.task == .classification
    fields = schema.fields.count
    columns = Column.columns(of: schema)
    senses = PayloadField.senses(of: schema)
  }

  /// Whether an example has columns of its own beside payload fields.
  var hasFields: Bool {
    columns.contains { column in
      if case .sequence = column.source { return false }
      return !column.isDerived
    }
  }

  /// An empty example.
  var blank: StoredRow { StoredRow(columns: columns, senses: senses) }

  /// An empty buffer for examples of this layout.
  var nothingRetained: ReplayBuffer { ReplayBuffer(columns: columns.count, senses: senses.count) }

  /// A hash of an example's own content and of its outcome, which identifies an example without id.
  func content(of row: StoredRow, outcome: WideCell) -> UInt64 {
    var hash = UInt64(outcome.cell)
    func mix(_ bits: UInt64) { hash = StableHash.finish(hash &* 0x100_0000_01b3 ^ bits) }
    for (index, column) in columns.enumerated() where !column.isDerived {
      mix(UInt64(row[index]))
    }
    for (index, sense) in senses.enumerated() where !sense.isDerived {
      mix(row.payloads[index].hash)
    }
    for rest in row.rests where !columns[Int(rest.column)].isDerived {
      mix(UInt64(rest.column) << 32 | UInt64(rest.value.bitPattern))
    }
    if outcome.rest != 0 { mix(UInt64(outcome.rest.bitPattern)) }
    return hash
  }

  /// Whether two examples have the same own content, whatever came before them.
  func haveSameContent(_ a: StoredRow, _ b: StoredRow) -> Bool {
    columns.indices.allSatisfy { columns[$0].isDerived || a[$0] == b[$0] }
      && senses.indices.allSatisfy { senses[$0].isDerived || a.payloads[$0] == b.payloads[$0] }
      && (a.rests == b.rests || ownRests(a) == ownRests(b))
  }

  private func ownRests(_ row: StoredRow) -> [Rest] {
    row.rests.filter { !columns[Int($0.column)].isDerived }
  }

  /// One in this many examples is learned without the outcomes before it, so that a learner can
  /// also predict rows whose earlier outcomes are unknown, because those rows are predicted but not
  /// learned.
  static let blindShare: UInt64 = 8

  /// Whether an example is learned without the outcomes before it, from the number of examples
  /// before it.
  ///
  /// Neither its id nor its content decides: the hash of the content includes the outcome, so that
  /// among equal examples all of one class might be blind and none of another.
  func isBlind(after count: Int) -> Bool {
    isClassified
      && StableHash.finish(UInt64(truncatingIfNeeded: count) &+ 1) % RowLayout.blindShare == 0
  }

  /// Makes the outcomes before an example missing.
  func hideOutcomes(in row: inout StoredRow) {
    clear(&row) { $0.isOutcome }
  }

  /// Makes the cells of some columns missing.
  func clear(_ row: inout StoredRow, where isCleared: (Column) -> Bool) {
    for (index, column) in columns.enumerated() where isCleared(column) {
      row.clear(index, column.kind)
    }
  }

  /// The stored form of an example, without history features.
  ///
  /// - Throws: ``LearnerError`` if the values do not fit the fields.
  func row(of values: [Value]) throws(LearnerError) -> StoredRow {
    try check(values)
    var row = blank
    fill(&row, from: values)
    LagState.deriveNothing(&row, self)
    return row
  }

  /// Checks that values fit the fields.
  func check(_ values: [Value]) throws(LearnerError) {
    guard values.count == fields else {
      throw .fieldCount(expected: fields, found: values.count)
    }
    for sense in senses {
      guard case .vector(let width) = sense.kind else { continue }
      try values[sense.field].checkVector(field: sense.name, width: width)
    }
  }

  /// Writes the cells and payloads that come from the example itself.
  ///
  /// - Complexity: O(columns + bytes of payloads).
  func fill(_ row: inout StoredRow, from values: [Value]) {
    row.rests.removeAll(keepingCapacity: true)
    for (index, column) in columns.enumerated() {
      switch column.source {
      case .field(let field):
        row[index] = Cell.cell(values[field], column.kind)
        if case .number(let number) = values[field], column.kind == .number {
          let rest = Rest.of(number)
          if rest != 0 { row.rests.append(Rest(column: index, value: rest)) }
        }
      case .datePart(let field, let part):
        if case .number(let seconds) = values[field], seconds.isFinite {
          row[index] = Cell.number(part.value(of: seconds))
        } else {
          row[index] = Cell.missingNumber
        }
      case .sequence(let field): row[index] = Cell.cell(values[field], .category)
      case .deviation, .outcome, .change, .elapsed, .sequenceOutcome: break
      }
    }
    for (index, sense) in senses.enumerated() where !sense.isDerived {
      row.payloads[index] = Payload(values[sense.field], sense.kind)
    }
  }

  /// Makes a field missing, with everything derived from it.
  func blank(_ field: Int, in row: inout StoredRow) {
    for place in places(of: field) { row.clear(place, columns[place].kind) }
    for (index, sense) in senses.enumerated() where sense.field == field {
      row.payloads[index] = .missing
    }
  }

  /// The columns in which a field is stored, and those derived from them.
  func places(of field: Int) -> [Int] {
    let own = columns.indices.filter { place in
      switch columns[place].source {
      case .field(let source), .datePart(field: let source, _), .sequence(field: let source):
        source == field
      case .deviation, .outcome, .change, .elapsed, .sequenceOutcome: false
      }
    }
    let isSequence = own.contains {
      if case .sequence = columns[$0].source { true } else { false }
    }
    return own
      + columns.indices.filter { place in
        switch columns[place].source {
        case .deviation(let source): own.contains(source)
        case .change(let source): isSequence || own.contains(source)
        case .elapsed, .sequenceOutcome: isSequence
        case .field, .datePart, .sequence, .outcome: false
        }
      }
  }
}
