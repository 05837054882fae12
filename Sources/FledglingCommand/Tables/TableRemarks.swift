import FledglingTables

/// Warnings about a table that was read, on standard error.
enum TableRemarks {
  private static let keysShown = 5

  /// Shows warnings; with `isQuiet` only those about rows or texts that may have been misread.
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
