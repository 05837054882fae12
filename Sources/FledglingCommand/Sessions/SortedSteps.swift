import Fledgling
import FledglingTables

/// The rows of episodes whose rows are in no order, sorted: each is taken where another row of its
/// episode stands in the table.
///
/// Rows of the same order stay as the tables have them.
struct SortedSteps {
  /// The most values that are held, some 24 bytes each.
  private static let valueLimit = 1 << 24

  private var rows: [Int: [WatchedRow]] = [:]
  private var next: [Int: Int] = [:]

  /// Reads the rows of all episodes that need it.
  ///
  /// - Throws: ``CommandError`` if there are too many to be held.
  init(_ start: WatchStart, keepsOrder: Bool) throws(CommandError) {
    guard let plan = start.plan, plan.disordered > 0 else { return }
    let width = max(1, start.monitor.schema.fields.count)
    var held = 0
    try start.tables.forEachStep(
      start, keepsOrder: keepsOrder, where: { plan.entries[$1].isDisordered }
    ) { (row) throws(CommandError) in
      held += 1
      guard held * width <= SortedSteps.valueLimit, let episode = row.episode else {
        throw CommandError(
          "\(row.place): more than \(NumberText.count(SortedSteps.valueLimit / width)) rows of "
            + "\(NumberText.plural(plan.disordered, "episode")) are not in order",
          details: ["sort the rows by \"\(start.columns.order.name)\" first"])
      }
      rows[episode, default: []].append(row)
    }
    for episode in rows.keys {
      rows[episode] = rows[episode].map { SortedSteps.sorted($0) }
    }
  }

  private static func sorted(_ rows: [WatchedRow]) -> [WatchedRow] {
    rows.indices.sorted { one, other in
      rows[one].key.order != rows[other].key.order
        ? rows[one].key.order < rows[other].key.order : one < other
    }.map { rows[$0] }
  }

  /// The next row of an episode.
  mutating func take(_ episode: Int) -> WatchedRow? {
    let place = next[episode, default: 0]
    guard let rows = rows[episode], place < rows.count else { return nil }
    next[episode] = place + 1
    return rows[place]
  }
}
