/// How long to think about an example.
public enum Effort: Sendable, Hashable {
  /// Ask every expert.
  case full
  /// Stop once the quick experts leave less than half a per cent of doubt, where learning has shown
  /// that thinking on takes next to nothing off the loss of such examples.  Numbers are always
  /// thought about in full.
  case adaptive
}
