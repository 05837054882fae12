/// An error with a code for programs and a sentence for people.
public protocol CodedError: Error, CustomStringConvertible {
  /// The error's kind, the same in every release.
  var code: String { get }
}
