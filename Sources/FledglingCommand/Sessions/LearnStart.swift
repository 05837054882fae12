import FledglingTables

/// The learner and the first table when learning begins.
struct LearnStart {
  let pupil: LearningTarget
  let reader: TableReader
  /// The dates in which it is said what stands first.
  let orders: DateOrders
  /// What there is to say about the first table's columns.
  var remarks: [String] = []
  /// Whether the tables hold nothing but ids and the outcomes of rows that came before.
  var holdsOutcomesAlone = false
}
