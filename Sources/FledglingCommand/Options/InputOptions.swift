import ArgumentParser
import FledglingTables

/// Names of columns, separated by commas.
struct NameList: ExpressibleByArgument {
  let names: [String]

  init?(argument: String) {
    names = argument.split(separator: ",").map { text in
      String(text.trimmingPrefix { $0 == " " }.reversed().trimmingPrefix { $0 == " " }.reversed())
    }
    if names.isEmpty || names.contains("") { return nil }
  }
}

extension [NameList] {
  var set: Set<String> { Set(flatMap(\.names)) }
}

/// The byte between the cells of a CSV file.
struct Delimiter: ExpressibleByArgument {
  let byte: UInt8

  init?(argument: String) {
    switch argument {
    case "tab", "\\t": byte = UInt8(ascii: "\t")
    default:
      guard argument.utf8.count == 1, let first = argument.utf8.first, first != UInt8(ascii: "\"")
      else { return nil }
      byte = first
    }
  }
}

extension TextEncoding: ExpressibleByArgument {
  /// The encoding of a name such as `utf-16` or `cp1252`.
  public init?(argument: String) { self.init(name: argument) }
}

/// How tables are read.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The character between CSV cells, or 'tab'; by default it is recognised.",
      valueName: "character"))
  var delimiter: Delimiter?

  @Option(
    help: ArgumentHelp(
      "How characters are written: utf-8, utf-16, utf-16le, utf-16be, windows-1252 or latin-1; by "
        + "default it is recognised.", valueName: "name"))
  var encoding: TextEncoding?

  @Option(
    help: ArgumentHelp(
      "Date columns in which the day stands before the month; by default this is recognised, "
        + "except where rows must not be waited for.",
      valueName: "columns"))
  var dayFirst: [NameList] = []

  @Flag(help: "Stop at the first row that cannot be read.")
  var strict = false
}
