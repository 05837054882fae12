extension [String] {
  /// `"a", "b", "c" and 7 more`.
  var quotedList: String {
    let shown = prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
    return count > 5 ? "\(shown) and \(count - 5) more" : shown
  }
}

extension ArraySlice<String> {
  var quotedList: String { Array(self).quotedList }
}
