import Fledgling
import Foundation

extension LedgerEntry {
  /// The entry as an object; what is missing is left out.
  func json(_ schema: Schema) -> JSONValue {
    var members: [JSONValue.Member] = []
    func add(_ key: String, _ value: JSONValue?) {
      if let value { members.append(JSONValue.Member(key: key, value: value)) }
    }
    add("id", id.map { .text($0) })
    add("time", time.map { .number($0) })
    add("source", source.map { .text($0) })
    add("job", job.map { .text($0) })
    add(
      "fields",
      .object(
        zip(schema.fields, fields).compactMap { field, content in
          content.json.map { JSONValue.Member(key: field.name, value: $0) }
        }))
    switch outcome {
    case nil: break
    case .label(let label): add("outcome", .text(label))
    case .number(let number): add("outcome", .number(number))
    }
    add("propensity", propensity.map { .number($0) })
    return .object(members)
  }

  /// The entry that an object tells; it has to be checked against the schema.
  init(_ json: JSONValue, _ schema: Schema, places: [String: Int]) throws(LedgerError) {
    guard case .object(let members) = json else {
      throw .malformed("an object was expected")
    }
    self.init([FieldValue](repeating: .missing, count: schema.fields.count))
    for member in members where member.value != .null {
      switch (member.key, member.value) {
      case ("id", .text(let text)): id = text
      case ("time", .number(let number)): time = number
      case ("source", .text(let text)): source = text
      case ("job", .text(let text)): job = text
      case ("outcome", .text(let text)): outcome = .label(text)
      case ("outcome", .number(let number)): outcome = .number(number)
      case ("outcome", .bool(let isTrue)): outcome = .label(isTrue ? "true" : "false")
      case ("propensity", .number(let number)): propensity = number
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

extension FieldValue {
  fileprivate var json: JSONValue? {
    switch self {
    case .missing: nil
    case .number(let number): number.isNaN ? nil : .number(number)
    case .text(let text): .text(text)
    case .vector(let vector): .array(vector.map { .number(Double("\($0)") ?? 0) })
    case .image(let image):
      .object([
        JSONValue.Member(key: "width", value: .number(Double(image.width))),
        JSONValue.Member(key: "height", value: .number(Double(image.height))),
        JSONValue.Member(key: "channels", value: .number(Double(image.channels))),
        JSONValue.Member(
          key: "pixels", value: .text(Data(image.pixels).base64EncodedString())),
      ])
    }
  }

  fileprivate init(_ member: JSONValue.Member) throws(LedgerError) {
    switch member.value {
    case .null: self = .missing
    case .number(let number): self = .number(number)
    case .text(let text): self = .text(text)
    case .bool(let isTrue): self = .text(isTrue ? "true" : "false")
    case .array(let values):
      var vector: [Float] = []
      for value in values {
        guard case .number(let number) = value else {
          throw .malformed("field \"\(member.key)\" should hold numbers only")
        }
        vector.append(Float(number))
      }
      self = .vector(vector)
    case .object:
      guard let image = ImageGrid(member.value) else {
        throw .malformed("field \"\(member.key)\" is an object, but no picture")
      }
      self = .image(image)
    }
  }
}

extension ImageGrid {
  /// The picture that an object tells: its size, and its pixels in base 64.
  fileprivate init?(_ json: JSONValue) {
    func side(_ key: String) -> Int? {
      guard case .number(let number)? = json[key] else { return nil }
      return Int(exactly: number)
    }
    guard let width = side("width"), let height = side("height"), let channels = side("channels"),
      let pixels = json["pixels"]?.string.flatMap({ Data(base64Encoded: $0) })
    else { return nil }
    self.init(width: width, height: height, channels: channels, pixels: Array(pixels))
  }
}
