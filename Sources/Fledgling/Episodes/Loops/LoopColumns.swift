/// The places of a step, each with sixteen bits of hash: equal cells have equal hashes.
typealias StepCode = SIMD16<UInt16>

/// The cells of a step that matter for loops, and their places.
///
/// Categories, and each text, vector or image as a whole, show whether a step repeats; numbers show
/// progress.  The parts of dates are ignored.
struct LoopColumns: Sendable, Hashable {
  /// The number of places for fields; with more fields, neighbouring ones share a place.
  static let placeLimit = 16
  /// The place of all numbers that are states, if no field is there.
  static let statePlace = 15
  /// The maximum number of numbers that are followed, the first of the schema.
  static let numberLimit = 12

  /// The number of cells in a step.
  let width: Int
  /// The number of places in use.
  let places: Int
  /// The columns of numbers.
  let numbers: [Int32]
  /// The names of the compared fields, and the place of each.
  private let names: [String]
  private let namePlaces: [UInt8]
  /// The compared columns, and the place of each.
  private let columns: [Int32]
  private let columnPlaces: [UInt8]

  init(_ layout: StepSchema) {
    var numbers: [Int32] = []
    var compared: [(column: Int32, field: Int)] = []
    for (index, column) in layout.columns.enumerated() {
      switch column.source {
      case .own where column.kind == .number: numbers.append(Int32(index))
      case .own, .aspect: compared.append((Int32(index), column.field))
      case .datePart: break
      }
    }
    var fields: [Int] = []
    for (_, field) in compared where field != fields.last { fields.append(field) }
    let count = fields.count
    let places = (0..<count).map {
      UInt8(count > LoopColumns.placeLimit ? $0 * LoopColumns.placeLimit / count : $0)
    }
    width = layout.columns.count
    self.places = min(count, LoopColumns.placeLimit)
    self.numbers = Array(numbers.prefix(LoopColumns.numberLimit))
    names = fields.map { layout.fields[$0].name }
    namePlaces = places
    columns = compared.map(\.column)
    let placeOf = Dictionary(uniqueKeysWithValues: zip(fields, places))
    columnPlaces = compared.map { placeOf[$0.field] ?? 0 }
  }

  /// Whether codes have room for numbers.
  var hasStatePlace: Bool { places <= LoopColumns.statePlace }

  /// The places of a step.
  @inline(__always)
  func code(_ cells: UnsafePointer<UInt32>) -> StepCode {
    var hashes = SIMD16<UInt32>()
    withUnsafeMutableBytes(of: &hashes) { bytes in
      let hashes = bytes.assumingMemoryBound(to: UInt32.self)
      columns.withUnsafeBufferPointer { columns in
        columnPlaces.withUnsafeBufferPointer { places in
          for index in 0..<columns.count {
            let place = Int(places[index])
            let mixed = (hashes[place] ^ cells[Int(columns[index])]) &* 0x9e37_79b1
            hashes[place] = mixed ^ mixed >> 15
          }
        }
      }
    }
    return StepCode(truncatingIfNeeded: hashes &>> 8)
  }

  /// The names of the fields in some places, given as bits.
  func names(in places: UInt16) -> [String] {
    zip(names, namePlaces).filter { places & 1 << $0.1 != 0 }.map(\.0)
  }
}

extension LoopColumns: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(width)
    writer.write(numbers)
    writer.write(names)
    writer.write(namePlaces)
    writer.write(columns)
    writer.write(columnPlaces)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    width = try reader.read()
    numbers = try reader.read()
    names = try reader.read()
    namePlaces = try reader.read(count: names.count)
    columns = try reader.read()
    columnPlaces = try reader.read(count: columns.count)
    places = min(names.count, LoopColumns.placeLimit)
    let width = width
    let places = places
    guard numbers.count <= LoopColumns.numberLimit,
      (numbers + columns).allSatisfy({ $0 >= 0 && Int($0) < width }),
      (namePlaces + columnPlaces).allSatisfy({ $0 < places })
    else { throw .damaged("the columns of loops do not fit together") }
  }
}
