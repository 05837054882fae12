/// The circumstances in which an example is asked.
struct Moment: Sendable {
  /// The example without the history of the stream; `nil` if no expert reads any.
  var timeless: StoredRow?
  /// How far the example is from the row before it: log of their mean distance, centred.
  var step: Float = 0

  init() {}

  /// The moment of a row that follows the rows in `lags`.
  init(_ row: StoredRow, layout: RowLayout, encoder: ColumnEncoder, lags: LagState) {
    if encoder.active.contains(where: { layout.columns[$0].isHistory }) {
      var timeless = row
      layout.clear(&timeless) { $0.isHistory }
      self.timeless = timeless
    }
    step = Moment.step(row, layout: layout, encoder: encoder, lags: lags)
  }

  /// How far a row is from the one before it.
  static func step(
    _ row: StoredRow, layout: RowLayout, encoder: ColumnEncoder, lags: LagState
  ) -> Float {
    let own = encoder.active.filter { !layout.columns[$0].isDerived }
    guard !own.isEmpty, lags.previous.count == row.cells.count else { return 0 }
    return Elementary.log(0.01 + encoder.distance(row.cells, lags.previous, over: own)) + 2
  }
}
