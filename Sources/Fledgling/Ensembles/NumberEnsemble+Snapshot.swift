extension NumberEnsemble: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(seed)
    writer.write(columnExperts)
    scale.write(to: &writer)
    writer.write(learned)
    writer.write(nextSolve)
    writer.write(anova)
    tables.write(to: &writer)
    writer.write(tableRidge)
    senses.write(to: &writer)
    writer.write(hidden)
    writer.write(trees)
    writer.write(logTrees)
    writer.write(first)
    writer.write(consensus)
    writer.write(leaders)
    writer.write(stacks)
    writer.write(treelessStack)
    writer.write(final)
    writer.write(residualScale)
    writer.write(interval)
    writer.write(sum)
    writer.write(summed)
    for value in [
      recentMean, lastOutcome, lastError, recentError, recentSize, lowest, highest,
      lossWithTrees, lossWithoutTrees,
    ] {
      writer.write(value)
    }
    writer.write(expertSquares)
    writer.write(judged)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let seed = try reader.read(UInt64.self)
    let columnExperts: ColumnExperts = try reader.read()
    let bank = columnExperts.bank
    self.init(encoder: bank.encoder, seed: seed)
    self.columnExperts = columnExperts
    setScaleColumns()
    scale = try TargetScaler(from: &reader)
    learned = try reader.read()
    nextSolve = try reader.read()
    let blankAnova = anova
    anova = try reader.read()
    tables = try MeanTables(contexts: bank.contexts, from: &reader)
    let blankTableRidge = tableRidge
    tableRidge = try reader.read()
    senses = try NumberPayloadExperts(PayloadFeatureExtractor(bank.encoder.senses), from: &reader)
    hidden = try reader.read()
    trees = try reader.read()
    logTrees = try reader.read()
    first = try reader.read()
    consensus = try reader.read()
    leaders = try reader.read()
    stacks = try reader.read()
    treelessStack = try reader.read()
    final = try reader.read()
    residualScale = try reader.read()
    interval = try reader.read()
    sum = try reader.read()
    summed = try reader.read()
    recentMean = try reader.read()
    lastOutcome = try reader.read()
    lastError = try reader.read()
    recentError = try reader.read()
    recentSize = try reader.read()
    lowest = try reader.read()
    highest = try reader.read()
    lossWithTrees = try reader.read()
    lossWithoutTrees = try reader.read()
    expertSquares = try reader.read(count: NumberEnsemble.experts)
    judged = try reader.read()
    guard columnExperts.hasRoom(for: 2), anova.isLike(blankAnova), anova.sums.targets >= 2,
      tableRidge.features == blankTableRidge.features, tableRidge.targetCount >= 1,
      [trees, logTrees].allSatisfy({ $0?.trees.fits(bank.encoder) ?? true }),
      first.count == NumberEnsemble.firstMixers, first.allSatisfy({ $0.inputs == tables.inputs }),
      first.dropFirst().allSatisfy({ $0.sets == NumberEnsemble.bins }),
      consensus.weights.count == NumberEnsemble.experts,
      leaders.weights.count == NumberEnsemble.experts,
      final.weights.count == NumberEnsemble.secondMeans,
      stacks.count == NumberEnsemble.memories.count
    else { throw .damaged("an expert or a mixer is missing") }
  }
}
