import Foundation
import Testing

/// A page of documentation whose commands and examples are run.
struct Page: Sendable, CustomTestStringConvertible {
  /// A fenced block of a page.
  struct Block {
    let language: String
    /// The name in a comment right before the block, such as `<!-- example: Trees -->`.
    let name: String?
    /// The lines between the fences, as places in ``Page/lines``.
    let range: Range<Int>
  }

  /// The repository's top folder.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The README, the guide and all DocC articles.
  static let all: [Page] = {
    let folders = ["Docs/guide"] + catalogues
    let paths = folders.flatMap { folder in
      names(in: folder).filter { $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }
    }
    return (["README.md"] + paths).map { Page(path: $0) }
  }()

  private static var catalogues: [String] {
    names(in: "Sources").flatMap { module in
      names(in: "Sources/\(module)").filter { $0.hasSuffix(".docc") }
        .map { "Sources/\(module)/\($0)" }
    }
  }

  private static func names(in folder: String) -> [String] {
    let path = root.appendingPathComponent(folder).path
    return (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? []
  }

  /// The path from the repository's top folder.
  let path: String
  var testDescription: String { path }

  var url: URL { Page.root.appendingPathComponent(path) }

  func lines() throws -> [String] {
    try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
  }

  static func blocks(of lines: [String]) -> [Block] {
    var blocks: [Block] = []
    var start: Int?
    for (index, line) in lines.enumerated() where line.hasPrefix("```") {
      guard let first = start else {
        start = index
        continue
      }
      let comment = first > 0 ? lines[first - 1] : ""
      let name = comment.wholeMatch(of: /<!-- example: (\w+) -->/)?.1
      blocks.append(
        Block(
          language: String(lines[first].dropFirst(3)), name: name.map(String.init),
          range: first + 1..<index))
      start = nil
    }
    return blocks
  }
}
