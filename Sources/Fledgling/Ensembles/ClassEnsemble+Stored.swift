extension ClassEnsemble: Stored {
  func write(to writer: inout SnapshotWriter) {
    writer.write(seed)
    writer.write(bank)
    writer.write(classes)
    writer.write(counts)
    writer.write(learned)
    writer.write(linear)
    writer.write(kernels)
    writer.write(windows)
    writer.write(neighbours)
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
    let bank: FeatureBank = try reader.read()
    self.bank = bank
    classes = try reader.read()
    counts = try reader.read(count: classes)
    learned = try reader.read()
    linear = try reader.read()
    kernels = try reader.read()
    windows = try reader.read()
    neighbours = try reader.read()
    online = try reader.read()
    tables = try CountTables(contexts: bank.contexts, from: &reader)
    persistence = try reader.read()
    trees = try reader.read()
    recentTrees = try reader.read()
    let senses = try ClassSenses(Perception(bank.encoder.senses), from: &reader)
    self.senses = senses
    used = Array(0..<Expert.textCounts) + senses.experts
    temperatures = try reader.read(count: ClassEnsemble.ridges)
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
    guard kernels.count == bank.fourier.count, windows.count == 3,
      maps.count == ClassEnsemble.experts, first.count == ClassEnsemble.firstMixers,
      second.count == ClassEnsemble.secondMixers,
      persistence.stays.count >= classes
    else { throw .damaged("an expert or a mixer is missing") }
  }
}
