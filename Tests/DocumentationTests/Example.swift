import Foundation

/// Where an example prints to; it shadows the standard library's `print`.
typealias Print = (Any...) -> Void

/// A Swift example that pages show, compiled and run here.
///
/// Its code stands between `// docs: NAME` and `// end` in a file of `Examples`.
struct Example {
  let name: String
  let body: (Print) throws -> Void

  static func named(_ name: String) -> Example? { all.first { $0.name == name } }

  /// The lines that pages show, without the indentation they have here.
  func code() throws -> [String] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Examples")
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      let lines = text.components(separatedBy: "\n")
      guard let start = lines.firstIndex(where: { $0.hasSuffix("// docs: \(name)") }) else {
        continue
      }
      let depth = lines[start].prefix { $0 == " " }.count
      return lines[(start + 1)...].prefix { !$0.hasSuffix("// end") }.map {
        String($0.dropFirst(min(depth, $0.prefix { $0 == " " }.count)))
      }
    }
    return []
  }

  /// The lines that the example prints.
  func printed() throws -> [String] {
    var lines: [String] = []
    try body { items in lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    return lines.flatMap { $0.components(separatedBy: "\n") }
  }
}
