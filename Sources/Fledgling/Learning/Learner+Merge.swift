extension Learner {
  /// The number of stored examples without an id.
  var unnamedCount: Int { retained.keys.count { !$0.isNamed } }

  func checkKinship(_ other: Learner) throws(MergeError) {
    if schema.task != other.schema.task || schema.target != other.schema.target {
      throw .differentSchemas(
        "one predicts \"\(schema.target)\" (\(schema.task.rawValue)), another "
          + "\"\(other.schema.target)\" (\(other.schema.task.rawValue))")
    }
    let names = schema.fields.map(\.name)
    let others = other.schema.fields.map(\.name)
    if let alone = Set(names).symmetricDifference(others).min() {
      throw .differentSchemas("only one of them reads \"\(alone)\"")
    }
    let twins = other.schema.places(of: schema).map { other.schema.fields[$0] }
    for (field, twin) in zip(schema.fields, twins) where field.kind != twin.kind {
      throw .differentSchemas(
        "to one \"\(field.name)\" is a \(field.kind.rawValue), to another a \(twin.kind.rawValue)")
    }
    for (field, twin) in zip(schema.fields, twins) where field.width != twin.width {
      throw .differentSchemas(
        "to one \"\(field.name)\" is \(field.width) wide, to another \(twin.width)")
    }
    guard seed == other.seed else { throw .differentSeeds(seed, other.seed) }
  }

  /// Unlearns the examples that another learner unlearned.
  ///
  /// - Returns: the number of examples removed.
  mutating func leaveOut(_ unlearned: IDSet) throws(MergeError) -> Int {
    let known = unlearned.hashes.filter { names.contains($0) }
    let gone = retained.ages(of: known)
    guard gone.count == known.count else { throw .notKept(count: known.count - gone.count) }
    remove(gone)
    for hash in unlearned.hashes { forgotten.insert(hash) }
    pins.remove { unlearned.contains(ExampleKey(id: $0.id, time: nil).hash) }
    return gone.count
  }

  /// Removes the examples that another learner has as well.
  ///
  /// - Returns: the number of examples removed.
  mutating func removeDuplicates(of other: Learner) throws(MergeError) -> Int {
    guard names.overlap(other.names) > 0 else { return 0 }
    var ages: [UInt64: Int] = [:]
    for age in 0..<other.count where other.retained.key(age).isNamed {
      ages[other.retained.key(age).hash] = age
    }
    var twice: [Int] = []
    var conflicts = 0
    for age in 0..<count {
      guard let twin = ages[retained.key(age).hash] else { continue }
      twice.append(age)
      if !isAlike(age, other, twin) { conflicts += 1 }
    }
    guard conflicts == 0 else { throw .conflict(count: conflicts) }
    retained.remove(twice)
    count -= twice.count
    return twice.count
  }

  /// Whether two examples have the same time, fields and outcome.
  private func isAlike(_ age: Int, _ other: Learner, _ twin: Int) -> Bool {
    var own = row
    var others = row
    retained.copy(age, into: &own)
    other.retained.copy(twin, into: &others)
    return outcome(retained.outcome(age)) == other.outcome(other.retained.outcome(twin))
      && retained.key(age) == other.retained.key(twin)
      && layout.haveSameContent(own, others)
  }

  /// Adds the examples of another learner; both parts fit together only after a rebuild.
  mutating func unite(_ other: Learner) {
    let numbers = adopt(other.classes)
    for age in 0..<other.count {
      other.retained.copy(age, into: &row)
      let outcome = other.retained.outcome(age)
      retained.add(
        row, outcome: numbers.isEmpty ? outcome : Double(numbers[Int(outcome)]),
        key: other.retained.key(age))
    }
    count += other.count
    names.formUnion(other.names)
    rounded.formUnion(other.rounded)
  }

  /// Registers classes of another learner.
  ///
  /// - Returns: their numbers.
  mutating func adopt(_ labels: [String]) -> [Int] {
    for label in labels { classifier?.adopt(label) }
    return labels.map { classes.firstIndex(of: $0) ?? 0 }
  }

  /// This learner's examples, summed with another learner's encoder.
  func viewed(as other: Learner) -> Learner {
    var twin = other
    twin.count = 0
    twin.classifier?.reset(classes: classes)
    twin.regressor?.reset()
    twin.retained = retained
    twin.names = names
    twin.forgotten = forgotten
    twin.rounded = rounded
    for column in columns.indices {
      twin.sketches[column] = ColumnSketch(
        kind: columns[column].kind, anchor: other.sketches[column].anchor)
    }
    for age in 0..<count {
      retained.copy(age, into: &twin.row)
      twin.sum(twin.row, outcome: retained.outcome(age))
    }
    return twin
  }

  /// Adds another learner's sums, and stores the newest examples of both learners.
  mutating func absorb(_ other: Learner) throws(MergeError) {
    guard encoderHash == other.encoderHash,
      zip(sketches, other.sketches).allSatisfy({ $0.anchor == $1.anchor })
    else { throw .incompleteReplay }
    let united = Set(classes).union(other.classes).count
    guard united <= Schema.classLimit else { throw .tooManyClasses(united) }
    let numbers = adopt(other.classes)
    if let theirs = other.classifier {
      classifier?.ensemble.add(sumsOf: theirs.ensemble, numbers: numbers)
    }
    if let theirs = other.regressor { regressor?.ensemble.add(sumsOf: theirs.ensemble) }
    for column in columns.indices { sketches[column].add(other.sketches[column]) }
    var theirs = other.retained
    if schema.task == .classification { theirs.renumber(numbers) }
    retained = retained.united(theirs)
    count += other.count
    names.formUnion(other.names)
    rounded.formUnion(other.rounded)
  }
}
