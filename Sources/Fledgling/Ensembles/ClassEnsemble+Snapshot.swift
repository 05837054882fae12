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
    next.write(to: &writer)
    recall.write(to: &writer)
    writer.write(quick)
    writer.write(quickMap)
    writer.write(thinkingWorth)
    writer.write(expertLoss)
    writer.write(expertHits)
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
    next = try ClassHead(.next, bank: bank, senses: senses, classes: classes, from: &reader)
    recall = try ClassRecall(bank: bank, senses: senses, classes: classes, from: &reader)
    quick = try reader.read()
    quickMap = try reader.read()
    thinkingWorth = try reader.read()
    expertLoss = try reader.read(count: ClassEnsemble.experts)
    expertHits = try reader.read(count: ClassEnsemble.experts)
    guard persistence.stays.count >= classes, quick.inputs == ClassEnsemble.inputs, expertsFit
    else { throw .damaged("an expert or a mixer does not fit") }
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
}
