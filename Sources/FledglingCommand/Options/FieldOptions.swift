import ArgumentParser
import Fledgling

/// What columns mean to a learner according to the arguments.
struct FieldOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A column that names the rows, each by another name; not learned from.", valueName: "column"))
  var id: String?

  @Option(
    help: ArgumentHelp(
      "The column that says when; a date-time, and what rows are ordered by.",
      valueName: "column"))
  var time: String?

  @OptionGroup var columns: ColumnOptions

  @Option(
    help: ArgumentHelp(
      "Vectors: columns of arrays, first..last for a number a column, or FILE.npy with a row for "
        + "each row.", valueName: "columns"))
  var vector: [NameList] = []

  @Option(
    help: ArgumentHelp("Columns that hold the paths of pictures.", valueName: "columns"))
  var image: [NameList] = []

  @Option(
    help: ArgumentHelp(
      "The column that names the sequence a row belongs to: a machine, a patient.",
      valueName: "column"))
  var sequence: String?

  func validate() throws {
    _ = try kinds()
    if let id, id == time {
      throw ValidationError(
        "--id and --time both name the column \"\(id)\"; the id is not learned from, so another "
          + "column must say when")
    }
  }

  /// What columns hold; `columns` are those of the table, if they are known.
  func kinds(in names: [String] = []) throws -> [String: Field.Kind] {
    let timed = Set(time.map { [$0] } ?? []).subtracting(columns.date.set(in: names))
    return try columns.kinds(
      with: [
        (.dateTime, timed), (.image, image.set(in: names)),
        (.sequence, Set(sequence.map { [$0] } ?? [])),
        (.vector, vector.set(in: names).filter { !$0.namesVectorFile }),
      ], in: names)
  }

  /// The columns that are no fields.
  func dropped(in names: [String]) -> Set<String> {
    columns.drop.set(in: names).union(id.map { [$0] } ?? [])
  }
}
