/// Writes predictions to standard output as they come.
///
/// Empty predictions alone would look like an answer, so they wait for the first real one.
struct PredictionStream: ~Copyable {
  /// The most empty predictions that wait.
  private static let unreadLimit = 1_000

  private let writer: PredictionWriter
  private let waits: Bool
  private var output: Output
  private var isStarted = false
  private var unread: [PredictedRow] = []

  /// - Parameters:
  ///   - writer: how lines are written.
  ///   - waits: whether empty predictions wait; otherwise every line is written at once, for a reader
  ///     that follows rows as they come.
  init(_ writer: PredictionWriter, waits: Bool) {
    self.writer = writer
    self.waits = waits
    output = Output(flushesLines: !waits)
  }

  /// Writes a row's line, or keeps it until the first real prediction; `known` is how familiar the row
  /// is, if that was measured.
  ///
  /// - Throws: ``BrokenPipe`` or a ``CommandError``.
  mutating func write(
    _ row: PredictedRow, abstains: Bool, _ known: (support: Double, novelty: Double)?
  ) throws {
    if row.values == nil, waits, !isStarted, unread.count < PredictionStream.unreadLimit {
      unread.append(row)
      return
    }
    try begin()
    try output.line(writer.line(row, abstains: abstains, known))
  }

  /// Writes all that waits, and the header even where there was no row.
  mutating func finish() throws {
    try begin()
    try flush()
  }

  /// Writes the lines in the buffer; empty predictions go on waiting.
  mutating func flush() throws { try output.flush() }

  /// Writes the header and the predictions that wait, once.
  private mutating func begin() throws {
    guard !isStarted else { return }
    isStarted = true
    if let header = writer.header { try output.line(header) }
    for row in unread { try output.line(writer.line(row, abstains: true, nil)) }
    unread = []
  }
}
