import CFuzzer
@testable import Fledgling
import FledglingImages
@testable import FledglingStore
import FledglingTables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// Where the bytes that are tried lie while a reader reads them.
let scratch = "/tmp/fledgling-fuzz-\(getpid())"

/// Any bytes as a table: read, inferred, decoded and learned, or refused with an error.
func tryTable(_ bytes: UnsafeBufferPointer<UInt8>) {
  let file = open(scratch, O_CREAT | O_TRUNC | O_WRONLY, 0o600)
  guard file >= 0, write(file, bytes.baseAddress, bytes.count) == bytes.count else {
    fatalError("\(scratch) cannot be written")
  }
  close(file)
  do {
    let reader = try TableReader(path: scratch)
    guard let target = reader.columns.last, reader.columns.count <= 40 else { return }
    let inferred = try SchemaInference(target: target).infer(reader)
    var decoder = try RowDecoder(
      schema: inferred.schema, columns: reader.columns, file: reader.file)
    var learner = Learner(schema: inferred.schema)
    var record = TableRecord()
    var values: [Value] = []
    for _ in 0..<40 where try reader.next(&record) {
      guard case .row(let outcome) = decoder.decode(record, into: &values) else { continue }
      if let outcome { try learner.learn(values, outcome: outcome) }
    }
  } catch {
    // Refused, which is as good as read.
    _ = "\(error)"
  }
}

/// Any bytes as a picture: read, or refused with an error.
func tryImage(_ bytes: UnsafeBufferPointer<UInt8>) {
  // Large pictures are read right, and slowly.
  guard let image = try? ImageDecoder.decode(Array(bytes), name: "image") else { return }
  guard image.pixels.count == image.width * image.height * image.channels else {
    fatalError("a picture has another size than it says")
  }
}

/// Any bytes as an array file.
func tryArray(_ bytes: UnsafeBufferPointer<UInt8>) {
  let file = open(scratch, O_CREAT | O_TRUNC | O_WRONLY, 0o600)
  guard file >= 0, write(file, bytes.baseAddress, bytes.count) == bytes.count else {
    fatalError("\(scratch) cannot be written")
  }
  close(file)
  do {
    let array = try ArrayFile(path: scratch)
    for row in 0..<min(array.count, 4) {
      guard try array.numbers(row: row).count == array.width else {
        fatalError("a row has another width than its file says")
      }
      _ = try array.image(row: row)
      _ = try array.label(row: row)
    }
  } catch {
    _ = "\(error)"
  }
}

/// The snapshots of two learners that have learned a little: one of classes, one of numbers.
let snapshots = [LearningTask.classification, .regression].map { task in
  do {
    let fields = [Field("a", .number), Field("b", .category), Field("c", .dateTime)]
    var learner = Learner(schema: try Schema(fields: fields, target: "d", task: task))
    for row in 0..<80 {
      let values: [Value] = [
        .number(Double(row * row % 17)), .category("b\(row % 5)"), .number(Double(row) * 7e4),
      ]
      let outcome: Outcome =
        task == .classification ? .label("\(row % 3)") : .number(Double(row % 7) + 0.5)
      try learner.learn(values, outcome: outcome)
    }
    return learner.snapshot()
  } catch { fatalError("\(error)") }
}

/// A snapshot in which bytes say what to change: which one, then a place of three bytes and what is
/// put there, over and over; as if its checksum matched.
func trySnapshot(_ bytes: UnsafeBufferPointer<UInt8>) {
  guard let first = bytes.first else { return }
  var snapshot = snapshots[Int(first) % snapshots.count]
  let (header, digest) = (16, 32)
  var edits = bytes.dropFirst()
  while edits.count >= 4 {
    let edit = Array(edits.prefix(4))
    edits = edits.dropFirst(4)
    let place = Int(edit[0]) << 16 | Int(edit[1]) << 8 | Int(edit[2])
    snapshot[header + place % (snapshot.count - header - digest)] = edit[3]
  }
  var reader = SnapshotReader(snapshot, from: header, to: snapshot.count - digest)
  _ = try? Learner(from: &reader)
}

/// What the entries of a ledger must fit.
let ledgerSchema = try? Learner(snapshot: snapshots[0]).schema

/// Any bytes as a line of an exported ledger, and as a receipt.
func tryLedger(_ bytes: UnsafeBufferPointer<UInt8>) {
  _ = try? Receipt(json: String(decoding: bytes, as: UTF8.self)).verify()
  guard let schema = ledgerSchema else { return }
  let places = ["a": 0, "b": 1, "c": 2]
  guard let entry = try? LedgerEntry(line: Array(bytes)[...], schema, places: places)
  else { return }
  let record = Record.entry(entry)
  guard case .entry(let again) = try? Record(record.bytes), again.fields.count == 3 else {
    fatalError("an entry is not read as it was written")
  }
}

var arguments = CommandLine.arguments
let what = arguments.count > 1 ? arguments.remove(at: 1) : ""
guard ["table", "snapshot", "ledger", "image", "array"].contains(what) else {
  print("usage: fuzz table|snapshot|ledger|image|array [libFuzzer's options and corpora]")
  exit(64)
}
var count = Int32(arguments.count)
var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
let status = pointers.withUnsafeMutableBufferPointer { buffer in
  var base = buffer.baseAddress
  return withUnsafeMutablePointer(to: &base) { argv in
    argv.withMemoryRebound(
      to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?.self, capacity: 1
    ) { argv in
      LLVMFuzzerRunDriver(&count, argv) { data, size in
        let bytes = UnsafeBufferPointer(start: data, count: size)
        switch CommandLine.arguments[1] {
        case "table": tryTable(bytes)
        case "snapshot": trySnapshot(bytes)
        case "image": tryImage(bytes)
        case "array": tryArray(bytes)
        default: tryLedger(bytes)
        }
        return 0
      }
    }
  }
}
unlink(scratch)
exit(status)
