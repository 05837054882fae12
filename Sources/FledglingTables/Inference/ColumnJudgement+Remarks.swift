import Fledgling

extension ColumnJudgement {
  /// Notes about a field's column.
  func remarks(of column: Int, _ kind: Field.Kind) -> [String] {
    let isNamed = inference.overrides[names[column]] != nil
    var remarks: [String] = []
    switch kind {
    case .number: remarks += [isNamed ? nil : ambiguousMark(column)].compactMap { $0 }
    case .dateTime: remarks += [ambiguousOrder(column)].compactMap { $0 }
    case .category, .text:
      if !isNamed {
        remarks += [
          code(column) ?? nearlyNumber(column) ?? nearlyDate(column)
            ?? (kind == .category ? empty(column) ?? everyCellDiffers(column) : nil)
        ].compactMap { $0 }
      }
      if kind == .category { remarks += missingWord(column) }
    default: break
    }
    return remarks
  }

  /// Notes about the target's column.
  func remarks(ofTarget column: Int, _ task: LearningTask) -> [String] {
    var remarks = missingWord(column)
    let isAsked = inference.task != nil || inference.overrides[names[column]] != nil
    guard !isAsked else { return remarks }
    if task == .regression {
      remarks += [ambiguousMark(column), smallWholes(column)].compactMap { $0 }
    } else {
      remarks += [
        numbersAsClasses(column) ?? nearlyNumber(column) ?? datesAsClasses(column)
          ?? classesDiffer(column)
      ].compactMap { $0 }
    }
    return remarks
  }

  private func quoted(_ column: Int) -> String { "\"\(names[column])\"" }

  private func counted(_ count: Int, of cells: Int) -> String {
    "\(count) of \(cells) cell\(cells == 1 ? "" : "s")"
  }

  // MARK: Numbers

  /// Numbers that would be others if their marks meant something else.
  private func ambiguousMark(_ column: Int) -> String? {
    let numbers = profiles[column].numbers
    guard let format = format(column), numbers.evidence.point == 0, numbers.evidence.comma == 0,
      let example = numbers.firstAmbiguous.isEmpty ? nil : numbers.firstAmbiguous
    else { return nil }
    // A point before three decimals is plain.
    if numbers.ambiguous.comma == 0, format.decimalMark == UInt8(ascii: ".") { return nil }
    let mark = numbers.ambiguous.comma > 0 ? "comma" : "point"
    let isDecimal = (format.decimalMark == UInt8(ascii: ",")) == (mark == "comma")
    let meaning = isDecimal ? "a decimal mark" : "a mark between thousands"
    return
      "\(quoted(column)): the \(mark) in \"\(example)\" is read as \(meaning); if that is wrong, "
      + "write the numbers without it"
  }

  /// Whole numbers that are read as codes.
  private func code(_ column: Int) -> String? {
    guard format(column) != nil, let reason = codes(column) else { return nil }
    let why =
      switch reason {
      case .leadingZeros: "has numbers with leading zeros"
      case .tooLong: "has whole numbers of 16 digits or more"
      case .repeated: "has long whole numbers that repeat"
      }
    return "\(quoted(column)) \(why) and is read as codes (a category); --number "
      + "\(named(column)) reads it as numbers"
  }

  private func nearlyNumber(_ column: Int) -> String? {
    let profile = profiles[column]
    let numbers = profile.numbers
    guard format(column) == nil, profile.filled >= 4, numbers.isVarious else { return nil }
    if !numbers.severalUnits.isEmpty, 10 * (profile.filled - numbers.others) >= 9 * profile.filled {
      let units = numbers.severalUnits.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
      return "\(quoted(column)) has numbers of several units (\(units)) and is read as a category; "
        + "write them in one unit"
    }
    let count = numbers.count(numbers.format(fallback: UInt8(ascii: ".")))
    guard 2 * count >= profile.filled else { return nil }
    return nearly(column, "numbers", count, "--number", example: numbers.otherSpellings.first)
  }

  private func nearlyDate(_ column: Int) -> String? {
    let profile = profiles[column]
    guard !profile.isDate, profile.filled >= 4, 2 * profile.dates.count >= profile.filled else {
      return nil
    }
    return nearly(column, "dates", profile.dates.count, "--date", example: nil)
  }

  private func nearly(
    _ column: Int, _ kind: String, _ count: Int, _ option: String, example: String?
  ) -> String {
    let filled = profiles[column].filled
    let odd = example.map { ", unlike \"\($0)\"" } ?? ""
    return "\(quoted(column)) is read as a category, though \(counted(count, of: filled)) are "
      + "\(kind)\(odd); \(option) \(named(column)) takes the others as missing"
  }

