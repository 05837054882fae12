extension ClassEnsemble: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(seed)
    writer.write(columnExperts)
    writer.write(classes)
    writer.write(counts)
    writer.write(learned)
    writer.write(online)
    tables.write(to: &writer)
    writer.write(persistence)
    writer.write(trees)
    writer.write(recentTrees)
    senses.write(to: &writer)
    writer.write(temperatures)
    writer.write(maps)
    writer.write(answerMap)
    writer.write(first)
    writer.write(second)
    writer.write(quick)
    writer.write(quickMap)
    writer.write(thinkingWorth)
    writer.write(recentLoss)
    writer.write(lossWithTrees)
    writer.write(lossWithoutTrees)
    writer.write(expertLoss)
    writer.write(expertHits)
    writer.write(judged)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    seed = try reader.read()
    let columnExperts: ColumnExperts = try reader.read()
    self.columnExperts = columnExperts
    let bank = columnExperts.bank
    classes = try reader.read()
    counts = try reader.read(count: classes)
    learned = try reader.read()
    online = try reader.read()
    tables = try CountTables(contexts: bank.contexts, from: &reader)
    persistence = try reader.read()
    trees = try reader.read()
    recentTrees = try reader.read()
    let senses = try ClassPayloadExperts(
      PayloadFeatureExtractor(bank.encoder.senses), from: &reader)
    self.senses = senses
    used = ClassExpert.overColumns + senses.experts
    temperatures = try reader.read(count: ClassExpert.ridges.count)
    maps = try reader.read()
    answerMap = try reader.read()
    first = try reader.read()
    second = try reader.read()
    quick = try reader.read()
    quickMap = try reader.read()
    thinkingWorth = try reader.read()
    recentLoss = try reader.read(count: ClassEnsemble.secondMixers)
    lossWithTrees = try reader.read()
    lossWithoutTrees = try reader.read()
    expertLoss = try reader.read(count: ClassEnsemble.experts)
    expertHits = try reader.read(count: ClassEnsemble.experts)
    judged = try reader.read()
    guard maps.count == ClassEnsemble.experts, first.count == ClassEnsemble.firstMixers,
      second.count == ClassEnsemble.secondMixers,
      persistence.stays.count >= classes
    else { throw .damaged("an expert or a mixer is missing") }
    guard expertsFit, mixersFit else { throw .damaged("an expert or a mixer does not fit") }
  }

  /// Whether every expert has room for the encoder and the classes: unsafe code relies on these
  /// checks.
  private var expertsFit: Bool {
    // Room is made with the first class.
    let room = classes == 0 ? 0 : max(2, classes)
    let neighbours = columnExperts.neighbours
    return columnExperts.hasRoom(for: room) && tables.classCapacity >= room
      && neighbours.outcomes[..<neighbours.count].allSatisfy { $0 >= 0 && $0 < Float(classes) }
      && online.features == bank.encoder.linearStride && online.columns >= columns
      && [trees, recentTrees].allSatisfy {
        $0.map { $0.columns <= columns && $0.fits(bank.encoder) } ?? true
      }
  }

  private var mixersFit: Bool {
    let inputs = bank.contexts.count * CountTables.rates
    return first.allSatisfy { $0.inputs == inputs }
      && first.dropFirst().allSatisfy { $0.sets >= classes + 1 || classes == 0 }
      && (second + [quick]).allSatisfy { $0.inputs == ClassEnsemble.inputs }
      && second[2...3].allSatisfy { $0.sets >= classes + 1 || classes == 0 }
  }
}
