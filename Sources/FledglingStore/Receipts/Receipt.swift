import Crypto
import Fledgling
import FledglingJSON
import FledglingSystem
import Foundation

/// A signed statement that examples were unlearned: which, when, from which model, and what the
/// learner's state hash was before and after.
///
/// ```swift
/// let before = durable.learner.stateHash
/// let erasure = try durable.unlearn(ids: ["p1"])
/// let unlearning = Unlearning(
///   erasure: erasure, time: now, stateBefore: before, stateAfter: durable.learner.stateHash)
/// let receipt = try Receipt(
///   unlearning, of: "parcels.ledger", signedWith: SigningKey.load(orCreateAt: path))
/// print(receipt.json)
/// ```
///
/// The signature is Ed25519 over the JSON without `signature`: one line, keys in order, no spaces.
public struct Receipt: Sendable, Hashable {
  /// How many entries were unlearned.
  public let count: Int
  /// The SHA-256 of each id, in hexadecimal.
  public let digests: [String]
  /// By which condition the entries were chosen, as it was written; `nil` if they were named.
  public let condition: String?
  /// When, as ISO 8601 in UTC.
  public let time: String
  /// The name of the model's or the ledger's file.
  public let model: String
  /// The learner's state hash before.
  public let stateBefore: String
  /// The learner's state hash after.
  public let stateAfter: String
  /// The signer's public key, in hexadecimal.
  public let publicKey: String
  /// The signature, in hexadecimal.
  public let signature: String

  /// A signed receipt for an unlearning.
  ///
  /// - Parameters:
  ///   - unlearning: the result of the unlearning.
  ///   - model: where it was done; of a path, the last part is kept.
  ///   - condition: by which condition the entries were chosen, to be shown in the receipt.
  ///   - key: the key to sign with.
  /// - Throws: ``ReceiptError/notSigned`` if the key cannot sign.
  public init(
    _ unlearning: UnlearningResult, of model: String, where condition: String? = nil,
    signedWith key: SigningKey
  ) throws(ReceiptError) {
    count = unlearning.erasure.count
    digests = unlearning.erasure.digests
    self.condition = condition
    time = UTC.text(unlearning.time)
    self.model = Files.name(of: model)
    stateBefore = unlearning.stateBefore
    stateAfter = unlearning.stateAfter
    publicKey = key.publicKey
    let message = Receipt.message(
      count: count, digests: digests, condition: condition, time: time, model: self.model,
      stateBefore: stateBefore, stateAfter: stateAfter, publicKey: publicKey)
    signature = try key.signature(of: Data(JSON(sorted: message).text.utf8))
  }

  /// The receipt as JSON on one line, with its keys in order.
  public var json: String {
    var members = message
    members["signature"] = .string(signature)
    return JSON(sorted: members).text
  }

  /// The receipt in ``json``.
  ///
  /// - Throws: ``ReceiptError/notAReceipt`` for any text that no receipt has as its ``json``.
  public init(json text: String) throws(ReceiptError) {
    guard let json = try? JSON(text), let count = json["count"]?.asNumber,
      let count = Int(exactly: count), case .array(let digests)? = json["digests"],
      let time = json["time"]?.asString, let model = json["model"]?.asString,
      let stateBefore = json["stateBefore"]?.asString,
      let stateAfter = json["stateAfter"]?.asString,
      let publicKey = json["publicKey"]?.asString, let signature = json["signature"]?.asString
    else { throw .notAReceipt }
    self.count = count
    self.digests = digests.compactMap(\.asString)
    condition = json["condition"]?.asString
    self.time = time
    self.model = model
    self.stateBefore = stateBefore
    self.stateAfter = stateAfter
    self.publicKey = publicKey
    self.signature = signature
    // One text was signed; another of the same meaning was not.
    guard self.json.utf8.elementsEqual(text.utf8) else { throw .notAReceipt }
  }

  /// Whether the receipt is as it was signed.
  ///
  /// Only ``publicKey`` identifies the signer: compare that with a key you know.
  public func verify() -> Bool {
    guard let key = Hex.bytes(publicKey), let signature = Hex.bytes(signature),
      let signer = try? Curve25519.Signing.PublicKey(rawRepresentation: Data(key))
    else { return false }
    let signed = Data(JSON(sorted: message).text.utf8)
    return signer.isValidSignature(Data(signature), for: signed)
  }

  private var message: [String: JSON?] {
    Receipt.message(
      count: count, digests: digests, condition: condition, time: time, model: model,
      stateBefore: stateBefore, stateAfter: stateAfter, publicKey: publicKey)
  }

  private static func message(
    count: Int, digests: [String], condition: String?, time: String, model: String,
    stateBefore: String, stateAfter: String, publicKey: String
  ) -> [String: JSON?] {
    [
      "condition": condition.map { .string($0) }, "count": .number(Double(count)),
      "digests": .array(digests.map { .string($0) }), "model": .string(model),
      "publicKey": .string(publicKey), "stateAfter": .string(stateAfter),
      "stateBefore": .string(stateBefore), "time": .string(time),
    ]
  }
}

/// An error of a receipt.
public enum ReceiptError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The text is no receipt, or was changed.
  case notAReceipt
  /// The key cannot sign.
  case notSigned

  /// A sentence with the fault.
  public var description: String {
    switch self {
    case .notAReceipt: "this is no receipt, or it was changed since it was written"
    case .notSigned: "the key cannot sign the receipt"
    }
  }
}