  /// A name as it can stand in a list of columns.
  private func named(_ column: Int) -> String {
    let name = names[column]
    return name.contains { $0 == "," || $0 == " " || $0 == "\"" } ? "'\"\(name)\"'" : name
  }

  // MARK: Dates

  private func ambiguousOrder(_ column: Int) -> String? {
    let (name, dates) = (names[column], profiles[column].dates)
    guard dates.isUnsettled, !inference.dayFirst.contains(name),
      !inference.monthFirst.contains(name)
    else { return nil }
    let (order, other) =
      dates.isDayFirst ? ("day", "--month-first") : ("month", "--day-first")
    return "\(quoted(column)): no date shows whether the day or the month comes first, as in "
      + "\"\(dates.firstAmbiguous)\"; the \(order) is assumed to come first; if that is wrong, use "
      + "\(other) \(named(column))"
  }

  // MARK: Categories

  /// A column without any value, whose kind nothing shows.
  private func empty(_ column: Int) -> String? {
    let profile = profiles[column]
    let rows = profile.empty + profile.words.values.reduce(0, +)
    guard profile.filled == 0, rows > 1 else { return nil }
    return "\(quoted(column)) has no value in the first \(rows) rows and is read as a category; "
      + "if numbers or dates come later, say --number or --date \(named(column))"
  }

  /// Categories that hardly ever come twice, so that there is nothing to learn from them.
  private func everyCellDiffers(_ column: Int) -> String? {
    guard let differing = manyDistinct(column) else { return nil }
    return "\(quoted(column)) is read as a category, though \(differing) differ; "
      + "little can be learned from it, and --drop \(named(column)) leaves it out"
  }

  /// How many cells differ, in words, if that is nearly all.
  private func manyDistinct(_ column: Int) -> String? {
    let profile = profiles[column]
    let (count, cells) = (profile.distinct.count, profile.filled)
    return cells >= 20 && 10 * count >= 9 * cells ? counted(count, of: cells) : nil
  }

  // MARK: Classes

  /// A target of dates.
  private func datesAsClasses(_ column: Int) -> String? {
    guard profiles[column].isDate else { return nil }
    return
      "\(quoted(column)) holds dates, and each is predicted as a class; to predict when, make a "
      + "column of numbers, such as days"
  }

  /// A target whose classes hardly ever come twice.
  private func classesDiffer(_ column: Int) -> String? {
    guard let differing = manyDistinct(column) else { return nil }
    return "\(quoted(column)) is predicted as classes, though \(differing) differ; "
      + "little can be learned of classes that do not come again"
  }

  /// A numeric target whose whole numbers could be classes.
  private func smallWholes(_ column: Int) -> String? {
    let numbers = profiles[column].numbers
    guard !numbers.hasFraction, numbers.values.count <= 100,
      profiles[column].filled >= 2 * numbers.values.count
    else { return nil }
    return
      "\(quoted(column)) has \(numbers.values.count) whole numbers and is predicted as a number; "
      + "--kind classify predicts classes"
  }

  /// A target of classes that are numbers.
  private func numbersAsClasses(_ column: Int) -> String? {
    guard format(column) != nil else { return nil }
    let isCode = codes(column) != nil
    // Codes are told apart by their spellings.
    let profile = profiles[column]
    let count = isCode ? profile.distinct.count : profile.numbers.values.count
    let why = isCode ? " that look\(count == 1 ? "s" : "") like codes" : ""
    return
      "\(quoted(column)) has \(count) whole number\(count == 1 ? "" : "s")\(why) and is predicted "
      + "as classes; --kind regress predicts a number"
  }

  /// Words that are taken for missing values although they could be classes.
  private func missingWord(_ column: Int) -> [String] {
    let profile = profiles[column]
    let usual = profile.filled / max(1, profile.distinct.count)
    let cells = profile.filled + profile.empty + profile.words.values.reduce(0, +)
    return profile.words.sorted { $0.key < $1.key }.compactMap { word, count in
      guard word != "?", count > 1, 2 * count >= usual, profile.empty > 0 || 10 * count >= cells
      else { return nil }
      return "\(quoted(column)): \"\(word)\" is taken as missing in \(counted(count, of: cells)); "
        + "if it is a value, set the missing words with --missing, or --missing '' for none"
    }
  }
}
