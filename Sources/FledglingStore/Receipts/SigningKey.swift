import Crypto
import FledglingSystem
import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The Ed25519 key that receipts are signed with, kept in a file that its owner alone can read.
public struct SigningKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// A new key that is kept nowhere.
  public init() { key = Curve25519.Signing.PrivateKey() }

  /// The key in a file; if there is no file, a new key is put there.
  ///
  /// - Throws: ``LedgerError`` if the file holds no key, or others may read it.
  public static func load(orCreateAt path: String) throws(LedgerError) -> SigningKey {
    if let bytes = try LedgerFiles.read(path) { return try SigningKey(bytes, path) }
    try LedgerFiles.naming(path) { () throws(SystemError) in
      try Files.createFolders(Files.folder(of: path))
    }
    let key = SigningKey()
    try LedgerFiles.replace(path, with: [Array((Hex.text(key.key.rawRepresentation) + "\n").utf8)])
    return key
  }

  /// Where the key is kept if nothing else is said; `nil` if there is no home.
  public static var defaultPath: String? {
    if let folder = environment("XDG_CONFIG_HOME") { return folder + "/fledgling/signing.key" }
    return environment("HOME").map { $0 + "/.config/fledgling/signing.key" }
  }

  /// The public key, in hexadecimal.
  public var publicKey: String { Hex.text(key.publicKey.rawRepresentation) }

  func signature(of message: Data) throws(ReceiptError) -> String {
    guard let signature = try? key.signature(for: message) else { throw .notSigned }
    return Hex.text(signature)
  }

  private init(_ bytes: [UInt8], _ path: String) throws(LedgerError) {
    guard let permissions = Files.permissions(of: path), permissions & 0o077 == 0 else {
      throw .system(path: path, "others may read this key; run: chmod 600 on it")
    }
    let digits = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    guard let raw = Hex.bytes(digits),
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: Data(raw))
    else { throw .system(path: path, "this file holds no signing key; move it away") }
    self.key = key
  }

  private static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}
