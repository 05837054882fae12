import Fledgling

/// Detects the kinds of a table's columns from its first rows.
///
/// The bulk of a column's sampled cells decides, and the others are missing values later.  A column of
/// numbers, in whatever notation, is a number, unless the numbers are codes; `true` and `false` are a
/// boolean; dates are a date-time.  Cells of which more than half differ and that have three words or
/// more on the average are texts; JSON arrays of numbers, all as long and of eight numbers or more, are
/// vectors.  Any other column, and one without any value, is a category.  The target is a number if its
/// cells are numbers and have fractions or more than 20 distinct values.
public struct SchemaInference: Sendable {
  /// How many rows are looked at.
  public static let sampleLimit = 1_000
  /// The shortest arrays that are taken for vectors unasked.
  public static let vectorLeast = 8

  /// The column to predict.
  public var target: String
  /// Columns that are no fields.
  public var dropped: Set<String>
  /// The kinds of columns that are given, whatever the sample shows.
  public var overrides: [String: Field.Kind]
  /// The task, whatever the sample says.
  public var task: LearningTask?
  /// Date-times in which the day stands before the month, whatever the sample says.
  public var dayFirst: Set<String>
  /// Date-times in which the month stands before the day, whatever the sample says.
  public var monthFirst: Set<String> = []
  /// Columns whose whole numbers are no codes, even if they look like some.
  public var quantities: Set<String> = []
  /// The words that mean a missing value; `nil` are the usual ones.
  public var missingWords: [String]?
  /// The column that names the rows, which the schema remembers.
  public var idColumn: String?

  /// Vectors of which each number has a column of its own, by their first and last columns
  /// (``ColumnRange``).
  public var ranges: [String]
  /// Vectors and pictures whose rows are in files of their own, by the names of their fields.
  public var attachments: [String: ArrayFile]
  /// The base of relative paths in cells; by default the folder of the table.
  public var folder: String?

  /// An inference for a target.
  public init(
    target: String, dropped: Set<String> = [], overrides: [String: Field.Kind] = [:],
    task: LearningTask? = nil, dayFirst: Set<String> = [], ranges: [String] = [],
    attachments: [String: ArrayFile] = [:], folder: String? = nil
  ) {
    self.ranges = ranges
    self.attachments = attachments
    self.folder = folder
    self.target = target
    self.dropped = dropped
    self.overrides = overrides
    self.task = task
    self.dayFirst = dayFirst
  }

  /// Looks at the next rows of a table, which the table still returns afterwards.
  ///
  /// - Throws: ``TableError`` if a name is not among the columns, the target is dropped or the
  ///   sample cannot be read.
  public func infer(_ reader: TableReader) throws(TableError) -> InferredSchema {
    guard !dropped.contains(target) else { throw .targetDropped(name: target) }
    let names = [target] + dropped.sorted() + overrides.keys.sorted()
    let known = Set(reader.columns)
    for name in names where !known.contains(name) {
      throw .unknownColumn(
        file: reader.file, name: name, closest: ClosestNames.find(name, in: reader.columns))
    }
    let profiles = try profiles(reader)
    let ranges = try places(reader)
    let judgement = ColumnJudgement(self, reader, profiles)
    var fields: [Field] = []
    var targetColumn = 0
    var task = LearningTask.classification
    var notation = TableNotation(missingWords: missingWords, idColumn: idColumn)
    var remarks: [String] = []
    for (index, name) in reader.columns.enumerated() {
      if let range = ranges.first(where: { $0.places.contains(index) }) {
        if range.places.lowerBound == index {
          fields.append(Field(range.name, .vector, width: range.places.count))
        }
      } else if name == target {
        targetColumn = index
        task = self.task ?? judgement.task(index)
        try judgement.checkTarget(index, task)
        if task == .regression { notation.formats[name] = judgement.pattern(index) }
        remarks += judgement.remarks(ofTarget: index, task)
      } else if !dropped.contains(name) {
        let kind = judgement.kind(index)
        fields.append(try field(name, kind, judgement, column: index, reader))
        notation.formats[name] = judgement.written(index, kind)
        remarks += judgement.remarks(of: index, kind)
      }
    }
    for (name, file) in attachments.sorted(by: { $0.key < $1.key }) {
      if file.holdsImages {
        fields.append(Field(name, .image))
      } else {
        guard Field.widths.contains(file.width) else {
          throw .arrayWidth(file: file.file, width: file.width)
        }
        fields.append(Field(name, .vector, width: file.width))
      }
    }
    do {
      let schema = try Schema(fields: fields, target: target, task: task, notation: notation)
      return InferredSchema(schema: schema, targetColumn: targetColumn, remarks: remarks)
    } catch {
      throw .unusableSchema(file: reader.file, error)
    }
  }

