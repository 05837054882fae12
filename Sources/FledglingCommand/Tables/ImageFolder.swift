import Fledgling
import FledglingTables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder of pictures, whose subfolders may be classes.
struct ImageFolder {
  /// The names of its table's columns.
  static let fileColumn = "file"
  static let imageColumn = "image"
  private static let extensions = [".png", ".jpg", ".jpeg"]
  private static let depthLimit = 32

  let path: String
  /// The pictures' paths within the folder, in the order of a hash of them.
  let files: [String]

  /// Looks for all pictures in a folder and the folders in it.
  ///
  /// - Complexity: O(files), in memory too.
  init(path: String) throws(CommandError) {
    self.path = path
    var files: [String] = []
    try ImageFolder.collect(path, "", depth: 0, &files)
    guard !files.isEmpty else {
      throw CommandError(
        "\(path): holds no pictures", details: ["files ending in .png, .jpg or .jpeg are read"])
    }
    // A learner that sees one class after the other learns that nothing changes.
    self.files = files.map { (StableHash($0), $0) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.1)
  }

  /// The rows' paths, and as their target the first folder of each if it is asked for.
  func table(target: String?) throws(CommandError) -> SyntheticTable {
    var header = [ImageFolder.fileColumn, ImageFolder.imageColumn]
    var notes: [String] = []
    if let target {
      guard !header.contains(target) else {
        throw CommandError(
          "\"\(target)\" is what the column of the pictures' \(target)s is called; "
            + "give the target another name", status: .usage)
      }
      header.append(target)
      try checkClasses()
      notes = ["\(path): pictures are learned in the order of a hash of their paths, classes mixed"]
    }
    let rows = files.map { file in
      [file, file] + (target == nil ? [] : [String(file.prefix { $0 != "/" })])
    }
    return SyntheticTable(
      text: SyntheticTable.csv([header] + rows), dropped: [ImageFolder.fileColumn],
      images: [ImageFolder.imageColumn], folder: path, attachments: [:], files: files,
      notes: notes)
  }

  private func checkClasses() throws(CommandError) {
    if let stray = files.sorted().first(where: { !$0.contains("/") }) {
      throw CommandError(
        "\(path): \(stray) lies in no subfolder, so its class is not known",
        details: ["move every picture into a folder named after its class"])
    }
    let classes = Set(files.map { $0.prefix { $0 != "/" } })
    guard classes.count > 1 else {
      throw CommandError(
        "\(path): all pictures lie in one folder, \"\(classes.first ?? "")\", so there is one class",
        details: ["name the folder that holds a folder for each class"])
    }
  }

  private static func collect(
    _ path: String, _ inner: String, depth: Int, _ files: inout [String]
  ) throws(CommandError) {
    guard depth <= depthLimit else {
      throw CommandError("\(path): folders lie more than \(depthLimit) deep in each other")
    }
    let folder = inner.isEmpty ? path : "\(path)/\(inner)"
    guard let stream = opendir(folder) else {
      throw CommandError("\(folder): cannot be read: \(System.reason)")
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = ImageFolder.name(entry)
      guard !name.hasPrefix(".") else { continue }
      let place = inner.isEmpty ? name : "\(inner)/\(name)"
      switch System.kind(of: "\(path)/\(place)") {
      case .directory: try collect(path, place, depth: depth + 1, &files)
      case .regular where isImage(name): files.append(place)
      case .regular, .missing, .other: break
      }
    }
  }

  /// Whether a name ends as a picture's.
  static func isImage(_ name: String) -> Bool {
    let name = name.lowercased()
    return extensions.contains { name.hasSuffix($0) }
  }

  private static func name(_ entry: UnsafeMutablePointer<dirent>) -> String {
    withUnsafePointer(to: &entry.pointee.d_name) { name in
      name.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
        String(cString: $0)
      }
    }
  }
}
