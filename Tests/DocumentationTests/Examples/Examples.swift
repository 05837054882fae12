extension Example {
  static var all: [Example] {
    [
      Example(name: "Dice") { _ in },
      Example(name: "Overview", body: overview),
      Example(name: "GettingStarted", body: gettingStarted),
      Example(name: "RidgeExperts", body: ridgeExperts),
      Example(name: "CountTables", body: countTables),
      Example(name: "Neighbours", body: neighbours),
      Example(name: "BoostedTrees", body: boostedTrees),
      Example(name: "Calibration", body: calibration),
      Example(name: "Prequential", body: prequential),
      Example(name: "RichData", body: richData),
      Example(name: "Episodes", body: episodes),
      Example(name: "Merging", body: merging),
      Example(name: "Ledger", body: ledger),
      Example(name: "Table", body: table),
      Example(name: "Image", body: image),
    ]
  }
}
