/// Decides which segments of one name are episodes of their own.
///
/// A name that comes back is another episode:
///
/// - after a row that is said to be the last (``SegmentTracker/Start/end``);
/// - after its outcome, where outcomes stand in last rows alone, if another outcome follows;
/// - where the order falls back to its begin, if it does so and nothing else wherever it falls at all;
/// - in another file that numbers its episodes anew: where many of the names it shares with earlier
///   files have another outcome there, or begin again;
/// - in another file with another outcome.
struct EpisodeCuts {
  /// A share of contradictions above which they are no slips.
  static let slipShare = 0.05

  /// Whether the outcome's column changes within segments, so that another value is no other outcome.
  private let varies: Bool
  /// Whether outcomes stand in last rows alone.
  private let isToldOnce: Bool
  /// Whether orders fall in order to begin again.
  private let isRestarting: Bool
  /// The files that number their episodes anew.
  private var renumbering: Set<Int> = []

  init(_ segments: [WatchSegment], falls: Int) {
    let several = segments.lazy.filter { $0.told > 1 }
    varies = EpisodeCuts.isMore(several.count { $0.varies }, of: several.count)
    let telling = segments.lazy.filter { $0.told > 0 && $0.rows > 1 }
    isToldOnce = telling.count { $0.told == 1 } * 5 > telling.count * 4
    let restarts = segments.count { $0.start == .restart && $0.rows > 1 }
    isRestarting = restarts > 0 && restarts * 10 >= falls * 9
    findRenumbering(segments)
  }

  /// Whether so many of all are too many for slips.
  static func isMore(_ count: Int, of all: Int) -> Bool {
    count > 0 && Double(count) > slipShare * Double(all)
  }

  private struct Crossing {
    /// Names in an earlier file as well, and those that begin again, with another row or the same.
    var names = 0
    var restarts = 0
    var repeats = 0
    /// Names with an outcome in both files, and with another.
    var told = 0
    var contradictions = 0
  }

  private mutating func findRenumbering(_ segments: [WatchSegment]) {
    var crossings: [Int: Crossing] = [:]
    for segment in segments where segment.start == .file {
      guard let previous = segment.previous.map({ segments[$0] }), !segment.isCopy(of: previous)
      else { continue }
      var crossing = crossings[segment.file] ?? Crossing()
      crossing.names += 1
      if segment.first <= previous.first { crossing.restarts += 1 }
      if segment.head == previous.head { crossing.repeats += 1 }
      crossing.told += areComparable(segment, previous) ? 1 : 0
      crossing.contradictions += contradicts(segment, previous) ? 1 : 0
      crossings[segment.file] = crossing
    }
    for (file, crossing) in crossings {
      let restarts = crossing.repeats * 2 > crossing.restarts ? 0 : crossing.restarts
      if EpisodeCuts.isMore(crossing.contradictions, of: crossing.told)
        || restarts * 2 > crossing.names
      {
        renumbering.insert(file)
      }
    }
  }

  private func areComparable(_ segment: WatchSegment, _ previous: WatchSegment) -> Bool {
    guard !varies, segment.told > 0, previous.told > 0 else { return false }
    // One row in each file may as well be one look at something that changes.
    return isToldOnce || segment.rows > 1 || previous.rows > 1
  }

  private func contradicts(_ segment: WatchSegment, _ previous: WatchSegment) -> Bool {
    areComparable(segment, previous) && segment.outcome != previous.outcome
  }

  /// Whether a segment is the begin of another episode than the segment before.
  func isCut(_ segment: WatchSegment, after previous: WatchSegment) -> Bool {
    switch segment.start {
    case .name, .end: true
    case .reopened: isToldOnce && segment.told > 0
    case .restart: isRestarting
    case .file:
      renumbering.contains(segment.file) || contradicts(segment, previous)
        || isToldOnce && segment.told > 0 && previous.told > 0
    }
  }
}
