import ArgumentParser

/// How rows that a model answers are read.
struct RowInputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A .npy file with a vector for each row of the table.", valueName: "path"))
  var vector: [String] = []

  @OptionGroup var tables: InputOptions
}
