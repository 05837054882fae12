import Fledgling

/// The cells of a column in a sample, read as numbers.
struct NumberProfile {
  private static let distinctLimit = 1_024
  /// More distinct numbers than this are quantities rather than the names of classes.
  static let classLimit = 20

  /// How many cells are numbers if a point, or if a comma, stands before the fraction.
  private var readable = Marks()
  /// How many are numbers in one of the two ways only.
  private(set) var evidence = Marks()
  /// How many are another number with a point than with a comma, by the mark they have.
  private(set) var ambiguous = Marks()
  private(set) var firstAmbiguous = ""
  private var units: [String: (cells: Int, isFirst: Bool)] = [:]
  private var groups = Marks()
  private var otherGroup: UInt8?
  /// How many cells are no numbers at all, and their spellings as far as they are few.
  private(set) var others = 0
  private(set) var otherSpellings: [String] = []
  private(set) var hasFraction = false
  private(set) var values: Set<Double> = []
  private(set) var least = Double.infinity
  private(set) var most = -Double.infinity
  private(set) var wholes = WholeProfile()

  /// A count for each decimal mark.
  struct Marks {
    var point = 0
    var comma = 0

    subscript(_ mark: UInt8) -> Int { mark == UInt8(ascii: ",") ? comma : point }
  }

  /// Looks at a trimmed cell that is not missing.
  mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
    if let number = Decimal.parse(text) {
      readable.point += 1
      note(number)
      addPlain(text)
      return
    }
    guard let written = WrittenNumber(text) else { return addOther(text) }
    let point = written.value(decimalMark: UInt8(ascii: "."))
    let comma = written.value(decimalMark: UInt8(ascii: ","))
    guard let number = point ?? comma else { return addOther(text) }
    units[written.unit, default: (0, written.isUnitFirst)].cells += 1
    if point != nil { readable.point += 1 }
    if comma != nil { readable.comma += 1 }
    if point == nil { evidence.comma += 1 }
    if comma == nil { evidence.point += 1 }
    if point != nil, comma != nil, point != comma { addAmbiguous(text, written.digits) }
    if point != nil, let mark = written.groupMark(decimalMark: UInt8(ascii: ".")) { addGroup(mark) }
    if comma != nil, let mark = written.groupMark(decimalMark: UInt8(ascii: ",")) { addGroup(mark) }
    note(number)
  }

  /// A number that is written as programs do.
  private mutating func addPlain(_ text: UnsafeBufferPointer<UInt8>) {
    wholes.add(text)
    guard text.contains(UInt8(ascii: ".")) else { return readable.comma += 1 }
    if let written = WrittenNumber(text), written.value(decimalMark: UInt8(ascii: ",")) != nil {
      readable.comma += 1
      addGroup(UInt8(ascii: "."))
      addAmbiguous(text, written.digits)
    } else {
      evidence.point += 1
    }
  }

  private mutating func addAmbiguous(_ text: UnsafeBufferPointer<UInt8>, _ digits: [UInt8]) {
    if digits.contains(UInt8(ascii: ",")) { ambiguous.comma += 1 } else { ambiguous.point += 1 }
    if firstAmbiguous.isEmpty { firstAmbiguous = text.excerpt }
  }

  private mutating func addGroup(_ mark: UInt8) {
    switch mark {
    case UInt8(ascii: "."): groups.point += 1
    case UInt8(ascii: ","): groups.comma += 1
    default: otherGroup = mark
    }
  }

  private mutating func addOther(_ text: UnsafeBufferPointer<UInt8>) {
    others += 1
    guard otherSpellings.count < 3 else { return }
    let spelling = text.excerpt
    if !otherSpellings.contains(spelling) { otherSpellings.append(spelling) }
  }

  private mutating func note(_ number: Double) {
    if number.rounded() != number { hasFraction = true }
    least = min(least, number)
    most = max(most, number)
    if values.count < NumberProfile.distinctLimit { values.insert(number) }
  }

  // MARK: Judgement

  /// How many cells are numbers in a format.
  func count(_ format: NumberFormat) -> Int {
    let others = units.reduce(0) { sum, unit in
      unit.key.isEmpty || unit.key == format.unit ? sum : sum + unit.value.cells
    }
    return max(0, readable[format.decimalMark] - others)
  }

  /// How most numbers are written; `fallback` is the decimal mark where they do not show it.
  func format(fallback: UInt8) -> NumberFormat {
    let (point, comma) = (UInt8(ascii: "."), UInt8(ascii: ","))
    let isSettled = evidence.point != evidence.comma
    var format = NumberFormat(decimalMark: fallback)
    if isSettled { format.decimalMark = evidence.comma > evidence.point ? comma : point }
    let group = format.decimalMark == comma ? point : comma
    format.groupMark = groups[group] > 0 ? group : otherGroup
    let named = units.filter { !$0.key.isEmpty }
    if let unit = named.max(by: { ($0.value.cells, $1.key) < ($1.value.cells, $0.key) }) {
      format.unit = unit.key
      format.isUnitFirst = unit.value.isFirst
    }
    return format
  }

  /// The units that numbers have, if there are several.
  var severalUnits: [String] {
    let named = units.keys.filter { !$0.isEmpty }.sorted()
    return named.count > 1 ? named : []
  }

  /// Whether the numbers are quantities rather than the names of classes.
  var isQuantity: Bool { hasFraction || values.count > NumberProfile.classLimit }

  /// Whether the numbers can hardly be the names of a few classes, as most differ or are quantities.
  var isVarious: Bool {
    isQuantity || 2 * values.count > max(readable.point, readable.comma)
  }
}
