import Fledgling
import FledglingJSON
import Foundation

extension LedgerEntry {
  /// The entry as an object; missing parts are left out.
  func json(_ schema: Schema) -> JSON {
    var members: [JSON.Member] = []
    func add(_ key: String, _ value: JSON?) {
      if let value { members.append(JSON.Member(key: key, value: value)) }
    }
    add("id", id.map { .string($0) })
    add("time", time.map { .number($0) })
    add("source", source.map { .string($0) })
    add("job", job.map { .string($0) })
    add(
      "fields",
      .object(
        zip(schema.fields, fields).compactMap { field, content in
          content.json.map { JSON.Member(key: field.name, value: $0) }
        }))
    switch outcome {
    case nil: break
    case .label(let label): add("outcome", .string(label))
    case .number(let number): add("outcome", .number(number))
    }
    add("propensity", propensity.map { .number($0) })
    return .object(members)
  }

  /// The entry in a line of JSON; it has to be checked against the schema.
  init(
    line: ArraySlice<UInt8>, _ schema: Schema, places: [String: Int]
  ) throws(LedgerError) {
    let json: JSON
    do {
      json = try JSON(line)
    } catch { throw .malformed("byte \(error.position): expected \(error.expected)") }
    try self.init(json, schema, places: places)
  }

  /// The entry in a JSON object; it has to be checked against the schema.
  init(_ json: JSON, _ schema: Schema, places: [String: Int]) throws(LedgerError) {
    guard case .object(let members) = json else {
      throw .malformed("an object was expected")
    }
    self.init([FieldValue](repeating: .missing, count: schema.fields.count))
    for member in members where member.value != .null {
      if let number = member.value.asNumber, take(number, as: member.key) { continue }
      switch (member.key, member.value) {
      case ("id", .string(let text)): id = text
      case ("source", .string(let text)): source = text
      case ("job", .string(let text)): job = text
      case ("outcome", .string(let text)): outcome = .label(text)
      case ("outcome", .bool(let isTrue)): outcome = .label(isTrue ? "true" : "false")
      case ("fields", .object(let contents)):
        for content in contents {
          guard let place = places[content.key] else { throw .fieldUnknown(content.key) }
          fields[place] = try FieldValue(content)
        }
      case ("id", _), ("source", _), ("job", _):
        throw .malformed("\"\(member.key)\" should be a text")
      case ("time", _), ("propensity", _):
        throw .malformed("\"\(member.key)\" should be a number")
      case ("outcome", _): throw .malformed("\"outcome\" should be a text or a number")
      case ("fields", _): throw .malformed("\"fields\" should be an object")
      default: throw .malformed("\"\(member.key)\" is not part of an entry")
      }
    }
  }
}

extension LedgerEntry {
  /// Takes a number, if it is what stands under a key.
  private mutating func take(_ number: Double, as key: String) -> Bool {
    switch key {
    case "time": time = number
    case "outcome": outcome = .number(number)
    case "propensity": propensity = number
    default: return false
    }
    return true
  }
}

extension FieldValue {
  fileprivate var json: JSON? {
    switch self {
    case .missing: nil
    case .number(let number): number.isNaN ? nil : FieldValue.json(number)
    case .written(let number, let text): FieldValue.json(number, written: text)
    case .text(let text): .string(text)
    case .vector(let vector): .array(vector.map { .number(Double("\($0)") ?? 0) })
    case .image(let image):
      .object([
        JSON.Member(key: "width", value: .number(Double(image.width))),
        JSON.Member(key: "height", value: .number(Double(image.height))),
        JSON.Member(key: "channels", value: .number(Double(image.channels))),
        JSON.Member(
          key: "pixels", value: .string(Data(image.pixels).base64EncodedString())),
      ])
    }
  }

  fileprivate init(_ member: JSON.Member) throws(LedgerError) {
    switch member.value {
    case .null: self = .missing
    case .integer(let number): self.init(Double(number), written: "\(number)")
    case .number(let number): self.init(number, written: "\(number)")
    case .digits(let digits): self.init(Double(digits) ?? .nan, written: digits)
    case .string(let text): self = .text(text)
    case .bool(let isTrue): self = .text(isTrue ? "true" : "false")
    case .array(let values):
      var vector: [Float] = []
      for value in values {
        guard let number = value.asNumber else {
          throw .malformed("field \"\(member.key)\" should hold numbers only")
        }
        vector.append(Float(number))
      }
      self = .vector(vector)
    case .object:
      if let number = member.value["number"]?.asNumber,
        let text = member.value["written"]?.asString
      {
        self = .written(number, text)
        return
      }
      guard let image = ImageGrid(member.value) else {
        throw .malformed("field \"\(member.key)\" is an object, but no picture")
      }
      self = .image(image)
    }
  }
}

extension FieldValue {
  /// A number; infinity by digits that are too large to be read as anything else.
  private static func json(_ number: Double) -> JSON {
    number.isFinite ? .number(number) : .digits(number < 0 ? "-9e999" : "9e999")
  }

  /// A number with all digits that were written; with the text itself, where JSON has no such number.
  private static func json(_ number: Double, written text: String) -> JSON {
    guard let decimal = DecimalText(text) else {
      return .object([("number", .number(number)), ("written", .string(text))])
    }
    if (try? JSON(text)) == .digits(text) { return .digits(text) }
    return .digits(decimal.text)
  }
}

extension ImageGrid {
  /// The picture in a JSON object: its size, and its pixels in base 64.
  fileprivate init?(_ json: JSON) {
    func side(_ key: String) -> Int? {
      json[key]?.asNumber.flatMap { Int(exactly: $0) }
    }
    guard let width = side("width"), let height = side("height"), let channels = side("channels"),
      let pixels = json["pixels"]?.asString.flatMap({ Data(base64Encoded: $0) })
    else { return nil }
    self.init(width: width, height: height, channels: channels, pixels: Array(pixels))
  }
}
