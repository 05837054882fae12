extension MonitorGoal: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(target.rawValue)
    writer.write(cap ?? .infinity)
    switch bad {
    case nil: writer.write(UInt8(0))
    case .labels(let labels):
      writer.write(UInt8(1))
      writer.write(labels.sorted())
    case .above(let limit):
      writer.write(UInt8(2))
      writer.write(limit)
    case .below(let limit):
      writer.write(UInt8(3))
      writer.write(limit)
    }
    writer.write(falseAlarmRate)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let name: String = try reader.read()
    guard let target = Target(rawValue: name) else { throw .damaged("goal \"\(name)\"") }
    let cap = try reader.read(Double.self)
    guard cap > 0 else { throw .damaged("a cap of \(cap)") }
    let bad: BadEnd?
    switch try reader.read(UInt8.self) {
    case 0: bad = nil
    case 1:
      let labels: [String] = try reader.read()
      bad = .labels(Set(labels))
    case 2: bad = .above(try reader.read())
    case 3: bad = .below(try reader.read())
    default: throw .damaged("bad ends of an unknown kind")
    }
    self.init(
      target, cap: cap < .infinity ? cap : nil, bad: bad, falseAlarmRate: try reader.read())
  }
}
