import Fledgling

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A CSV file of what was foreseen, a line for each step.
final class PredictionFile {
  private let path: String
  private let classes: [String]
  private let descriptor: Int32
  private var output: Output
  private var failure: (any Error)?

  /// Opens the file and writes its header.
  ///
  /// - Parameters:
  ///   - path: where the file is put, in the place of what was there.
  ///   - classes: the classes that have a column.
  ///   - writesAtOnce: whether somebody may wait for every single line.
  /// - Throws: ``CommandError`` if it cannot be written there.
  init(_ path: String, classes: [String], writesAtOnce: Bool) throws {
    self.path = path
    self.classes = classes
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw CommandError("\(path): the predictions cannot be written: \(System.reason)")
    }
    output = Output(flushesLines: writesAtOnce, descriptor: descriptor, name: path)
    try output.line(
      CSVText.line(
        [
          "episode", "order", "step", "prediction", "low", "high", "risk", "alarm", "loop",
          "median",
        ]
          + classes.map { "p(\($0))" } + ["truth"]))
  }

  /// Writes what was foreseen after a step; the first failure is told when the file is closed.
  func write(_ episode: String, _ order: String, _ forecast: Forecast, truth: Outcome?) {
    var cells = [episode, order, "\(forecast.step)"]
    var shares: [String: Float] = [:]
    switch forecast.prediction {
    case .unknown: cells += ["", "", ""]
    case .label(let said):
      cells += [said.label, "", ""]
      shares = Dictionary(zip(said.labels, said.probabilities)) { first, _ in first }
    case .number(let said): cells += [said.value, said.lower, said.upper].map { "\($0)" }
    }
    cells += [
      forecast.risk.map { "\($0)" } ?? "", forecast.alarm.map { "\($0.step)" } ?? "",
      forecast.loop?.kind.rawValue ?? "", forecast.median.map { "\($0)" } ?? "",
    ]
    cells += classes.map { name in shares[name].map { "\($0)" } ?? (shares.isEmpty ? "" : "0") }
    cells.append(truth?.text ?? "")
    do {
      if failure == nil { try output.line(CSVText.line(cells)) }
    } catch { failure = error }
  }

  /// Writes what is left.
  ///
  /// - Throws: what could not be written.
  func close() throws {
    do {
      if let failure { throw failure }
      try output.flush()
    } catch is BrokenPipe {
      // Whoever read has seen enough.
    }
    closeDescriptor(descriptor)
  }
}

private func closeDescriptor(_ descriptor: Int32) { close(descriptor) }
