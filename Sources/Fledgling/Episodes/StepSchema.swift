/// The stored form of episodes' steps: the columns of cells.
struct StepSchema: Sendable, Hashable {
  /// One coordinate of a step.
  struct Column: Sendable, Hashable {
    enum Source: Sendable, Hashable {
      case own
      case datePart(DatePart)
      /// One number of the fixed summary of a text, a vector or an image.
      case aspect(Int)
    }

    let name: String
    let kind: Fledgling.Column.Kind
    let field: Int
    let source: Source
  }

  /// The periodic parts of a date.
  private static let dateParts: [DatePart] = [.weekday, .hour]

  let fields: [Field]
  let columns: [Column]

  init(_ schema: Schema) {
    fields = schema.fields
    var columns: [Column] = []
    for (index, field) in schema.fields.enumerated() {
      switch field.kind {
      case .number:
        columns.append(Column(name: field.name, kind: .number, field: index, source: .own))
      case .category, .boolean, .sequence:
        columns.append(Column(name: field.name, kind: .category, field: index, source: .own))
      case .dateTime:
        for part in StepSchema.dateParts {
          columns.append(
            Column(
              name: "\(field.name) (\(part.rawValue))", kind: .number, field: index,
              source: .datePart(part)))
        }
      case .text, .vector, .image:
        for aspect in 0..<PayloadSummary.count {
          columns.append(
            Column(
              name: "\(field.name) (aspect \(aspect + 1))", kind: .number, field: index,
              source: .aspect(aspect)))
        }
      }
    }
    self.columns = columns
  }

  /// Checks that values fit the fields.
  func check(_ values: [Value]) throws(LearnerError) {
    guard values.count == fields.count else {
      throw .fieldCount(expected: fields.count, found: values.count)
    }
    for (field, value) in zip(fields, values) where field.kind == .vector {
      try value.checkVector(field: field.name, width: field.width)
    }
  }

  /// Appends a step's cells.
  ///
  /// - Complexity: O(columns + bytes of payloads).
  func append(_ values: [Value], to cells: inout [UInt32]) {
    var aspects: [Float]?
    for column in columns {
      let value = values[column.field]
      switch column.source {
      case .own: cells.append(Cell.cell(value, column.kind))
      case .datePart(let part):
        if case .number(let seconds) = value, seconds.isFinite {
          cells.append(Cell.number(part.value(of: seconds)))
        } else {
          cells.append(Cell.missingNumber)
        }
      case .aspect(let aspect):
        if aspect == 0 { aspects = PayloadSummary.of(value) }
        cells.append(aspects.map { Cell.number($0[aspect]) } ?? Cell.missingNumber)
      }
    }
  }
}
