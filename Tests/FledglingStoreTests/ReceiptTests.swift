import TestSupport
import Fledgling
import Foundation
import Testing

@testable import FledglingStore

struct ReceiptTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private func receipt(_ key: SigningKey) throws -> Receipt {
    let durable = try DurableLearner(opening: Parcels.ledger(folder))
    _ = try durable.learn(Parcels.entries(0..<30))
    let before = durable.learner.stateHash
    let erasure = try durable.unlearn(ids: ["parcel-3", "parcel-5"])
    let unlearning = UnlearningResult(
      erasure: erasure, time: 1_800_000_000, stateBefore: before,
      stateAfter: durable.learner.stateHash)
    return try Receipt(
      unlearning, of: durable.ledger.path, where: "customer=42", signedWith: key)
  }

  @Test func receiptsVerify() throws {
    let receipt = try receipt(SigningKey())
    #expect(receipt.verify())
    #expect(receipt.count == 2)
    #expect(receipt.model == "ledger")
    #expect(receipt.digests.contains(IdentityDigest("parcel-3").hex))
    #expect(!receipt.json.contains("parcel-3"))
    let copy = try Receipt(json: receipt.json)
    #expect(copy == receipt)
    #expect(copy.verify())
  }

  @Test func oneFlippedBitIsNoticed() throws {
    let bytes = Array(try receipt(SigningKey()).json.utf8)
    for place in bytes.indices {
      var flipped = bytes
      flipped[place] ^= 1 << (place % 8)
      let isValid =
        (try? Receipt(json: String(decoding: flipped, as: UTF8.self)))?.verify() ?? false
      #expect(!isValid)
    }
  }

  @Test func keysAreKept() throws {
    let path = folder.path("deep/folder/signing.key")
    let key = try SigningKey.load(orCreateAt: path)
    #expect(try SigningKey.load(orCreateAt: path).publicKey == key.publicKey)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    chmod(path, 0o644)
    #expect(throws: LedgerError.self) { try SigningKey.load(orCreateAt: path) }
    #expect(UTC.text(0) == "1970-01-01T00:00:00Z")
    #expect(UTC.text(1_709_251_199.5) == "2024-02-29T23:59:59Z")
  }
}
