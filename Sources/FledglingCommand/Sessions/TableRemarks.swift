import FledglingTables

/// Warnings about a table that was read, on standard error.
enum TableRemarks {
  private static let keysShown = 5

  /// Shows remarks; with `isQuiet` only those that say that rows or texts may not be what they seem.
  static func show(_ warnings: [TableWarning], isQuiet: Bool = false) {
    var keys = 0
    for warning in warnings where !isQuiet || warning.isSerious {
      if warning.key != nil {
        keys += 1
        if keys > keysShown { continue }
      }
      let kind = warning.isSerious ? "warning" : "note"
      Terminal.complain("\(kind): \(warning.description.onOneLine)")
    }
  }
}
