import Fledgling

extension ReceiptError: CodedError {
  /// The same in every release, for programs that tell errors apart.
  public var code: String {
    switch self {
    case .notAReceipt: "notAReceipt"
    case .notSigned: "notSigned"
    }
  }
}
