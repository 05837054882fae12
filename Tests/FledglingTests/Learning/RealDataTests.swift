import Foundation
import Testing

@testable import Fledgling

private enum RealStream {
  /// `FLEDGLING_DATA`, or a directory beside the package.
  static let path: String = {
    if let directory = ProcessInfo.processInfo.environment["FLEDGLING_DATA"] {
      return directory + "/sea.csv"
    }
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appendingPathComponent("../shared/data/sea.csv").standardized.path
  }()
  static var isPresent: Bool { FileManager.default.fileExists(atPath: path) }
}

/// The SEA concepts (Street and Kim 2001): three numbers, a threshold on the sum of two, one label in
/// ten wrong.
@Suite(.enabled(if: RealStream.isPresent, "set FLEDGLING_DATA to a directory with sea.csv"))
struct RealDataTests {
  @Test func seaIsLearned() throws {
    let text = try String(contentsOfFile: RealStream.path, encoding: .utf8)
    let lines = text.split(separator: "\n").prefix(1_501)
    #expect(lines.first == "a,b,c,class")
    let examples = try lines.dropFirst().map { line in
      let cells = line.split(separator: ",")
      let values = try cells.dropLast().map { Value.number(try #require(Double($0))) }
      return DrawnExample(values, String(try #require(cells.last)))
    }
    #expect(examples.count == 1_500)
    let schema = try Schema(
      fields: ["a", "b", "c"].map { Field($0, .number) }, target: "class", task: .classification)
    var learner = Learner(schema: schema)
    let record = try learner.run(examples)
    #expect(record.accuracy(from: 500) > record.majority(from: 500) + 0.1)
    #expect(record.accuracy(from: 500) > 0.83)
  }
}
