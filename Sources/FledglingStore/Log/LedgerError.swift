import Fledgling

/// An error of a ledger.
public enum LedgerError: Error, Sendable, Hashable {
  /// There is no file at the path.
  case missing(path: String)
  /// There is a file at the path already.
  case exists(path: String)
  /// The file is something else.
  case notALedger(path: String)
  /// The ledger is one of episodes, and one of examples was asked for.
  case ofEpisodes(path: String)
  /// The ledger is one of examples, and one of episodes was asked for.
  case ofExamples(path: String)
  /// The file's content is damaged.
  case damaged(path: String, String)
  /// The ledger was written by a newer release.
  case newer(path: String)
  /// Another process is writing to the ledger.
  case held(path: String, by: Int?)
  /// The disk has no room left.
  case full(path: String)
  /// The file must not be written to.
  case readOnly(path: String)
  /// The system refused, for this reason.
  case system(path: String, String)
  /// So many ids are in the ledger already, or twice among the entries; these are the first.
  case idsKnown(count: Int, first: [String])
  /// So many ids were erased; these are the first.
  case idsErased(count: Int, first: [String])
  /// There is no entry of this name.
  case idUnknown(String)
  /// The number of fields is not the schema's.
  case fieldCount(expected: Int, found: Int)
  /// A text stands in a numeric field, or a number in another.
  case fieldKind(Field)
  /// A text has more bytes than are kept.
  case tooLong(String, bytes: Int, limit: Int)
  /// A number is NaN or infinite.
  case notFinite(String)
  /// There is neither a field nor a column of this name.
  case fieldUnknown(String)
  /// A numeric field was to be compared with this text.
  case notANumber(String, field: String)
  /// The value sought in this field does not identify examples exactly.
  case inexact(field: String)
  /// A line of JSON cannot be read.
  case malformed(String)
  /// Something is wrong with one line of a file.
  indirect case line(Int, path: String, LedgerError)
  /// An id stands for different entries in two ledgers.
  case conflict(id: String)
  /// Two ledgers are not of learners that could be merged.
  case unlike(path: String, MergeError)
  /// The work was stopped from outside; it goes on from there the next time.
  case interrupted(path: String)
  /// The work was stopped from outside, and nothing of it is left.
  case stopped(path: String)
  /// No learner could learn the entry.
  case learner(LearnerError)
  /// No monitor could take in the step or the end.
  case monitor(MonitorError)
}

extension LedgerError: CustomStringConvertible {
  /// A sentence that says what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .missing(let path): "\(path): there is no such ledger; check the path, or create one"
    case .exists(let path): "\(path): already exists; open it, or name another file"
    case .notALedger(let path): "\(path): is not a ledger; name a file that Fledgling has written"
    case .ofEpisodes(let path):
      "\(path): is a ledger of episodes, for \"fledgling watch\", and not of examples"
    case .ofExamples(let path):
      "\(path): is a ledger of examples, for \"fledgling learn\", and not of episodes"
    case .damaged(let path, let what):
      "\(path): the ledger is damaged: \(what); export what can be read, or restore a copy"
    case .newer(let path):
      "\(path): the ledger was written by a newer release of Fledgling; install that one"
    case .held(let path, let process):
      "\(path): the ledger is in use by \(process.map { "process \($0)" } ?? "another process"); "
        + "wait until that ends, or end it"
    case .full(let path):
      "\(path): there is no room left on the disk; what was acknowledged is safe, make room and "
        + "try again"
    case .readOnly(let path):
      "\(path): is not writable; check the permissions of the file and of its folder"
    case .system(let path, let reason): "\(path): \(reason)"
    case .idsKnown(let count, let first):
      "\(LedgerError.list(count, first)) already in the ledger; nothing was added"
    case .idsErased(let count, let first):
      "\(LedgerError.list(count, first)) erased before and cannot come back; nothing was added"
    case .idUnknown(let id): "there is no entry \"\(id)\" in the ledger"
    case .fieldCount(let expected, let found):
      "the entry has \(found) fields, the ledger's schema has \(expected)"
    case .fieldKind(let field):
      field.kind.isNumeric
        ? "field \"\(field.name)\" holds numbers, not texts"
        : "field \"\(field.name)\" holds texts, not numbers"
    case .tooLong(let what, let bytes, let limit):
      "\"\(what)\" has \(bytes) bytes; the ledger keeps at most \(limit)"
    case .notFinite(let what): "\"\(what)\" is not a finite number"
    case .fieldUnknown(let name):
      "there is no field \"\(name)\" in the ledger; beside its fields there are id, source, job and "
        + "outcome"
    case .notANumber(let text, let field):
      "field \"\(field)\" holds numbers, and \"\(text)\" is not one"
    case .inexact(let field):
      "\"\(field)\" is not stored with every digit, so other examples could match; name "
        + "the examples by their ids"
    case .malformed(let what): what
    case .line(let line, let path, let error): "\(path), line \(line): \(error)"
    case .conflict(let id):
      "the id \"\(id)\" names different entries in two ledgers; correct one "
        + "of them"
    case .unlike(let path, let error): "\(path): cannot be merged with the others: \(error)"
    case .interrupted(let path):
      "\(path): interrupted; what was done so far is kept, and the next run goes on from there"
    case .stopped(let path): "\(path): interrupted; nothing was written"
    case .learner(let error): "\(error)"
    case .monitor(let error): "\(error)"
    }
  }

  /// How many of the ids are named in a message.
  static let named = 3

  private static func list(_ count: Int, _ first: [String]) -> String {
    let names = first.map { "\"\($0)\"" }.joined(separator: ", ")
    if count == 1 { return "the id \(names) is" }
    return count > first.count
      ? "\(count) ids (\(names), …) are" : "\(count) ids (\(names)) are"
  }
}
