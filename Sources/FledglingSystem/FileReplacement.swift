/// A new file that takes the place of another one completely or not at all.
///
/// Its content lies under another name until it has reached the disk.
package struct FileReplacement: ~Copyable {
  private let temporary: String
  private var output: OutputFile

  /// Begins a file under another name in the same folder; what is there is lost.  By default it can
  /// be read by its owner alone.
  package init(at temporary: String, permissions: UInt16 = 0o600) throws(SystemError) {
    self.temporary = temporary
    try Files.remove(temporary)
    output = try OutputFile(path: temporary, isReplacing: false, permissions: permissions)
  }

  /// Gives the new file the permissions of the one that it will replace, if that is there.
  package mutating func adoptPermissions(of target: String) throws(SystemError) {
    if let permissions = Files.permissions(of: target) { try output.setPermissions(permissions) }
  }

  /// Appends to the new file.
  package mutating func write(_ bytes: [UInt8]) throws(SystemError) { try output.write(bytes) }

  /// Waits until the content has reached the disk.
  package mutating func finish() throws(SystemError) { try output.finish() }

  /// Puts the new file in its place; it must be finished.
  package consuming func move(to target: String) throws(SystemError) {
    try Files.move(temporary, to: target)
  }

  /// Gives the new file up.
  package consuming func discard() { try? Files.remove(temporary) }
}

extension Files {
  /// Replaces a file by a new one, readable by its owner alone, completely or
  /// not at all; until it is complete it has a temporary name.
  package static func replace(
    _ path: String, by temporary: String, with parts: [[UInt8]]
  ) throws(SystemError) {
    var replacement = try FileReplacement(at: temporary)
    do throws(SystemError) {
      for part in parts { try replacement.write(part) }
      try replacement.finish()
    } catch {
      replacement.discard()
      throw error
    }
    try replacement.move(to: path)
  }
}
