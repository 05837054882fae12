import Fledgling

/// A row and its answer.
struct PredictedRow {
  /// Counted from 1.
  let number: Int
  /// The file of a picture in a folder.
  let file: String?
  /// The fields' values; `nil` where the row cannot be read.
  let values: [Value]?
  let time: Double?
  let prediction: Prediction
  /// The cells that are carried through, in the order that was asked for.
  var kept: [String] = []
}
