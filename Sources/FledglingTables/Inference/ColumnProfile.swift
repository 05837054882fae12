import Fledgling

/// Counts of the cells of one column in a sample.
struct ColumnProfile {
  private static let distinctLimit = 1_024

  private let missingWords: MissingWords
  /// How many cells are empty, and how many hold a word that means missing, by the word.
  private(set) var empty = 0
  private(set) var words: [String: Int] = [:]
  /// How many cells hold something.
  private(set) var filled = 0
  private(set) var numbers = NumberProfile()
  private(set) var dates = DateProfile()
  private var booleans = 0
  private var text = TextProfile()
  private var width: Int?
  private var vectors = 0
  private(set) var distinct: Set<StableHash> = []

  init(_ missingWords: MissingWords) { self.missingWords = missingWords }

  mutating func add(_ cell: UnsafeBufferPointer<UInt8>) {
    let text = cell.trimmed
    guard !text.isEmpty else { return empty += 1 }
    guard !missingWords.contains(text) else {
      return words[String(decoding: text, as: UTF8.self), default: 0] += 1
    }
    filled += 1
    if distinct.count < ColumnProfile.distinctLimit { distinct.insert(StableHash(utf8: text)) }
    let before = (numbers.others, dates.count + dates.zeros, booleans, vectors)
    numbers.add(text)
    dates.add(text)
    if text.equalsIgnoringCase("true") || text.equalsIgnoringCase("false") { booleans += 1 }
    if let found = VectorText.width(text), width == nil || width == found {
      vectors += 1
      width = found
    }
    let isPlain =
      numbers.others > before.0
      && (dates.count + dates.zeros, booleans, vectors) == (before.1, before.2, before.3)
    if isPlain { self.text.add(text) }
  }

  // MARK: Judgement

  /// How many cells may be something else in a column whose kind the others decide.
  ///
  /// - Parameters:
  ///   - cells: how many cells hold something.
  ///   - isVarious: whether the others could hardly be the names of a few classes.
  /// - Returns: how many of the cells.
  private static func tolerance(_ cells: Int, isVarious: Bool) -> Int {
    isVarious ? cells / 10 : max(cells >= 20 ? 1 : 0, cells / 100)
  }

  /// How the column writes its numbers; nil if it holds something else.
  func numberFormat(fallback: UInt8) -> NumberFormat? {
    let format = numbers.format(fallback: fallback)
    let count = numbers.count(format)
    guard count > 0 else { return nil }
    let odd = filled - count
    if odd <= ColumnProfile.tolerance(filled, isVarious: numbers.isVarious) { return format }
    // One word among many numbers stands for a missing one.
    let isOneWord = numbers.otherSpellings.count == 1 && odd == numbers.others
    return isOneWord && numbers.isQuantity && count >= 3 && 2 * odd <= filled ? format : nil
  }

  /// Whether the column's cells are whole numbers that are dates, such as `20240304`.
  var areCompactDates: Bool { filled > 0 && 20 * dates.compact >= 19 * filled }

  /// The reason why the column's numbers are codes; nil if they are quantities.
  var codes: WholeProfile.Reason? { numbers.wholes.reason(cells: filled) }

  var isBoolean: Bool {
    booleans > 0 && filled - booleans <= ColumnProfile.tolerance(filled, isVarious: false)
  }

  var isDate: Bool {
    dates.count > 0
      && filled - dates.count - dates.zeros <= ColumnProfile.tolerance(filled, isVarious: true)
  }

  /// Whether the cells are words rather than the names of categories.
  var isText: Bool { text.isText(of: filled) }

  /// How many numbers the cells' arrays have, if most are arrays and as long.
  var vectorWidth: Int? {
    vectors > 0 && filled - vectors <= ColumnProfile.tolerance(filled, isVarious: true)
      ? width : nil
  }
}
