import TestSupport
import Testing

@testable import FledglingTables

struct StrayQuoteTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func read(_ text: String) throws -> TableReader {
    try TableReader(path: scratch.write(text))
  }

  private func lines(_ count: Int) -> [String] { (0..<count).map { "\($0),\($0 * 3),x,no" } }

  @Test(arguments: [(10, 20), (10, 11), (0, 39), (5, nil)] as [(Int, Int?)])
  func swallowsNoRows(first: Int, second: Int?) throws {
    var lines = lines(40)
    for place in [first, second].compactMap(\.self) { lines[place] = "\(place),1,\"y,no" }
    let text = "a,b,c,d\n" + lines.joined(separator: "\n") + "\n"
    for chunk in [3, 64, 1 << 17] {
      let reader = try TableReader(chunk: chunk, path: scratch.write(text))
      let rows = try reader.rows()
      #expect(rows.map(\.line) == Array(2..<42))
      #expect(rows.allSatisfy { $0.fault == nil })
      #expect(rows[first].cells == ["\(first)", "1", "y", "no"])
      #expect(reader.warnings.map(\.problem) == [.strayQuote])
      #expect(reader.warnings.first?.line == first + 2)
      #expect(reader.warnings.first?.count == (second == nil ? 1 : 2))
    }
  }

  /// The second quote stands where a closing one can stand.
  @Test func rowsBetweenProperQuotes() throws {
    var lines = lines(60)
    lines[10] = "10,\"1,x,no"
    lines[50] = "50,1\",x,no"
    let reader = try read("a,b,c,d\n" + lines.joined(separator: "\n") + "\n")
    #expect(try reader.rows().count == 60)
    #expect(reader.warnings.map(\.problem) == [.strayQuote])
  }

  @Test func textsOfManyLinesAreCells() throws {
    let texts = [
      "\"one\ntwo\"", "\"Dear all,\nit rains, and rains, and rains\nBye, me\"",
      "\"a \"\"b\"\"\n\nc\"",
      "\"" + String(repeating: "line, and more\n", count: 200) + "\"",
    ]
    for place in 0..<3 {
      for text in texts {
        let rows = (0..<5).map { row in
          (0..<3).map { $0 == place ? text : "\(row)" }.joined(separator: ",")
        }
        let reader = try read("a,b,c\n" + rows.joined(separator: "\n") + "\n")
        let read = try reader.rows()
        #expect(read.count == 5)
        #expect(read.allSatisfy { $0.fault == nil && $0.cells[place].contains("\n") })
        #expect(reader.warnings.isEmpty)
      }
    }
  }

  @Test func quotedCellsAround() throws {
    var lines = (0..<20).map { "\($0),\"x, y\",\"z\"" }
    lines[5] = "5,\"x, y,\"z\""
    lines[9] = "9,\"x,\"z\""
    let reader = try read("a,b,c\n" + lines.joined(separator: "\n") + "\n")
    #expect(try reader.rows().map(\.line) == Array(2..<22))
  }

  @Test func neverClosedAtTheEnd() throws {
    let reader = try read("a,b\n1,2\n3,\"x\ny\n4,5\n")
    let rows = try reader.rows()
    #expect(rows.map(\.cells) == [["1", "2"], ["3", "x"], [], ["4", "5"]])
    #expect(reader.warnings.map(\.problem) == [.strayQuote])
  }

  /// Stray quotes anywhere among rows that need none: no row is lost, and each keeps its line.
  @Test func randomQuotes() throws {
    var random = SeededRandom(seed: 5)
    for _ in 0..<40 {
      var lines = (0..<60).map { "\($0),\($0 % 7),word,\($0 % 2),end" }
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<60, using: &random)
        lines[place] = "\(place),1,\"word,0,end"
      }
      let reader = try read("a,b,c,d,e\n" + lines.joined(separator: "\n") + "\n")
      let rows = try reader.rows()
      #expect(rows.map(\.line) == Array(2..<62))
      #expect(rows.map { $0.cells.first } == (0..<60).map { "\($0)" })
    }
  }
}
