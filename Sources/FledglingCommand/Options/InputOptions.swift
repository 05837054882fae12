import ArgumentParser
import FledglingTables

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
      "The character between CSV cells, or 'tab'; by default it is detected.",
      valueName: "character"))
  var delimiter: Delimiter?

  @Option(
    help: ArgumentHelp(
      "Text encoding: utf-8, utf-16, utf-16le, utf-16be, windows-1252 or latin-1; by default it is "
        + "detected.", valueName: "name"))
  var encoding: TextEncoding?

  @Option(
    help: ArgumentHelp(
      "Date columns with the day before the month, as in 31/12/2024; by default the order is "
        + "detected in the first table and kept in the model.",
      valueName: "columns"))
  var dayFirst: [NameList] = []

  @Option(
    help: ArgumentHelp(
      "Date columns with the month before the day, as in 12/31/2024.",
      valueName: "columns"))
  var monthFirst: [NameList] = []

  func validate() throws {
    if let name = dayFirst.set.intersection(monthFirst.set).min() {
      throw ValidationError(
        "The column \"\(name)\" cannot have both the day and the month first")
    }
  }
}
