/// Cuts the rows of each name into segments, at every place where another episode of that name may
/// begin.
///
/// A function of the rows alone, so that every reading of the same tables cuts them alike; which cuts
/// count, ``EpisodeIndex`` decides when it has seen all.
struct SegmentTracker {
  /// The reason why a segment begins.
  enum Start {
    case name
    /// The name is in another file.
    case file
    /// A row said that it is the last.
    case end
    /// The last row had an outcome, and this has none.
    case reopened
    /// The order falls back to where the segment began.
    case restart
  }

  private struct Segment {
    let ordinal: Int
    let file: Int
    let first: Double
    var last: Double
    var hasOutcome: Bool
    var hasEnd: Bool
  }

  private var segments: [UInt64: Segment] = [:]
  /// Rows before an earlier row of their segment.
  private(set) var falls = 0

  /// Takes in a row.
  ///
  /// - Returns: which of its name's segments it is in, counted from zero, and why that begins with it.
  mutating func place(_ key: StepKey, file: Int) -> (ordinal: Int, start: Start?) {
    guard var segment = segments[key.hash] else {
      begin(0, key, file)
      return (0, .name)
    }
    if file == segment.file, key.order < segment.last { falls += 1 }
    if let start = SegmentTracker.start(key, file, after: segment) {
      begin(segment.ordinal + 1, key, file)
      return (segment.ordinal + 1, start)
    }
    segment.last = max(segment.last, key.order)
    segment.hasOutcome = key.outcome != nil
    segment.hasEnd = segment.hasEnd || key.isEnd
    segments[key.hash] = segment
    return (segment.ordinal, nil)
  }

  private static func start(_ key: StepKey, _ file: Int, after segment: Segment) -> Start? {
    if file != segment.file { return .file }
    let isRestart = key.order < segment.last && key.order == segment.first
    // Where rows are in no order, those after the last one of an episode may belong before it.
    if segment.hasEnd, key.order > segment.last || isRestart { return .end }
    if segment.hasOutcome, key.outcome == nil, key.order >= segment.last || isRestart {
      return .reopened
    }
    return isRestart ? .restart : nil
  }

  private mutating func begin(_ ordinal: Int, _ key: StepKey, _ file: Int) {
    segments[key.hash] = Segment(
      ordinal: ordinal, file: file, first: key.order, last: key.order,
      hasOutcome: key.outcome != nil, hasEnd: key.isEnd)
  }
}
