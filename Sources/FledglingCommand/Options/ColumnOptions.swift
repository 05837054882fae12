import ArgumentParser
import Fledgling

/// The kinds of plain columns according to the arguments.
struct ColumnOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Columns to leave out.", valueName: "columns"))
  var drop: [NameList] = []

  @Option(help: ArgumentHelp("Columns that hold numbers.", valueName: "columns"))
  var number: [NameList] = []

  @Option(help: ArgumentHelp("Columns that hold categories.", valueName: "columns"))
  var category: [NameList] = []

  @Option(help: ArgumentHelp("Columns that hold dates.", valueName: "columns"))
  var date: [NameList] = []

  @Option(help: ArgumentHelp("Columns that hold texts.", valueName: "columns"))
  var text: [NameList] = []

  @Option(
    help: ArgumentHelp(
      "Words that mean a missing value (default: NA, N/A, NaN, null and ?); '' for only empty "
        + "cells.",
      valueName: "words"))
  var missing: [WordList] = []

  /// The words that mean a missing value; nil are the usual ones.
  var missingWords: [String]? {
    missing.isEmpty ? nil : Set(missing.flatMap(\.words)).sorted()
  }

  /// The kind of each column named here, or in these lists beside; `columns` are those of the table,
  /// if they are known.
  func kinds(
    with others: [(Field.Kind, Set<String>)] = [], in columns: [String] = []
  ) throws -> [String: Field.Kind] {
    let lists: [(Field.Kind, Set<String>)] =
      [
        (.number, number.set(in: columns)), (.category, category.set(in: columns)),
        (.dateTime, date.set(in: columns)), (.text, text.set(in: columns)),
      ] + others
    var kinds: [String: Field.Kind] = [:]
    for (kind, names) in lists {
      for name in names.sorted() {
        let before = kinds.updateValue(kind, forKey: name)
        guard before == nil else {
          throw ValidationError("The column \"\(name)\" is given two different types")
        }
      }
    }
    return kinds
  }
}

extension Schema {
  /// The reason why the schema does not fit columns of these kinds; nil if it does.
  func misfit(_ kinds: [String: Field.Kind], dropped: Set<String>) -> String? {
    for field in fields {
      if dropped.contains(field.name) {
        return "it needs the column \"\(field.name)\", which is left out"
      }
      if let kind = kinds[field.name], kind != field.kind {
        return "it reads \"\(field.name)\" as \(field.kind.words), not as \(kind.words)"
      }
    }
    return nil
  }
}
