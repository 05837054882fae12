import TestSupport
import Testing

struct HelpTests {
  @Test func version() throws {
    let run = try Program.run(["--version"])
    #expect(run.status == 0)
    #expect(run.output == "fledgling 0.1.0\n")
    #expect(run.errors.isEmpty)
  }

  @Test func overview() throws {
    let run = try Program.run(["--help"])
    #expect(run.status == 0)
    #expect(
      run.output == """
        OVERVIEW: Learn from the rows of tables, one by one, and predict from the first
        row on.

        Every row is predicted before it is learned, so the report shows the accuracy
        on rows the model had not seen.

        EXAMPLES:
          fledgling learn parcels.csv --target late --save parcels.model
          fledgling predict parcels.model today.csv
          fledgling watch cases.csv --episode case --order at --outcome state
          fledgling explain parcels.model today.csv:1
          fledgling merge north.model south.model --output both.model
          fledgling unlearn parcels.model --id P-1004

        EXIT STATUS:
          0 success, 1 error in the input or the model, 64 wrong usage, 130 interrupted

        USAGE: fledgling <subcommand>

        OPTIONS:
          --version               Show the version.
          -h, --help              Show help information.

        SUBCOMMANDS:
          learn                   Learn from tables, row by row, and report how good
                                  the predictions were.
          predict                 Predict the rows of a table with a saved model.
          watch                   Follow unfinished episodes and predict how they will
                                  end.
          ask                     List the rows most worth labelling.
          explain                 Explain the prediction of a row.
          inspect                 Show what a model or a monitor has learned.
          consolidate             Rebuild a model from its examples, independent of the
                                  order of learning.
          merge                   Merge models that learned separately into one.
          unlearn                 Remove examples from a model as if it had never seen
                                  them.
          verify-unlearned        Check that a model holds nothing but its remaining
                                  examples.
          pin                     Pin the outcome of a case.
          ledger                  Export, import, check or compact a ledger.

          See 'fledgling help <subcommand>' for detailed help.

        """)
    #expect(try Program.run([]).output == run.output)
  }

  @Test(arguments: [
    (
      "learn",
      [
        "--target", "--drop", "--id", "--time", "--kind", "--number", "--category", "--date",
        "--delimiter", "--day-first", "--strict", "--limit", "--seed", "--save", "--resume",
        "--report", "--quiet", "--ledger", "--source", "--acknowledge", "--pin-corrections",
        "--text", "--vector", "--image", "--sequence", "--labels", "--target-from-folder",
      ]
    ),
    (
      "predict",
      [
        "--vector", "--format", "--all", "--effort", "--abstain-below", "--abstain-wider",
        "--no-familiarity", "--strict",
      ]
    ),
    (
      "watch",
      [
        "--episode", "--order", "--outcome", "--remaining", "--cap", "--bad", "--bad-above",
        "--bad-below", "--alarm-rate", "--train-fraction", "--unfinished", "--end",
        "--prefix", "--predictions", "--explain", "--drop", "--number", "--category", "--date",
        "--text",
        "--delimiter", "--day-first", "--strict", "--seed", "--save", "--resume", "--report",
        "--quiet", "--ledger", "--acknowledge",
      ]
    ),
    ("ask", ["--count", "--vector", "--format", "--strict"]),
    ("inspect", ["--json"]),
    ("explain", ["--json"]),
    ("consolidate", ["--json"]),
    ("merge", ["-o, --output", "--json"]),
    ("unlearn", ["--id", "--ids-from", "--where", "--key"]),
    ("verify-unlearned", ["--receipt", "--json"]),
    ("pin", ["--outcome", "--name", "--replace", "--new-class", "--remove", "--list"]),
    ("ledger", ["export", "import", "check", "compact"]),
  ])
  func command(name: String, options: [String]) throws {
    let run = try Program.run([name, "--help"])
    #expect(run.status == 0)
    #expect(run.output.contains("EXAMPLES:\n  fledgling "))
    #expect(run.output.contains("  fledgling \(name) "))
    #expect(run.output.contains("USAGE: fledgling \(name) "))
    for option in options { #expect(run.output.contains("\n  \(option) "), "\(option)") }
    let long = run.lines.filter { $0.count > 80 && !$0.hasPrefix("USAGE") }
    #expect(long.isEmpty)
  }

  /// What an option that several commands share is for.
  enum Share: String, CaseIterable {
    case tables, persistence, report, notes

    var options: [String] {
      switch self {
      case .tables: ["--delimiter", "--encoding", "--day-first", "--month-first"]
      case .persistence: ["--save", "--resume", "--ledger", "--acknowledge", "--seed"]
      case .report: ["--json"]
      case .notes: ["--quiet"]
      }
    }

    /// The commands that do this.
    var commands: [String] {
      switch self {
      case .tables: ["learn", "predict", "watch", "ask", "explain", "pin"]
      case .persistence: ["learn", "watch"]
      case .report:
        [
          "learn", "watch", "explain", "inspect", "consolidate", "merge", "verify-unlearned", "pin",
          "ledger import", "ledger check", "ledger compact",
        ]
      case .notes: Share.report.commands + ["predict", "ask", "unlearn"]
      }
    }
  }

  /// An option means the same in all commands, so its help is the same.
  @Test(arguments: Share.allCases)
  func sharedOptions(of share: Share) throws {
    var known: [String: String] = [:]
    for command in share.commands {
      let run = try Program.run(command.split(separator: " ").map(String.init) + ["--help"])
      try #require(run.status == 0, "\(command)")
      for option in share.options {
        let help = try #require(HelpTests.help(of: option, in: run.lines), "\(command) \(option)")
        #expect(help == known[option, default: help], "\(command)")
        known[option] = help
      }
    }
  }

  /// The lines that say what an option means.
  private static func help(of option: String, in lines: [String]) -> String? {
    guard let start = lines.firstIndex(where: { $0.hasPrefix("  \(option) ") }) else { return nil }
    let rest = lines[(start + 1)...].prefix { $0.hasPrefix("     ") }
    return ([lines[start]] + rest).joined(separator: "\n")
  }

  @Test(arguments: [
    ["fly"], ["learn"], ["learn", "a.csv"], ["learn", "a.csv", "--target"],
    ["learn", "a.csv", "--target", "x", "--kind", "guess"],
    ["learn", "a.csv", "--target", "x", "--limit", "0"],
    ["learn", "a.csv", "--target", "x", "--limit", "many"],
    ["learn", "a.csv", "--target", "x", "--number", "a,b", "--date", "b"],
    ["learn", "a.csv", "--target", "x", "--drop", "x"],
    ["learn", "a.csv", "--target", "x", "--fast"], ["learn", "-", "-", "--target", "x"],
    ["watch", "a.csv"], ["watch", "a.csv", "--episode", "a", "--order", "b", "--fast"],
    ["predict", "a.model"], ["predict", "a.model", "a.csv", "--format", "xml"], ["inspect"],
    ["learn", "a.csv", "--target", "x", "--report", "text", "--json"],
  ])
  func wrongUsage(arguments: [String]) throws {
    let run = try Program.run(arguments)
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.firstError.hasPrefix("error: "))
    #expect(run.firstError.count > 15)
    #expect(run.errors.contains("Usage: fledgling"))
  }
}
