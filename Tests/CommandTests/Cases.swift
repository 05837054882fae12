/// Episodes whose steps are mixed: a case is lost when it is angry more often than not.
enum Cases {
  static let header = "case,at,queue,replies,mood,state"

  /// How many steps a case has.
  static func count(_ number: Int) -> Int { 3 + number % 4 }

  static func state(_ number: Int) -> String { number % 3 == 0 ? "lost" : "solved" }

  /// One step of a case, without its state.
  static func step(_ number: Int, _ step: Int) -> String {
    let queue = ["billing", "sales"][number % 2]
    let mood = (number % 3 == 0) == (step % 4 != 3) ? "angry" : "calm"
    return "C\(number),\(number * 2 + step * 3 + 1),\(queue),\(step),\(mood)"
  }

  /// The rows of some cases, those of many mixed; the state in all of them or in the last alone.
  static func rows(_ cases: Range<Int>, everywhere: Bool = true) -> [String] {
    let steps = cases.flatMap { number in
      (0..<count(number)).map { (number: number, step: $0, at: number * 2 + $0 * 3) }
    }
    return steps.sorted { ($0.at, $0.number) < ($1.at, $1.number) }.map { place in
      let isLast = place.step == count(place.number) - 1
      return step(place.number, place.step) + ","
        + (everywhere || isLast ? state(place.number) : "")
    }
  }

  static func csv(_ rows: [String]) -> String {
    ([header] + rows).joined(separator: "\n") + "\n"
  }

  static func csv(_ cases: Range<Int>, everywhere: Bool = true) -> String {
    csv(rows(cases, everywhere: everywhere))
  }

  static func steps(_ cases: Range<Int>) -> Int { cases.map(count).reduce(0, +) }

  static let columns = ["--episode", "case", "--order", "at"]
}
