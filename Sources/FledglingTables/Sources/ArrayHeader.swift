/// The header of an array file: how many numbers of which kind, and where they begin.
struct ArrayHeader {
  /// How one number is written.
  enum Element: Sendable, Hashable {
    case float(bytes: Int)
    case signed(bytes: Int)
    case unsigned(bytes: Int)

    var size: Int {
      switch self {
      case .float(let bytes), .signed(let bytes), .unsigned(let bytes): bytes
      }
    }
  }

  let shape: [Int]
  let element: Element
  let isBigEndian: Bool
  /// The byte at which the numbers begin.
  let offset: Int

  /// Reads the header of an .npy or IDX file from its first bytes.
  init(_ head: [UInt8], file: String) throws(TableError) {
    if head.starts(with: ArrayHeader.npyMagic) {
      try self.init(npy: head, file: file)
    } else if head.count >= 4, head[0] == 0, head[1] == 0, ArrayHeader.idxElement(head[2]) != nil {
      try self.init(idx: head, file: file)
    } else {
      throw .arrayFormat(file: file, reason: "it is neither NumPy's .npy nor IDX")
    }
  }

  /// The bytes of one row, nil if no memory could hold them.
  var rowBytes: Int? {
    var bytes = element.size
    for side in shape.dropFirst() {
      let (product, isOver) = bytes.multipliedReportingOverflow(by: side)
      guard !isOver else { return nil }
      bytes = product
    }
    return bytes
  }

  /// The bytes of all rows.
  var dataBytes: Int? {
    guard let rowBytes, let count = shape.first else { return nil }
    let (product, isOver) = rowBytes.multipliedReportingOverflow(by: count)
    return isOver ? nil : product
  }
}

extension ArrayHeader {
  fileprivate static let npyMagic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// IDX: two zeros, the kind, the number of sides, the sides; all big-endian.
  private init(idx head: [UInt8], file: String) throws(TableError) {
    let sides = Int(head[3])
    let end = 4 + 4 * sides
    guard sides > 0, head.count >= end, let element = ArrayHeader.idxElement(head[2]) else {
      throw .arrayFormat(file: file, reason: "its IDX header is incomplete")
    }
    self.element = element
    shape = (0..<sides).map { side in
      head[(4 + 4 * side)..<(8 + 4 * side)].reduce(0) { $0 << 8 | Int($1) }
    }
    isBigEndian = true
    offset = end
  }

  private static func idxElement(_ code: UInt8) -> Element? {
    switch code {
    case 0x08: .unsigned(bytes: 1)
    case 0x09: .signed(bytes: 1)
    case 0x0b: .signed(bytes: 2)
    case 0x0c: .signed(bytes: 4)
    case 0x0d: .float(bytes: 4)
    case 0x0e: .float(bytes: 8)
    default: nil
    }
  }

  /// NumPy's format, versions 1 to 3: a dictionary in Python's notation behind a short preamble.
  private init(npy head: [UInt8], file: String) throws(TableError) {
    func refuse(_ reason: String) -> TableError { .arrayFormat(file: file, reason: reason) }
    guard head.count >= 12 else { throw refuse("its .npy header is incomplete") }
    guard (1...3).contains(head[6]) else {
      throw refuse("it is of .npy version \(head[6]), which is not known")
    }
    let lengthBytes = head[6] == 1 ? 2 : 4
    let start = 8 + lengthBytes
    let length = (0..<lengthBytes).reduce(0) { $0 | Int(head[8 + $1]) << (8 * $1) }
    guard head.count >= start + length else { throw refuse("its .npy header is incomplete") }
    let text = String(decoding: head[start..<(start + length)], as: UTF8.self)
    guard let kind = ArrayHeader.entry("descr", in: text),
      let order = ArrayHeader.entry("fortran_order", in: text),
      let sides = ArrayHeader.entry("shape", in: text)
    else { throw refuse("its .npy header is damaged") }
    guard order.hasPrefix("False") else {
      throw refuse("it is in Fortran's order; save numpy.ascontiguousarray of it")
    }
    let code = kind.dropFirst().prefix { $0 != "'" && $0 != "\"" }
    guard let element = ArrayHeader.npyElement(code.dropFirst()),
      let byteOrder = code.first, "<>|".contains(byteOrder)
    else {
      throw refuse("it holds \(kind.prefix(20)), which is not read; save it with astype('float32')")
    }
    var shape: [Int] = []
    for side in sides.dropFirst().prefix(while: { $0 != ")" }).split(separator: ",") {
      guard let number = Int(side.filter { $0 != " " }), number >= 0 else {
        throw refuse("its .npy header is damaged")
      }
      shape.append(number)
    }
    guard sides.first == "(", !shape.isEmpty else {
      throw refuse("it holds one number; an array with a row for each example is needed")
    }
    self.element = element
    self.shape = shape
    isBigEndian = byteOrder == ">"
    offset = start + length
  }

  /// The value of a key of the dictionary.
  private static func entry(_ key: String, in text: String) -> Substring? {
    guard let range = text.firstRange(of: "'\(key)':") else { return nil }
    return text[range.upperBound...].drop { $0 == " " }
  }

  private static func npyElement(_ code: Substring) -> Element? {
    switch code {
    case "f4": .float(bytes: 4)
    case "f8": .float(bytes: 8)
    case "i1": .signed(bytes: 1)
    case "i2": .signed(bytes: 2)
    case "i4": .signed(bytes: 4)
    case "i8": .signed(bytes: 8)
    case "u1", "b1": .unsigned(bytes: 1)
    case "u2": .unsigned(bytes: 2)
    case "u4": .unsigned(bytes: 4)
    default: nil
    }
  }
}
