import FledglingTables

/// A table made of other input: a folder of pictures, or an array file.
struct SyntheticTable {
  /// CSV with a header.
  let text: String
  /// Columns that are there for ids only.
  let dropped: Set<String>
  /// Columns that hold the paths of pictures.
  let images: Set<String>
  /// The base of relative paths.
  let folder: String?
  /// Files whose rows belong to the table's rows.
  let attachments: [String: ArrayFile]
  /// The files of a folder's pictures, in the order of the rows.
  let files: [String]
  /// Notes for the user.
  let notes: [String]

  /// A cell of CSV.
  static func cell(_ text: String) -> String {
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }

  /// Rows of cells as CSV.
  static func csv(_ rows: [[String]]) -> String {
    rows.map { $0.map(cell).joined(separator: ",") + "\n" }.joined()
  }
}
