extension OpenEpisodes: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(names.compactMap { place(of: $0).map { self[$0] } })
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let episodes: [OpenEpisode] = try reader.read()
    for episode in episodes {
      guard place(of: episode.record.name) == nil else {
        throw .damaged("two open episodes are named \"\(episode.record.name)\"")
      }
      _ = begin(episode)
    }
  }
}

extension OpenEpisode: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(record)
    writer.write(curve)
    writer.write(value ?? .nan)
    writer.write(alarm)
    writer.write(forecast)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    record = try reader.read()
    memory = PrefixState()
    loop = LoopState(numbers: 0)
    curve = try reader.read()
    let last = try reader.read(Double.self)
    value = last.isNaN ? nil : last
    alarm = try reader.read()
    forecast = try reader.read()
  }
}

extension Forecast: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(step)
    switch prediction {
    case .unknown: writer.write(UInt8(0))
    case .label(let label):
      writer.write(UInt8(1))
      writer.write(label.labels)
      writer.write(label.probabilities)
      writer.write(label.threshold)
    case .number(let number):
      writer.write(UInt8(2))
      writer.write(number.value)
      writer.write(number.lower)
      writer.write(number.upper)
    }
    for number in [median, risk, stepsLeft] { writer.write(number ?? .nan) }
    writer.write(change)
    writer.write(alarm)
    writer.write(loop)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    func number() throws(SnapshotError) -> Double? {
      let number = try reader.read(Double.self)
      return number.isNaN ? nil : number
    }
    step = try reader.read()
    switch try reader.read(UInt8.self) {
    case 0: prediction = .unknown
    case 1:
      let labels: [String] = try reader.read()
      guard !labels.isEmpty else { throw .damaged("a forecast without classes") }
      prediction = .label(
        LabelPrediction(
          labels: labels, probabilities: try reader.read(count: labels.count),
          threshold: try reader.read()))
    case 2:
      prediction = .number(
        NumberPrediction(
          value: try reader.read(), lower: try reader.read(), upper: try reader.read()))
    default: throw .damaged("a forecast of an unknown kind")
    }
    median = try number()
    risk = try number()
    stepsLeft = try number()
    change = try reader.read()
    alarm = try reader.read()
    loop = try reader.read()
  }
}

extension Alarm: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(step)
    writer.write(risk)
    writer.write(pValue)
    writer.write(saving)
    writer.write(causes.map(\.field))
    writer.write(causes.map(\.change))
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    step = try reader.read()
    risk = try reader.read()
    pValue = try reader.read()
    saving = try reader.read()
    let fields: [String] = try reader.read()
    let changes: [Double] = try reader.read(count: fields.count)
    causes = zip(fields, changes).map { Attribution(field: $0, change: $1) }
  }
}

extension Loop: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(kind.rawValue)
    writer.write(period)
    writer.write(firstStep)
    writer.write(rounds)
    writer.write(fields)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let name: String = try reader.read()
    guard let kind = Kind(rawValue: name) else { throw .damaged("a loop of kind \"\(name)\"") }
    self.kind = kind
    period = try reader.read()
    firstStep = try reader.read()
    rounds = try reader.read()
    fields = try reader.read()
  }
}
