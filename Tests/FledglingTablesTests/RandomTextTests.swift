import TestSupport
import Testing

@testable import FledglingTables

private enum MixedText {
  static let csv =
    #"a,"b ""q""",c"# + "\r\n1,\"x,y\",3\r\n\n" + ##"""
      "multi
      line","",NA
      4,5
      "un"quoted,"","é😀"
      7,8,
      """##
  static let json = ##"""
    {"a":1,"b":"x\"\u00e9\ud83d\ude00","c":null}

    {"c":[1],"a":2}
    {"a":tru}
    {"b":"last","a":-0.5e-7}
    """##
}

struct RandomTextTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test(arguments: [MixedText.csv, MixedText.json])
  func chunkBoundaries(text: String) throws {
    let path = try scratch.write(text)
    let whole = try TableReader(path: path)
    let expected = try whole.rows()
    #expect(expected.contains { $0.fault != nil })
    for chunk in Array(1...40) + [63, 64, 65, 127, 1_000] {
      let reader = try TableReader(chunk: chunk, path: path)
      #expect(reader.columns == whole.columns)
      #expect(try reader.rows() == expected, "chunk \(chunk)")
    }
  }

  @Test func randomTables() throws {
    var random = SeededRandom(seed: 11)
    let alphabet = Array("ab1 ,\"\n\r;é\t")
    for _ in 0..<60 {
      let width = Int.random(in: 2...5, using: &random)
      let table = (0..<Int.random(in: 1...30, using: &random)).map { _ in
        (0..<width).map { _ in
          let length = Int.random(in: 0...6, using: &random)
          return String((0..<length).map { _ in alphabet.randomElement(using: &random) ?? "a" })
        }
      }
      let header = (0..<width).map { "c\($0)" }
      let lines = ([header] + table).map { row in row.map(quoted).joined(separator: ",") }
      let path = try scratch.write(lines.joined(separator: "\r\n"))
      let chunk = Int.random(in: 1...50, using: &random)
      #expect(try TableReader(chunk: chunk, path: path).cells() == table)
      let objects = table.map { row in
        "{" + zip(header, row).map { "\(json($0)):\(json($1))" }.joined(separator: ",") + "}"
      }
      let jsonPath = try scratch.write(objects.joined(separator: "\n"), "table.jsonl")
      #expect(try TableReader(chunk: chunk, path: jsonPath).cells() == table)
    }
  }

  @Test(arguments: [TableFormat.csv, .jsonLines, .automatic])
  func fuzz(format: TableFormat) throws {
    var random = SeededRandom(seed: 13)
    let seeds = [Array(MixedText.csv.utf8), Array(MixedText.json.utf8)]
    let bytes = Array("{}[]:,\"\\u\n\r0d8\0\u{7f}é".utf8)
    var rows = 0
    for round in 0..<150 {
      var text = seeds[round % 2]
      if round % 5 == 0 {
        text = (0..<300).map { _ in UInt8.random(in: 0...255, using: &random) }
      }
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        let index = Int.random(in: 0..<text.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: text[index] = bytes.randomElement(using: &random) ?? 0
        case 1: text.insert(UInt8.random(in: 0...255, using: &random), at: index)
        default: text.removeSubrange(index..<min(text.count - 1, index + 3) + 1)
        }
        if text.isEmpty { text = [0x61] }
      }
      let path = try scratch.write(text)
      var outcomes: [Result<[Row], TableError>] = []
      for chunk in [1 + round % 7, 1 << 17] {
        do throws(TableError) {
          outcomes.append(
            .success(try TableReader(chunk: chunk, path: path, format: format).rows()))
        } catch {
          outcomes.append(.failure(error))
        }
      }
      #expect(outcomes[0] == outcomes[1])
      if case .success(let found) = outcomes[1] { rows += found.count }
    }
    #expect(rows > 0)
  }

  private func quoted(_ cell: String) -> String {
    "\"" + String(cell.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }.map(Character.init))
      + "\""
  }

  private func json(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "é": result += "\\u00E9"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
