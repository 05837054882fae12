import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that is written from its beginning to its end.
package struct OutputFile: ~Copyable {
  private let descriptor: FileDescriptor

  /// A file that is there already loses its content, or is an error; one that is created gets these
  /// permissions, as far as the process allows them.
  package init(
    path: String, isReplacing: Bool, permissions: UInt16 = 0o600
  ) throws(SystemError) {
    descriptor = try refusing {
      try FileDescriptor.open(
        path, .writeOnly,
        options: [.create, isReplacing ? .truncate : .exclusiveCreate, .closeOnExec],
        permissions: FilePermissions(rawValue: CInterop.Mode(permissions)))
    }
  }

  deinit { try? descriptor.close() }

  package mutating func write(_ bytes: [UInt8]) throws(SystemError) {
    let descriptor = descriptor
    _ = try refusing { try descriptor.writeAll(bytes) }
  }

  /// Sets the permissions, independent of the process's mask.
  package mutating func setPermissions(_ permissions: UInt16) throws(SystemError) {
    guard fchmod(descriptor.rawValue, mode_t(permissions)) == 0 else {
      throw SystemError(rawValue: errno)
    }
  }

  /// Makes sure that everything is on the disk.
  package mutating func finish() throws(SystemError) {
    guard fsync(descriptor.rawValue) == 0 else { throw SystemError(rawValue: errno) }
  }
}
