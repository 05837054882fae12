import GRDB

extension Row {
  /// A value of the kind that was written; anything else is damage, where a plain subscript would end
  /// the program.
  func checked<Value: DatabaseValueConvertible>(
    _ column: Int, _ path: String
  ) throws(LedgerError) -> Value {
    let stored: DatabaseValue = self[column]
    guard let value = Value.fromDatabaseValue(stored) else {
      throw .damaged(path: path, "a value is not of the kind that was written")
    }
    return value
  }
}
