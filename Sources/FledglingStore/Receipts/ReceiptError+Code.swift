import Fledgling

extension ReceiptError: CodedError {
  /// The same in every release, for programs that distinguish errors.
  public var code: String {
    switch self {
    case .notAReceipt: "notAReceipt"
    case .notSigned: "notSigned"
    }
  }
}
