import Fledgling
import Foundation
import Testing

@Suite struct CodableTests {
  private func roundTrip<Part: Codable & Equatable>(_ part: Part) throws {
    let data = try JSONEncoder().encode(part)
    #expect(try JSONDecoder().decode(Part.self, from: data) == part)
  }

  @Test func valuesComeBack() throws {
    let image = try #require(ImageGrid(width: 2, height: 1, channels: 1, pixels: [0, 255]))
    let values: [Value] = [
      .missing, .number(2.5), .number(3), .text("words"), .category("red"), .vector([1, 2.5]),
      .image(image),
    ]
    try roundTrip(values)
  }

  @Test func outcomesAreTextsAndNumbers() throws {
    try roundTrip([Outcome.label("yes"), .number(2.5)])
    let data = try JSONEncoder().encode([Outcome.label("yes"), .number(2)])
    #expect(String(decoding: data, as: UTF8.self) == #"["yes",2]"#)
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(Outcome.self, from: Data("true".utf8))
    }
  }

  @Test func predictionsComeBack() throws {
    let schema = try Schema(fields: [Field("a", .number)], target: "y", task: .classification)
    var learner = Learner(schema: schema)
    try roundTrip(try learner.predict([1]))
    for a in 0..<50 { try learner.learn([.number(Double(a))], outcome: a > 20 ? "b" : "c") }
    try roundTrip(try learner.predict([30]))
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(
        Prediction.self, from: Data(#"{"labels":["a"],"probabilities":[],"threshold":0}"#.utf8))
    }
  }
}

@Suite struct SchemaCodableTests {
  @Test func schemasComeBack() throws {
    var notation = TableNotation()
    notation.formats["km"] = "1.234,5"
    let schema = try Schema(
      fields: [
        Field("km", .number), Field("at", .dateTime, isDayFirst: true),
        Field("signal", .vector, width: 3),
      ], target: "late", task: .classification, notation: notation)
    let back = try JSONDecoder().decode(Schema.self, from: try JSONEncoder().encode(schema))
    #expect(back == schema)
    #expect(back.notation == notation)
  }

  @Test func aSchemaThatCannotBeIsRefused() {
    let json = #"{"fields":[{"name":"a","kind":"number"}],"target":"a","task":"classify"}"#
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(Schema.self, from: Data(json.utf8))
    }
  }
}