  private func field(
    _ name: String, _ kind: Field.Kind, _ judgement: ColumnJudgement, column: Int,
    _ reader: TableReader
  ) throws(TableError) -> Field {
    guard kind == .vector else {
      return Field(name, kind, isDayFirst: kind == .dateTime && judgement.isDayFirst(column))
    }
    return Field(name, .vector, width: try width(column, reader))
  }

  /// How many numbers the first vector of a column has.
  private func width(_ column: Int, _ reader: TableReader) throws(TableError) -> Int {
    var cells = RichCells(folder: folder ?? RichCells.folder(of: reader.file))
    let missing = MissingWords(missingWords)
    var first: RowFault?
    var record = TableRecord()
    for row in 0..<reader.sampleCount where reader.look(at: row, into: &record) {
      guard record.fault == nil else { continue }
      let text = record.bytes(at: column).trimmed
      if missing.contains(text) { continue }
      do throws(RowFault.Problem) {
        return try cells.vector(text).count
      } catch {
        let fault = RowFault(
          file: reader.file, line: record.line, column: reader.columns[column], problem: error)
        first = first ?? fault
      }
    }
    throw .noVectors(file: reader.file, column: reader.columns[column], first)
  }

  /// The columns of each range.
  private func places(
    _ reader: TableReader
  ) throws(TableError) -> [(name: String, places: ClosedRange<Int>)] {
    var found: [(name: String, places: ClosedRange<Int>)] = []
    for name in ranges {
      guard let places = ColumnRange.places(name, in: reader.columns) else {
        throw unknown(name, reader)
      }
      let used = Set([target]).union(dropped).union(overrides.keys)
      if let column = reader.columns[places].first(where: { used.contains($0) }) {
        throw .rangeHolds(file: reader.file, range: name, column: column)
      }
      if let other = found.first(where: { $0.places.overlaps(places) }) {
        throw .rangeHolds(file: reader.file, range: name, column: other.name)
      }
      found.append((name, places))
    }
    return found
  }

  /// Which end of a range is no column; both are, but in the wrong order, if neither is.
  private func unknown(_ range: String, _ reader: TableReader) -> TableError {
    let ends = ColumnRange.splits(range).first.map { [$0.0, $0.1] } ?? [range]
    let name = ends.first { !reader.columns.contains($0) }
    guard let name else {
      return .rangeBackwards(file: reader.file, range: range)
    }
    return .unknownColumn(
      file: reader.file, name: name, closest: ClosestNames.find(name, in: reader.columns))
  }

  private func profiles(_ reader: TableReader) throws(TableError) -> [ColumnProfile] {
    let blank = ColumnProfile(MissingWords(missingWords))
    var profiles = Array(repeating: blank, count: reader.columns.count)
    var record = TableRecord()
    let count = try reader.sample(SchemaInference.sampleLimit)
    for row in 0..<count where reader.look(at: row, into: &record) {
      guard record.fault == nil else { continue }
      for column in profiles.indices { profiles[column].add(record.bytes(at: column)) }
    }
    return profiles
  }
}

/// The profile of a table's sample.
public struct InferredSchema: Sendable, Hashable {
  /// The fields in the order of the columns, and the target.
  public let schema: Schema
  /// The position of the target among the table's columns, from 0.
  public let targetColumn: Int
  /// Sentences about columns that could have been read otherwise.
  public let remarks: [String]
}
