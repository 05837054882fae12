/// An error that programs can distinguish by a code, and people by a sentence.
public protocol CodedError: Error, CustomStringConvertible {
  /// The error's kind, the same in every release.
  var code: String { get }
}
