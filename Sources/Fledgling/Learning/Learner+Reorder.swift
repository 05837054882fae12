extension Schema {
  /// The places in this schema of the fields of another schema, which has the same ones in some
  /// order.
  package func places(of other: Schema) -> [Int] {
    var places: [String: Int] = [:]
    for (place, field) in fields.enumerated() { places[field.name] = place }
    return other.fields.map { places[$0.name] ?? 0 }
  }

  /// The schema with its fields sorted by name.
  var sorted: Schema {
    let order = fields.sorted { $0.name < $1.name }
    guard let sorted = try? Schema(fields: order, target: target, task: task, notation: notation)
    else {
      preconditionFailure("the order of fields makes no schema wrong")
    }
    return sorted
  }
}

extension Learner {
  /// The order of fields in which two learners of the same fields are merged.
  ///
  /// It depends neither on which learner comes first nor on how several merges are grouped.
  func commonSchema(_ other: Learner) throws(MergeError) -> Schema {
    guard schema.fields.map(\.name) != other.schema.fields.map(\.name) else { return schema }
    switch (isComplete, other.isComplete) {
    case (true, true): return schema.sorted
    case (false, true): return schema
    case (true, false): return other.schema
    case (false, false): throw .differentOrders
    }
  }

  /// The consolidated learner of the same examples with its fields in another order; this learner
  /// itself, if the order is its own.
  ///
  /// - Precondition: every example is stored, or the order is the same.
  /// - Complexity: O(examples stored); takes at most about as long as learning them again.
  func reordered(as target: Schema) -> Learner {
    guard target.fields.map(\.name) != schema.fields.map(\.name) else { return self }
    let places = schema.places(of: target)
    var twin = Learner(schema: target, seed: seed)
    let sources = twin.layout.sources(in: layout, places: places)
    _ = twin.adopt(classes)
    var own = row
    for age in 0..<count {
      retained.copy(age, into: &own)
      let row = twin.layout.row(own, from: sources)
      let outcome = retained.outcome(age)
      var key = retained.key(age)
      if !key.isNamed {
        // An example without an id is identified by its content, in the order of the fields.
        let content = twin.layout.content(
          of: row, outcome: WideCell(outcome: self.outcome(outcome)))
        key = ExampleKey(content: content, time: key.knownTime)
      }
      twin.retained.add(row, outcome: outcome, key: key)
    }
    twin.count = count
    twin.forgotten = forgotten
    twin.rounded = rounded.reordered(as: target, places: places)
    for pin in pins.cases {
      twin.pins.add(
        Pins.Case(id: pin.id, row: twin.layout.row(pin.row, from: sources), outcome: pin.outcome))
    }
    twin.consolidate()
    return twin
  }
}

extension RowLayout {
  /// The places of this layout's columns and payload fields in another layout, of the same fields
  /// in another order; `nil` for those that derive from history.
  struct Sources {
    fileprivate let columns: [Int?]
    fileprivate let senses: [Int?]
  }

  /// The places of its columns and payload fields in another layout, where the fields have these
  /// places.
  func sources(in other: RowLayout, places: [Int]) -> Sources {
    var own: [Column.Source: Int] = [:]
    for (index, column) in other.columns.enumerated() { own[column.source] = index }
    return Sources(
      columns: columns.map { column in
        switch column.source {
        case .field(let field): own[.field(places[field])]
        case .datePart(let field, let part): own[.datePart(field: places[field], part)]
        case .sequence(let field): own[.sequence(field: places[field])]
        case .deviation, .outcome, .change, .elapsed, .sequenceOutcome: nil
        }
      },
      senses: senses.map { sense in
        sense.isDerived
          ? nil : other.senses.firstIndex { $0.field == places[sense.field] && !$0.isDerived }
      })
  }

  /// An example of another layout as it is stored in this one, without history features.
  func row(_ row: StoredRow, from sources: Sources) -> StoredRow {
    var own = blank
    LagState.deriveNothing(&own, self)
    for (column, source) in sources.columns.enumerated() {
      if let source { own.put(row.wide(source), at: column) }
    }
    for (sense, source) in sources.senses.enumerated() {
      if let source { own.payloads[sense] = row.payloads[source] }
    }
    return own
  }
}
