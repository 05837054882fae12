import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Ctrl-C and the polite request to end.
///
/// The first one asks the program to stop after the current row; the second ends it.
enum SignalHandler {
  private static let received = Atomic<Bool>(false)
  private static let nothing = Atomic<Int32>(-1)

  /// Whether a stop was requested.
  static var isRequested: Bool { received.load(ordering: .relaxed) }

  /// Begins to take notice.
  static func install() {
    nothing.store(open("/dev/null", O_RDONLY | O_CLOEXEC), ordering: .relaxed)
    received.store(false, ordering: .relaxed)
    // The parent process may have blocked the signals, as the threads of some do.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    sigprocmask(SIG_UNBLOCK, &signals, nil)
    for number in [SIGINT, SIGTERM] {
      // A shell has its background jobs ignore Ctrl-C.
      let before = signal(number, SIG_IGN)
      if number == SIGINT, isIgnore(before) { continue }
      signal(number) { number in SignalHandler.receive(number) }
    }
  }

  /// Runs inside the signal handler, where only few system calls are allowed.
  private static func receive(_ number: Int32) {
    let code = errno
    signal(number, SIG_DFL)
    received.store(true, ordering: .relaxed)
    endInputs()
    errno = code
  }

  /// Reading from a pipe or a terminal, now or later, reaches its end at once.
  private static func endInputs() {
    let empty = nothing.load(ordering: .relaxed)
    guard empty >= 0 else { return }
    var descriptor: Int32 = 0
    while descriptor < 64 {
      var status = stat()
      if descriptor != 1, descriptor != 2, descriptor != empty, fstat(descriptor, &status) == 0 {
        let kind = status.st_mode & S_IFMT
        if kind == S_IFIFO || kind == S_IFCHR || kind == S_IFSOCK { dup2(empty, descriptor) }
      }
      descriptor += 1
    }
  }

  private static func isIgnore(_ handler: sighandler?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}

private typealias sighandler = @convention(c) (Int32) -> Void
