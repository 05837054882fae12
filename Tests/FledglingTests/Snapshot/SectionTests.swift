import Testing

@testable import Fledgling

@Suite struct SectionTests {
  private static func bytes(_ write: (inout SnapshotWriter) -> Void) -> [UInt8] {
    var writer = SnapshotWriter()
    writer.sections(write)
    return writer.bytes
  }

  private static func sections(_ bytes: [UInt8]) throws -> SectionReader {
    var reader = SnapshotReader(bytes)
    return try SectionReader(&reader)
  }

  @Test func sectionsAreFoundByName() throws {
    let bytes = SectionTests.bytes { writer in
      writer.section("count") { $0.write(7) }
      writer.section("names", version: 2) { $0.write(["a", "b"]) }
    }
    var sections = try SectionTests.sections(bytes)
    let names: [String] = try sections.read("names", upTo: 3) { reader throws(SnapshotError) in
      #expect(reader.version == 2)
      return try reader.read()
    }
    #expect(names == ["a", "b"])
    let count = try sections.read("count") { reader throws(SnapshotError) in
      try reader.read(Int.self)
    }
    #expect(count == 7)
    try sections.finish()
  }

  @Test func aSectionThatAnOlderReleaseLacksIsNil() throws {
    var sections = try SectionTests.sections(SectionTests.bytes { _ in })
    let part = try sections.readIfPresent("added later") { reader throws(SnapshotError) in
      try reader.read(Int.self)
    }
    #expect(part == nil)
  }

  @Test func aNewerSectionIsRefused() throws {
    let bytes = SectionTests.bytes { $0.section("count", version: 2) { $0.write(7) } }
    var sections = try SectionTests.sections(bytes)
    #expect(throws: SnapshotError.newerSection("count")) {
      try sections.read("count") { reader throws(SnapshotError) in try reader.read(Int.self) }
    }
    let unread = try SectionTests.sections(bytes)
    #expect(throws: SnapshotError.newerSection("count")) { try unread.finish() }
  }

  @Test func damageIsRefused() throws {
    let bytes = SectionTests.bytes { $0.section("count") { $0.write(7) } }
    for length in 1..<bytes.count {
      #expect(throws: SnapshotError.self) { try SectionTests.sections(Array(bytes[..<length])) }
    }
    let twice = SectionTests.bytes { writer in
      for _ in 0..<2 { writer.section("count") { $0.write(7) } }
    }
    #expect(throws: SnapshotError.self) { try SectionTests.sections(twice) }
    var sections = try SectionTests.sections(bytes)
    #expect(throws: SnapshotError.self) {
      try sections.read("count") { reader throws(SnapshotError) in try reader.read(UInt8.self) }
    }
  }
}
