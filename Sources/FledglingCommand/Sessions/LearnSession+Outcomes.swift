import Fledgling
import FledglingStore
import FledglingTables

extension LearnSession {
  /// Learns what came of rows that the ledger knows, from a table of ids and outcomes.
  mutating func learnOutcomes(from reader: TableReader) throws(CommandError) {
    var waiting: [LateOutcome] = []
    var lines: [Int] = []
    do {
      let schema = try Schema(
        fields: [], target: learner.schema.target, task: learner.schema.task)
      var decoder = try RowDecoder(schema: schema, columns: reader.columns, file: reader.file)
      let identity = try RowIdentity(id: options.id, time: nil, schema: schema, reader: reader)
      var record = TableRecord()
      var values: [Value] = []
      while examples + waiting.count < limit, try reader.next(&record) {
        if SignalHandler.isRequested, reader.sampleCount == 0 { break }
        switch decoder.decode(record, into: &values) {
        case .row(nil): unlabelled += 1
        case .row(let outcome?):
          guard let id = identity.id(record) else {
            try skip("\(reader.file), line \(record.line): names no row")
            break
          }
          waiting.append(LateOutcome(id: id, outcome: outcome))
          lines.append(record.line)
        case .fault(let fault): try skip(fault.description)
        }
        if waiting.count >= groupSize { try settle(&waiting, reader.file, &lines) }
      }
      try settle(&waiting, reader.file, &lines)
      wasInterrupted = SignalHandler.isRequested
    } catch let failure as CommandError {
      throw failure
    } catch let error as TableError {
      try? settle(&waiting, reader.file, &lines)
      throw CommandError(error)
    } catch { throw CommandError(describing: error) }
  }

  private mutating func settle(
    _ outcomes: inout [LateOutcome], _ file: String, _ lines: inout [Int]
  ) throws {
    defer {
      outcomes.removeAll(keepingCapacity: true)
      lines.removeAll(keepingCapacity: true)
    }
    let results = try pupil.settle(outcomes, pinsCorrections: options.pinsCorrections)
    try note(results, outcomes: outcomes.map(\.outcome), file, lines)
  }
}
