import Fledgling
import FledglingImages
import FledglingStore
import FledglingTables
import Foundation

extension LocalizedError where Self: CodedError {
  /// The sentence that says what is wrong, where, and what to do.
  public var errorDescription: String? { description }
}

extension SchemaError: LocalizedError {}
extension SnapshotError: LocalizedError {}
extension LearnerError: LocalizedError {}
extension MergeError: LocalizedError {}
extension MonitorError: LocalizedError {}
extension TableError: LocalizedError {}
extension RowFault: LocalizedError {}
extension ImageError: LocalizedError {}
extension LedgerError: LocalizedError {}
extension ReceiptError: LocalizedError {}
