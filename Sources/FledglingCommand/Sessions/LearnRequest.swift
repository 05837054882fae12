import Fledgling

/// What is to be learned, as the arguments say.
struct LearnRequest {
  let files: [String]
  /// The column to predict; nil if only a saved model tells.
  let target: String?
  let task: LearningTask?
  let fields: FieldOptions
  /// The file with the labels of an array file.
  let labels: String?
  /// Whether the only file is a folder whose folders are classes.
  let isFolder: Bool
  let input: InputOptions
  let seed: UInt64?
  /// A saved model, or a ledger, to go on with.
  let resume: String?
  let ledger: String?
  let notes: Notes

  func remark(_ text: String) { notes.show(text) }
}
