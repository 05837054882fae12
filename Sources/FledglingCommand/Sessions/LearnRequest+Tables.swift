import Fledgling
import FledglingTables

extension LearnRequest {
  /// The input of learning: tables, or files that are made into one.
  func tables() throws(CommandError) -> TableFiles {
    var tables = TableFiles(paths: files, input: input, dropped: fields.columns.drop.set)
    let special = files.first { System.kind(of: $0) == .directory || ArrayInput.isArray($0) }
    if let special, files.count > 1, isFolder || ArrayInput.isArray(special) {
      throw CommandError(
        "\(special): must be the only input", details: ["learn the others with --resume"],
        status: .usage)
    }
    if let special, System.kind(of: special) == .directory {
      guard isFolder else {
        throw CommandError(
          "\(special): this is a directory; name a file inside it",
          details: ["or say --target-from-folder if the folders in it are classes of pictures"])
      }
      guard labels == nil else {
        throw CommandError(
          "--labels is for array files; folders are labels themselves", status: .usage)
      }
      tables.made = try ImageFolder(path: special).table(target: target)
    } else if isFolder {
      try tables.checkPresence()
      throw CommandError(
        "\(files.first ?? ""): is no folder, as --target-from-folder needs", status: .usage)
    } else if let special {
      guard let target else {
        throw CommandError(
          "\(special): name the labels with --target", status: .usage)
      }
      tables.made = try ArrayInput(path: special).table(
        target: target, labels: labels, isQuiet: notes.isQuiet)
    } else if labels != nil {
      throw CommandError(
        "--labels is for array files; a table has its target in a column", status: .usage)
    }
    for note in tables.made?.notes ?? [] { remark(note) }
    try tables.checkPresence()
    tables.vectors = try TableFiles.vectors(fields.vector.set)
    return tables
  }
}
