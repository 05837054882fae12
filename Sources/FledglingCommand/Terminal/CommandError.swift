import FledglingStore

/// How the program ends.
enum ExitStatus: Int32, Error {
  case done = 0
  /// The input or the model is at fault.
  case faulty = 1
  /// The arguments are wrong.
  case usage = 64
  /// A signal ended the work early.
  case interrupted = 130
}

/// The reader of the output has closed the pipe, which is no error.
struct BrokenPipe: Error {}

/// A failure of a command.
struct CommandError: Error {
  /// One line.
  let message: String
  /// Lines below it.
  let details: [String]
  let status: ExitStatus

  init(_ message: String, details: [String] = [], status: ExitStatus = .faulty) {
    self.message = message
    self.details = details
    self.status = status
  }

  /// The error of another module, in its own words.
  init(describing error: any Error) {
    var status = ExitStatus.faulty
    switch error as? LedgerError {
    case .interrupted, .stopped: status = .interrupted
    default: break
    }
    self.init("\(error)", status: status)
  }

  func show() {
    Terminal.complain("error: \(message.onOneLine)")
    for line in details { Terminal.complain("  \(line.onOneLine)") }
  }
}

extension String {
  /// The text without line ends and other control characters, which could disturb a terminal.
  var onOneLine: String {
    guard unicodeScalars.contains(where: \.isControl) else { return self }
    var scalars = UnicodeScalarView()
    for scalar in unicodeScalars { scalars.append(scalar.isControl ? " " : scalar) }
    return String(scalars)
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { value < 0x20 || (0x7f..<0xa0).contains(value) }
}
