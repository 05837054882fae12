import ArgumentParser

/// What becomes of rows that cannot be read.
struct StrictOption: ParsableArguments {
  @Flag(help: "Stop at the first row that cannot be read.")
  var strict = false
}
