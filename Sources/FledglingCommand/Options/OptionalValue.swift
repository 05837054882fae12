/// Options whose value may be left out.
enum OptionalValue {
  private static let defaults = ["--remaining": "steps"]

  /// Arguments in which such options have their values.
  ///
  /// A value is missing where the arguments end or another option follows.
  static func completed(_ arguments: [String]) -> [String] {
    guard arguments.first == "watch" else { return arguments }
    var completed: [String] = []
    for (index, argument) in arguments.enumerated() {
      completed.append(argument)
      if argument == "--" { return completed + arguments[(index + 1)...] }
      guard let value = defaults[argument] else { continue }
      let next = index + 1 < arguments.count ? arguments[index + 1] : "-"
      if next.hasPrefix("-") { completed.append(value) }
    }
    return completed
  }
}
