import Foundation

extension Data {
  /// Whether these bytes stand anywhere in the data.
  func holds(_ needle: some Sequence<UInt8>) -> Bool {
    range(of: Data(needle)) != nil
  }
}
