extension SnapshotWriter {
  /// Appends sections, and how many bytes they have.
  mutating func sections(_ body: (inout SnapshotWriter) -> Void) { writeSized(body) }

  /// Appends a part of a snapshot as a section: a name, a version, a length, and the part's bytes.
  ///
  /// A section's version grows when the meaning of its bytes changes; its reader then reads the
  /// older versions as well.  A section that a release adds is missing in older snapshots, and has
  /// a default there.  So newer releases read the snapshots of older ones.
  mutating func section(
    _ name: String, version: UInt16 = 1, _ body: (inout SnapshotWriter) -> Void
  ) {
    write(name)
    write(version)
    writeSized(body)
  }
}

/// Finds the sections that ``SnapshotWriter/section(_:version:_:)`` wrote.
struct SectionReader {
  private struct Section {
    let version: UInt16
    var reader: SnapshotReader
  }

  private var sections: [String: Section] = [:]

  /// Takes the sections that ``SnapshotWriter/sections(_:)`` wrote.
  ///
  /// - Throws: ``SnapshotError`` if a section is longer than the remaining bytes, or occurs twice.
  init(_ reader: inout SnapshotReader) throws(SnapshotError) {
    var content = try reader.readSized()
    while !content.isAtEnd {
      let name: String = try content.read()
      let version: UInt16 = try content.read()
      let section = Section(version: version, reader: try content.readSized())
      guard sections.updateValue(section, forKey: name) == nil else {
        throw .damaged("the section \"\(name)\" is there twice")
      }
    }
  }

  /// Reads a section to its end.
  ///
  /// - Parameters:
  ///   - name: the section's name.
  ///   - newest: the newest version that the body reads; ``SnapshotReader/version`` is the actual
  ///     one.
  ///   - body: reads the section.
  /// - Returns: the part that the body read.
  /// - Throws: ``SnapshotError`` if the section is missing, too new or damaged.
  mutating func read<Part>(
    _ name: String, upTo newest: UInt16 = 1,
    _ body: (inout SnapshotReader) throws(SnapshotError) -> Part
  ) throws(SnapshotError) -> Part {
    guard let part = try readIfPresent(name, upTo: newest, body) else {
      throw .damaged("the section \"\(name)\" is missing")
    }
    return part
  }

  /// Reads a section to its end; `nil` if there is none.
  mutating func readIfPresent<Part>(
    _ name: String, upTo newest: UInt16 = 1,
    _ body: (inout SnapshotReader) throws(SnapshotError) -> Part
  ) throws(SnapshotError) -> Part? {
    guard var section = sections.removeValue(forKey: name) else { return nil }
    guard section.version <= newest else { throw .newerSection(name) }
    section.reader.version = section.version
    let part = try body(&section.reader)
    guard section.reader.isAtEnd else {
      throw .damaged("bytes are left over in the section \"\(name)\"")
    }
    return part
  }

  /// Reads a section that holds one part.
  mutating func read<Part: SnapshotCodable>(
    _ name: String, upTo newest: UInt16 = 1
  ) throws(SnapshotError) -> Part {
    try read(name, upTo: newest) { reader throws(SnapshotError) in try reader.read() }
  }

  /// Complains about sections that were not read: a newer release wrote them.
  func finish() throws(SnapshotError) {
    if let name = sections.keys.min() { throw .newerSection(name) }
  }
}
