import ArgumentParser

/// Where what is learned is kept.
struct PersistenceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Save what was learned in this file at the end.", valueName: "path"))
  var save: String?

  @Option(help: ArgumentHelp("Continue with what this file holds.", valueName: "path"))
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "Write every row to this ledger before it is learned, and continue with what it holds.",
      valueName: "path"))
  var ledger: String?

  @Flag(
    help: ArgumentHelp(
      "Print a line whenever rows have been written: how many so far, file and line."))
  var acknowledge = false

  /// Where what was learned is found afterwards, if anywhere.
  var place: String? { save ?? ledger }

  /// Whether there is something to go on with, which knows what to predict.
  var goesOn: Bool { resume != nil || ledger.map(Model.isLedger) == true }

  func validate() throws {
    if acknowledge, ledger == nil {
      throw ValidationError(
        "--acknowledge needs --ledger; only a ledger is written row by row")
    }
  }
}
