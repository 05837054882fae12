extension StepEncoder {
  func write(to writer: inout SnapshotWriter) {
    writer.write(codes)
    writer.write(timeUnit)
    writer.write(seed)
    writer.write(contrasts)
    writer.write(places)
    writer.write(means)
    writer.write(scales)
  }

  /// Reads an encoder of these columns that ``write(to:)`` wrote.
  init(_ layout: StepSchema, from reader: inout SnapshotReader) throws(SnapshotError) {
    let codes: [ColumnBinner] = try reader.read()
    let timeUnit = try reader.read(Double.self)
    let seed = try reader.read(UInt64.self)
    guard codes.count == layout.columns.count, timeUnit > 0, timeUnit.isFinite,
      zip(codes, layout.columns).allSatisfy({ $0.kind == $1.kind })
    else { throw .damaged("the encoder does not fit the fields") }
    self.init(layout, codes: codes, timeUnit: timeUnit, seed: seed)
    contrasts = try reader.read()
    guard contrasts.isEmpty || !numbers.isEmpty && contrasts.count % numbers.count == 0,
      contrasts.allSatisfy(\.isFinite),
      contrasts.count <= StepEncoder.contrastLimit * max(1, numbers.count)
    else { throw .damaged("the encoder's contrasts do not fit its numbers") }
    chooseStatistics()
    places = try reader.read()
    means = try reader.read(count: places.count)
    scales = try reader.read(count: places.count)
    guard places.count <= StepEncoder.linearLimit,
      places.allSatisfy({ (0..<Int32(rawCount)).contains($0) }),
      (means + scales).allSatisfy(\.isFinite)
    else { throw .damaged("the encoder's features do not fit together") }
    drawUnits()
  }
}
