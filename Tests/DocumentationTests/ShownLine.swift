import Foundation

/// A line of output, in the form in which a page and a run are compared.
///
/// Time, speed, memory, hashes, signatures and the time of day are volatile and compare as equal.
/// So do bars of charts.  Other numbers may differ by 2 % or by 0.02, since sums of floating-point
/// numbers differ in their last digits between processors.  Everything else must be equal, apart from
/// the number of blanks.
struct ShownLine: Equatable, CustomStringConvertible {
  let description: String
  private let words: [Substring]
  private let numbers: [Double]

  init(_ line: String) {
    description = line
    var text = line
    text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/, with: "<time>")
    text.replace(/[0-9a-f]{16,}/, with: "<hex>")
    text.replace(/[\d,]+ (examples|rows|steps)\/s/, with: "<speed>")
    text.replace(/\d[\d,.]* (s|ms|µs|minutes|bytes|[kKMG]i?B)\b/, with: "<cost>")
    text.replace(/[▁▂▃▄▅▆▇█][▁▂▃▄▅▆▇█ ]*/, with: "<bars> ")
    var numbers: [Double] = []
    text.replace(/\d[\d,]*(\.\d+)?([eE]-?\d+)?/) { match in
      numbers.append(Double(match.0.replacing(",", with: "")) ?? .nan)
      return "<number>"
    }
    words = text.split { $0 == " " || $0 == "─" }.map { $0 }
    self.numbers = numbers
  }

  static func == (one: ShownLine, other: ShownLine) -> Bool {
    guard one.words == other.words, one.numbers.count == other.numbers.count else { return false }
    return zip(one.numbers, other.numbers).allSatisfy { a, b in
      a == b || abs(a - b) <= max(0.02, 0.02 * max(abs(a), abs(b)))
    }
  }
}
