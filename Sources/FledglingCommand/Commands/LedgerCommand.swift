import ArgumentParser
import Fledgling
import FledglingStore

struct LedgerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "Export, import, check or compact a ledger.",
    discussion: """
      A ledger is a file that holds every example a model learned, and nothing that was unlearned.

      EXAMPLES:
        fledgling learn parcels.csv --target late --id tracking --ledger parcels.ledger
        fledgling ledger export parcels.ledger > parcels.jsonl
        fledgling ledger import parcels.ledger more.jsonl
        fledgling ledger check parcels.ledger
        fledgling ledger compact parcels.ledger
      """,
    subcommands: [Export.self, Import.self, Check.self, Compact.self])

  static let pathHelp: ArgumentHelp = "A ledger that \"fledgling learn --ledger\" has written."

  static func open(_ path: String) throws(CommandError) -> Ledger {
    do {
      return try Ledger.open(path)
    } catch { throw CommandError(describing: error) }
  }
}

extension LedgerCommand {
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write every entry as JSON Lines, in the order of arrival.")

    @Argument(help: LedgerCommand.pathHelp) var ledger: String

    func run() throws {
      let opened = try LedgerCommand.open(ledger)
      var output = Output()
      do {
        try opened.forEachLine { line in try output.line(String(line.dropLast())) }
      } catch let error as LedgerError {
        throw CommandError(describing: error)
      }
      try output.flush()
    }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Append exported entries, all or none, and learn them.")

    @Argument(help: LedgerCommand.pathHelp) var ledger: String

    @Argument(help: "A file of JSON Lines; - is standard input.") var file: String

    @OptionGroup var output: OutputOptions

    func run() throws {
      let opened = try LedgerCommand.open(ledger)
      do {
        let count = try opened.importLines(from: file == "-" ? "/dev/stdin" : file)
        var rebuild = RebuildLine(of: ledger, output.notes)
        let durable = try DurableLearner(opening: opened) { rebuild.show($0) }
        rebuild.clear()
        try durable.saveSnapshot()
        guard !output.json else {
          return try Output.print(
            JSON.object([("appended", .integer(count)), ("entries", .integer(opened.count))]).text)
        }
        try Output.print(
          "\(ledger.onOneLine): \(NumberText.count(count)) appended, "
            + "\(NumberText.plural(opened.count, "entry", "entries")) in all")
      } catch { throw CommandError(describing: error) }
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check for damage; exits with status 1 if there is any.")

    @Argument(help: LedgerCommand.pathHelp) var ledger: String

    @OptionGroup var output: OutputOptions

    func run() throws {
      let opened = try LedgerCommand.open(ledger)
      let problems: [String]
      do {
        problems = try opened.check()
      } catch { throw CommandError(describing: error) }
      if output.json {
        try Output.print(
          JSON.object([
            ("entries", .integer(opened.count)), ("settled", .integer(opened.settledCount)),
            ("erasedIds", .integer(opened.tombstones)),
            ("problems", .array(problems.map { .string($0) })),
          ]).text)
      } else {
        try Output.print(
          "\(ledger.onOneLine): \(NumberText.plural(opened.count, "entry", "entries")), "
            + "\(NumberText.count(opened.settledCount)) with an outcome, "
            + "\(NumberText.plural(opened.tombstones, "id")) erased; "
            + (problems.isEmpty ? "no damage" : "DAMAGED"))
        for problem in problems { try Output.print("  \(problem.onOneLine)") }
      }
      if !problems.isEmpty { throw ExitStatus.faulty }
    }
  }

  struct Compact: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Free the disk space of erased entries.")

    @Argument(help: LedgerCommand.pathHelp) var ledger: String

    @OptionGroup var output: OutputOptions

    func run() throws {
      let opened = try LedgerCommand.open(ledger)
      let before = System.size(of: ledger)
      do {
        try opened.compact()
      } catch { throw CommandError(describing: error) }
      guard !output.json else {
        return try Output.print(
          JSON.object([
            ("bytesBefore", .integer(before)), ("bytes", .integer(System.size(of: ledger))),
          ]).text)
      }
      try Output.print(
        "\(ledger.onOneLine): \(NumberText.bytes(before)) before, "
          + "\(NumberText.bytes(System.size(of: ledger))) now")
    }
  }
}
