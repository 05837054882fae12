import Crypto
import Fledgling
import Foundation

/// The SHA-256 of an id: by it the ledger knows the id, also once the id itself is erased.
struct IdentityDigest: Sendable, Hashable {
  let data: Data

  init(_ id: String) { data = Data(SHA256.hash(data: Data(id.utf8))) }

  var hex: String { Hex.text(data) }
}
