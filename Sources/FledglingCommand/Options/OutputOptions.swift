import ArgumentParser

/// What a command prints on standard error.
struct QuietOption: ParsableArguments {
  @Flag(help: "No progress and no notes; warnings and errors are shown.")
  var quiet = false

  var notes: Notes { Notes(isQuiet: quiet) }
}

/// What a command that reports prints.
struct OutputOptions: ParsableArguments {
  @Flag(help: "One JSON object instead of words.")
  var json = false

  @OptionGroup var quietness: QuietOption

  var notes: Notes { quietness.notes }
}

/// How the report is written.
enum ReportStyle: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// What a command prints whose report has a style.
struct ReportOptions: ParsableArguments {
  @Option(help: ArgumentHelp("text or json; --json is short for json.", valueName: "style"))
  var report: ReportStyle?

  @OptionGroup var output: OutputOptions

  var style: ReportStyle { output.json ? .json : report ?? .text }

  var notes: Notes { output.notes }

  func validate() throws {
    if output.json, report == .text {
      throw ValidationError("--json and --report text contradict each other; use one of them")
    }
  }
}
