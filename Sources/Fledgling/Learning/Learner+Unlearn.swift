extension Learner {
  /// The key that identifies an example.
  ///
  /// - Parameter experience: the example.
  /// - Returns: the key, made of the id or, without one, of the content.
  /// - Throws: ``LearnerError/fieldCount(expected:found:)``.
  public func key(of experience: Example) throws(LearnerError) -> ExampleKey {
    if let id = experience.id { return ExampleKey(id: id, time: experience.time) }
    let row = try layout.row(of: experience.values)
    return ExampleKey(
      content: layout.content(of: row, outcome: WideCell(outcome: experience.outcome)),
      time: experience.time)
  }

  /// Whether any learned example has an id.
  public var hasIDs: Bool { names.count > 0 }

  /// Whether an example with this id was learned; wrong for one id in 10¹³.
  ///
  /// - Parameter id: the example's id.
  /// - Returns: whether the id is known.
  public func hasLearned(id: String) -> Bool {
    names.contains(ExampleKey(id: id, time: nil).hash)
  }

  /// Whether an example with this id was unlearned; it cannot be learned again.
  ///
  /// - Parameter id: the example's id.
  /// - Returns: whether the id was unlearned.
  public func hasUnlearned(id: String) -> Bool {
    forgotten.contains(ExampleKey(id: id, time: nil).hash)
  }

  /// Unlearns examples by their ids, all or none.
  ///
  /// The sums are then bit-identical to those of a learner that never saw the examples, and trees
  /// that were grown from them are dropped; ``consolidate()`` rebuilds windows, calibration and
  /// mixers without them.  The ids are remembered, so that a merge does not bring the examples
  /// back.
  ///
  /// - Parameter ids: the examples' ids.
  /// - Returns: the number unlearned, and the ids that had been unlearned before.
  /// - Throws: ``UnlearnError`` if an id was never learned, or its example is no longer stored; the
  ///   learner is unchanged then.
  /// - Complexity: O(examples stored + examples unlearned).
  @discardableResult
  public mutating func unlearn(
    ids: some Collection<String>
  ) throws(UnlearnError) -> Unlearned {
    var wanted: [UInt64: String] = [:]
    for id in ids { wanted[ExampleKey(id: id, time: nil).hash] = id }
    let gone = retained.ages(of: Set(wanted.keys))
    for age in gone { wanted[retained.key(age).hash] = nil }
    let before = wanted.filter { forgotten.contains($0.key) }.map(\.value)
    let missing = wanted.filter { !forgotten.contains($0.key) }
    guard missing.isEmpty else {
      throw UnlearnError(
        unknown: missing.filter { !names.contains($0.key) }.map(\.value),
        notKept: missing.filter { names.contains($0.key) }.map(\.value))
    }
    remove(gone)
    return Unlearned(count: gone.count, before: before)
  }

  /// Unlearns examples by their keys, each as often as its key is given; see ``unlearn(ids:)``.
  ///
  /// - Parameters:
  ///   - keys: the keys, in any order.
  ///   - isForgetting: whether the ids are barred from being learned again; false if an example is
  ///     to be learned again with another outcome.
  /// - Returns: the keys of examples that are not stored, as often as they are missing.
  public mutating func unlearn(
    keys: some Collection<ExampleKey>, isForgetting: Bool = true
  ) -> [ExampleKey] {
    var wanted: [ExampleKey: Int] = [:]
    for key in keys { wanted[key, default: 0] += 1 }
    let gone = retained.ages(of: Set(keys.map(\.hash))).filter { age in
      let key = retained.key(age)
      guard let open = wanted[key], open > 0 else { return false }
      wanted[key] = open - 1
      return true
    }
    remove(gone, isForgetting: isForgetting)
    return wanted.filter { $0.value > 0 }.flatMap { Array(repeating: $0.key, count: $0.value) }
      .sorted()
  }

  /// Removes stored examples by their places in the order of arrival, ascending.
  mutating func remove(_ ages: [Int], isForgetting: Bool = true) {
    guard !ages.isEmpty else { return }
    let gone = retained.selection(ages)
    for age in 0..<gone.count where gone.key(age).isNamed {
      names.remove(gone.key(age).hash)
      if isForgetting { forgotten.insert(gone.key(age).hash) }
    }
    if isForgetting, !pins.isEmpty {
      let hashes = Set(gone.keys.map(\.hash))
      pins.remove { hashes.contains(ExampleKey(id: $0.id, time: nil).hash) }
    }
    subtract(gone)
    classifier?.ensemble.dropTrees()
    regressor?.ensemble.dropTrees()
    retained.remove(ages)
  }

  /// Removes examples from the sums and the sketches.
  mutating func subtract(_ gone: ReplayBuffer) {
    classifier?.ensemble.subtract(gone)
    regressor?.ensemble.subtract(gone)
    for column in columns.indices {
      sketches[column].add(column, of: gone, -1)
    }
    count -= gone.count
  }
}

