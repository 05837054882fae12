import Fledgling
import FledglingTables

/// An array file that is given in the place of a table: each of its rows is an example.
struct ArrayInput {
  /// The name of the column with the row numbers, from 1.
  static let rowColumn = "row"
  /// The name of the field of a file of pictures.
  static let imageColumn = "image"

  let path: String
  let file: ArrayFile

  init(path: String) throws(CommandError) {
    self.path = path
    do { file = try ArrayFile(path: path) } catch { throw CommandError(error) }
    guard file.count > 0 else { throw CommandError("\(path): has no rows") }
    guard file.holdsImages || Field.widths.contains(file.width) else {
      throw CommandError(.arrayWidth(file: path, width: file.width))
    }
  }

  /// Whether a path is that of an array: `.npy` or IDX, plain or gzip.
  static func isArray(_ path: String) -> Bool {
    var name = path.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    if name.hasSuffix(".npy") || name.hasSuffix(".idx") { return true }
    guard let tail = name.split(separator: "/").last else { return false }
    return tail.hasSuffix("-ubyte") && (tail.contains("-idx") || tail.contains(".idx"))
  }

  /// The name of a file without its folder and its ending.
  static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.split(separator: ".").first.map(String.init) ?? name
  }

  /// A table of the rows' numbers and, if there is a target, their labels.
  ///
  /// - Parameters:
  ///   - target: the name of the target, and a column of the labels' file if that is a table.
  ///   - labels: the file of the labels; by default the one that lies beside MNIST's images.
  ///   - isQuiet: whether remarks on the labels are passed over.
  /// - Returns: the table, with the file attached to its rows.
  /// - Throws: ``CommandError`` if there are no labels, or not as many as rows.
  func table(
    target: String?, labels: String?, isQuiet: Bool = false
  ) throws(CommandError) -> SyntheticTable {
    let name = file.holdsImages ? ArrayInput.imageColumn : ArrayInput.stem(path)
    var header = [ArrayInput.rowColumn]
    var rows = (1...file.count).map { [String($0)] }
    var notes: [String] = []
    if let target {
      guard !header.contains(target), target != name else {
        throw CommandError("the target cannot have the name \"\(target)\" as well", status: .usage)
      }
      let source: String
      if let labels { source = labels } else { source = try guess() }
      let found = try LabelFile(target: target, isQuiet: isQuiet).read(source)
      guard found.count == file.count else {
        throw CommandError(
          "\(source): has \(NumberText.plural(found.count, "label")), and \(path) has "
            + "\(NumberText.plural(file.count, "row"))",
          details: ["each row needs a label; one that is empty is not learned"])
      }
      header.append(target)
      for row in rows.indices { rows[row].append(found[row]) }
      if labels == nil { notes.append("the labels are those in \(source)") }
    }
    return SyntheticTable(
      text: SyntheticTable.csv([header] + rows), dropped: [ArrayInput.rowColumn], images: [],
      folder: nil, attachments: [name: file], files: [], notes: notes)
  }

  /// The labels that lie beside MNIST's images.
  private func guess() throws(CommandError) -> String {
    if let images = path.range(ofLast: "images") {
      var name = path
      name.replaceSubrange(images, with: "labels")
      if let sides = name.range(ofLast: "idx3") { name.replaceSubrange(sides, with: "idx1") }
      if System.kind(of: name) == .regular { return name }
    }
    throw CommandError(
      "\(path): holds no labels; name the file that does with --labels", status: .usage)
  }
}

extension String {
  /// Where a text stands last in this one.
  fileprivate func range(ofLast text: String) -> Range<String.Index>? {
    var found: Range<String.Index>?
    var start = startIndex
    while let next = self[start...].firstRange(of: text) {
      found = next
      start = next.upperBound
    }
    return found
  }
}
