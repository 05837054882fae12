import ArgumentParser

/// Names of columns, separated by commas; a name with commas stands in quotes, or alone.
struct NameList: ExpressibleByArgument {
  /// The names between the commas.
  let names: [String]
  private let whole: String

  init?(argument: String) {
    whole = argument.trimmedOfSpaces
    names = NameList.split(argument)
    if names.isEmpty || names.contains("") { return nil }
  }

  /// The names, as far as it is known which columns there are: all of it may be one of them.
  func names(in columns: [String]) -> [String] { columns.contains(whole) ? [whole] : names }

  /// Splits at commas outside quotes, in which two quotes are one.
  private static func split(_ text: String) -> [String] {
    var names: [String] = []
    var name = ""
    var isQuoted = false
    var wasQuoted = false
    for character in text {
      switch character {
      case "\"" where isQuoted: isQuoted = false
      case "\"" where name.trimmedOfSpaces.isEmpty && !wasQuoted:
        (name, isQuoted, wasQuoted) = ("", true, true)
      // The second of two quotes.
      case "\"" where wasQuoted: (name, isQuoted) = (name + "\"", true)
      case "," where !isQuoted:
        names.append(wasQuoted ? name : name.trimmedOfSpaces)
        (name, wasQuoted) = ("", false)
      case " " where wasQuoted && !isQuoted: break
      default: name.append(character)
      }
    }
    return names + [wasQuoted ? name : name.trimmedOfSpaces]
  }
}

extension [NameList] {
  /// The names as they are written.
  var set: Set<String> { Set(flatMap(\.names)) }

  /// The names, where the table has these columns.
  func set(in columns: [String]) -> Set<String> { Set(flatMap { $0.names(in: columns) }) }
}

/// Words that mean a missing value, separated by commas; none if it is empty.
struct WordList: ExpressibleByArgument {
  let words: [String]

  init?(argument: String) {
    words = argument.split(separator: ",").map { String($0).trimmedOfSpaces.lowercased() }
      .filter { !$0.isEmpty }
  }
}

extension String {
  /// Whether it is the path of a file of vectors.
  var namesVectorFile: Bool { lowercased().hasSuffix(".npy") }

  /// The text without spaces around it.
  var trimmedOfSpaces: String {
    guard let first = firstIndex(where: { $0 != " " }), let last = lastIndex(where: { $0 != " " })
    else { return "" }
    return String(self[first...last])
  }
}
