/// Counts of a run of watching.
struct WatchCounts {
  var rows = 0
  var episodes = 0
  var steps = 0
  /// Steps that had come before.
  var known = 0
  /// Rows that were written down.
  var acknowledged = 0
  /// Episodes whose last row has come without an outcome.
  var unknown = 0
  /// Episodes that were learned and not judged.
  var unjudged = 0
  /// Steps that wait to be judged.
  var waiting = 0
}