extension Learner {
  /// The comparison of a new example with the one learned under its id.
  public enum Standing: Sendable, Hashable {
    /// The values and the outcome are the same.
    case same
    /// The values are the same, the outcome differs: the new example is a correction.
    case corrected
    /// The values differ: the id is used for two examples.
    case different
    /// The example is not stored.
    case unknown
  }

  /// Compares an example with the one that was learned under its id.
  ///
  /// - Parameters:
  ///   - values: the new example's values, in the schema's order.
  ///   - outcome: its outcome.
  ///   - id: its id.
  /// - Returns: the result of the comparison.
  /// - Throws: ``LearnerError/fieldCount(expected:found:)``.
  /// - Complexity: O(examples stored).
  public func standing(
    of values: [Value], outcome: Outcome, id: String
  ) throws(LearnerError) -> Standing {
    let given = try layout.row(of: values)
    let ages = retained.ages(of: [ExampleKey(id: id, time: nil).hash])
    guard let age = ages.first else { return .unknown }
    var kept = given
    retained.copy(age, into: &kept)
    guard layout.haveSameContent(kept, given) else { return .different }
    return isKept(outcome, age) ? .same : .corrected
  }

  /// Whether the stored example of an age has this outcome.
  private func isKept(_ outcome: Outcome, _ age: Int) -> Bool {
    let kept = self.outcome(retained.outcome(age))
    guard case .number(let number) = outcome else { return kept == outcome }
    return kept == .number(Regressor.kept(number))
  }

  /// Removes an example so that it can be learned again with another outcome.
  ///
  /// - Parameter id: the example's id.
  /// - Returns: whether it was stored, and so was removed.
  /// - Complexity: O(examples stored).
  public mutating func retract(id: String) -> Bool {
    let ages = retained.ages(of: [ExampleKey(id: id, time: nil).hash])
    remove(ages, isForgetting: false)
    return !ages.isEmpty
  }

  /// The keys of stored examples with a given value in a field.
  ///
  /// Categories are compared by 32 bits of their hashes; numbers as a learner stores them: to 49
  /// bits from 32,768 on, to seven digits below.
  ///
  /// - Parameters:
  ///   - field: the index of the field in the schema.
  ///   - value: the value to find.
  /// - Returns: the keys, in the order of arrival.
  /// - Throws: ``LearnerError/rounded(field:)`` if examples match but the match may be due to
  ///   rounding.
  /// - Complexity: O(examples stored).
  public func keys(
    where field: Int, equals value: Value
  ) throws(LearnerError) -> [ExampleKey] {
    let places = layout.places(of: field).filter { !columns[$0].isDerived }
    let senses = layout.senses.indices.filter {
      layout.senses[$0].field == field && !layout.senses[$0].isDerived
    }
    var values = [Value](repeating: .missing, count: schema.fields.count)
    values[field] = value
    var wanted = row
    layout.fill(&wanted, from: values)
    var row = row
    let keys = (0..<retained.count).compactMap { age in
      retained.copy(age, into: &row)
      let isSame =
        places.allSatisfy { row[$0] == wanted[$0] }
        && senses.allSatisfy { row.payloads[$0] == wanted.payloads[$0] }
        && places.allSatisfy { row.wide($0).rest == wanted.wide($0).rest }
      return isSame ? retained.key(age) : nil
    }
    switch isExact(field, value) {
    case .always: return keys
    case .never: return []
    case .unknown:
      guard keys.isEmpty else { throw .rounded(field: schema.fields[field].name) }
      return []
    }
  }

  /// Whether equal stored values imply that the given values were equal.
  private enum Exactness {
    case always, never, unknown
  }

  private func isExact(_ field: Int, _ value: Value) -> Exactness {
    switch (schema.fields[field].kind, value) {
    case (.number, .number(let number)): exactness(of: number, isRounded: rounded[field])
    case (.dateTime, .number): .unknown
    case (.text, .text(let text)):
      text.utf8.count < Payload.textLimit ? .always : .unknown
    default: .always
    }
  }

  private func exactness(of number: Double, isRounded: Bool) -> Exactness {
    if isRounded { return .unknown }
    return RoundedFields.isDistinct(number) ? .always : .never
  }

  /// The keys of stored examples with a given outcome.
  ///
  /// - Parameter outcome: the outcome to find.
  /// - Returns: the keys, in the order of arrival.
  /// - Complexity: O(examples stored).
  public func keys(whereOutcome outcome: Outcome) -> [ExampleKey] {
    (0..<retained.count).filter { isKept(outcome, $0) }
      .map { retained.key($0) }
  }

  /// The state hash after summing every stored example again with the current encoder: that of a
  /// learner that never saw any other example.  `nil` if not every example is stored.
  ///
  /// - Complexity: O(examples).
  public var rederivedStateHash: String? { isComplete ? viewed(as: self).stateHash : nil }
}
