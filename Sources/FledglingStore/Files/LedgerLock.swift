#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Keeps two sessions from writing to one ledger.
///
/// An advisory lock on a file beside the ledger, which the system takes back when the process ends,
/// however it ends.  The file says who holds it; it stays when the lock goes.
final class LedgerLock: Sendable {
  private static let pause: UInt32 = 20_000
  private let descriptor: Int32

  /// Waits so many seconds for another session to end.
  init(ledger: String, timeout: Double) throws(LedgerError) {
    let path = ledger + "-lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      // It is the folder that is missing, not the ledger alone.
      throw System.error(errno == ENOENT ? System.folder(of: path) : path)
    }
    let end = System.monotonic + timeout
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        let error = System.error(path)
        close(descriptor)
        throw error
      }
      guard System.monotonic < end else {
        let holder = LedgerLock.holder(descriptor)
        close(descriptor)
        throw .held(path: ledger, by: holder)
      }
      usleep(LedgerLock.pause)
    }
    let text = "\(getpid()) \(System.name(of: CommandLine.arguments.first ?? ""))\n"
    // The text is for people and messages; the lock holds without it.
    _ = ftruncate(descriptor, 0)
    _ = text.utf8.withContiguousStorageIfAvailable {
      pwrite(descriptor, $0.baseAddress, $0.count, 0)
    }
  }

  deinit { close(descriptor) }

  private static func holder(_ descriptor: Int32) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    let digits = bytes.prefix(max(0, count)).prefix { $0 != UInt8(ascii: " ") }
    return Int(String(decoding: digits, as: UTF8.self))
  }
}
