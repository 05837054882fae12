import Fledgling

extension Field.Kind {
  /// What such a column holds, in words.
  var words: String {
    switch self {
    case .number: "numbers"
    case .category: "categories"
    case .boolean: "true or false"
    case .dateTime: "dates"
    case .text: "texts"
    case .vector: "vectors"
    case .image: "pictures"
    case .sequence: "the names of sequences"
    }
  }
}
