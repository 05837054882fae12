import Fledgling
import FledglingImages
import FledglingStore
import FledglingTables
import Foundation

extension SchemaError: LocalizedError {
  /// The sentence that says what is wrong, where, and what to do.
  public var errorDescription: String? { description }
}

extension SnapshotError: LocalizedError {
  /// The sentence that says what is wrong, where, and what to do.
  public var errorDescription: String? { description }
}

extension LearnerError: LocalizedError {
  /// The sentence that says what is wrong, where, and what to do.
  public var errorDescription: String? { description }
}

extension MergeError: LocalizedError {
  /// The sentence that says what is wrong, where, and what to do.
  public var errorDescription: String? { description }
}

extension MonitorError: LocalizedError {
  /// The sentence that says what is wrong, where, and what to do.
  public var errorDescription: String? { description }
}

extension TableError: LocalizedError {
  /// The sentence that says what is wrong, where, and what to do.
  public var errorDescription: String? { description }
}

extension RowFault: LocalizedError {
  /// The sentence that says what is wrong, where, and what to do.
  public var errorDescription: String? { description }
}

extension ImageError: LocalizedError {
  /// The sentence that says what is wrong, where, and what to do.
  public var errorDescription: String? { description }
}

extension LedgerError: LocalizedError {
  /// The sentence that says what is wrong, where, and what to do.
  public var errorDescription: String? { description }
}

extension ReceiptError: LocalizedError {
  /// The sentence that says what is wrong, where, and what to do.
  public var errorDescription: String? { description }
}
