@testable import Fledgling

extension Source {
  /// Three classes that a text, a picture and a vector each tell in part, and no column does.
  static let machines = Source(
    name: "machines",
    fields: [
      Field("note", .text), Field("picture", .image), Field("signal", .vector, width: 12),
    ], bayes: 1
  ) { random in
    let k = random.below(3)
    let word = ["rattles", "hums", "leaks"][k]
    let note = "pump \(random.below(40)) \(random.below(4) == 0 ? "stands" : word) 🦉"
    var pixels = [UInt8](repeating: 240, count: 64)
    for step in 0..<8 { pixels[[step * 8 + 3, step + 24, step * 9][k]] = UInt8(random.below(60)) }
    var signal = random.floats(12, -1, 1)
    for place in 4 * k..<4 * k + 4 { signal[place] += 1.5 }
    func maybe(_ value: Value) -> Value { random.below(6) == 0 ? .missing : value }
    let picture = ImageGrid(width: 8, height: 8, channels: 1, pixels: pixels)
    return DrawnExample(
      [maybe(.text(note)), maybe(picture.map { .image($0) } ?? .missing), maybe(.vector(signal))],
      "fault \(k)")
  }

  /// Machines of which each is watched in turn: what is wrong follows from how much a number rose
  /// since it was last seen.
  static let watched = Source(
    name: "watched", fields: [Field("machine", .sequence), Field("x", .number)], bayes: 1
  ) { random in
    let machine = random.below(4)
    let x = Double(machine) + Double(random.normal())
    return DrawnExample(
      [random.below(9) == 0 ? .missing : .category("machine \(machine)"), .number(x)],
      x > Double(machine) ? "high" : "low")
  }
}

extension NumberSource {
  /// A number that a text and a vector tell together.
  static let reports = NumberSource(
    name: "reports", fields: [Field("report", .text), Field("vector", .vector, width: 8)], near: 1
  ) { random in
    let grade = random.below(5)
    let vector = random.floats(8, -1, 1)
    let words = (0..<grade).map { _ in "good" } + (grade..<4).map { _ in "poor" }
    let report = "case \(random.below(90)): " + words.joined(separator: " ")
    return NumberExample(
      values: [
        random.below(6) == 0 ? .missing : .text(report),
        random.below(6) == 0 ? .missing : .vector(vector),
      ], outcome: 100 + 10 * Double(grade) + 5 * Double(vector[0]))
  }
}
