import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An advisory lock on a file or a folder, which the system takes back when the process ends, however
/// it ends.
package final class FileLock: Sendable {
  /// The reason why there is no lock.
  package enum Fault: Error {
    /// Another process has it; which, if that is known.
    case held(by: Int?)
    case system(SystemError)
  }

  private static let pause: UInt32 = 20_000
  private let descriptor: FileDescriptor

  /// Waits so many seconds for the lock on a file, which is created if need be.
  ///
  /// The file says who has the lock, for people and messages; it stays when the lock goes.
  package init(path: String, timeout: Double) throws(Fault) {
    do throws(SystemError) {
      descriptor = try refusing {
        try FileDescriptor.open(
          path, .readWrite, options: [.create, .closeOnExec], permissions: .ownerReadWrite)
      }
    } catch { throw .system(error) }
    let end = System.seconds + timeout
    while flock(descriptor.rawValue, LOCK_EX | LOCK_NB) != 0 {
      let error = SystemError(rawValue: errno)
      guard error == .wouldBlock || error == .interrupted else {
        try? descriptor.close()
        throw .system(error)
      }
      guard System.seconds < end else {
        let holder = FileLock.holder(descriptor)
        try? descriptor.close()
        throw .held(by: holder)
      }
      usleep(FileLock.pause)
    }
    let holder = "\(getpid()) \(Files.name(of: CommandLine.arguments.first ?? ""))\n"
    try? descriptor.resize(to: 0)
    _ = try? descriptor.writeAll(toAbsoluteOffset: 0, holder.utf8)
  }

  /// Waits for the lock on a folder; where the file system has no such locks, there is none.
  package init?(folder: String) {
    guard let descriptor = try? FileDescriptor.open(folder, .readOnly, options: .closeOnExec)
    else { return nil }
    while flock(descriptor.rawValue, LOCK_EX) != 0 {
      guard errno == EINTR else {
        try? descriptor.close()
        return nil
      }
    }
    self.descriptor = descriptor
  }

  deinit { try? descriptor.close() }

  private static func holder(_ descriptor: FileDescriptor) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = try? bytes.withUnsafeMutableBytes {
      try descriptor.read(fromAbsoluteOffset: 0, into: $0)
    }
    let digits = bytes.prefix(count ?? 0).prefix { $0 != UInt8(ascii: " ") }
    return Int(String(decoding: digits, as: UTF8.self))
  }
}
