import ArgumentParser
import Fledgling
import FledglingStore

struct VerifyUnlearnedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-unlearned",
    abstract: "Check that a model holds nothing but its remaining examples.",
    discussion: """
      Rebuilds the state from the remaining examples and compares it with the saved state. With \
      --receipt, it also checks the signature, and that a ledger knows none of the ids. Exits \
      with status 1 if any check fails.

      EXAMPLES:
        fledgling verify-unlearned parcels.ledger
        fledgling verify-unlearned parcels.model --receipt receipt.json
      """)

  @Argument(help: ArgumentHelp(Model.help))
  var model: String

  @Option(help: ArgumentHelp("A receipt that unlearn has printed.", valueName: "path"))
  var receipt: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let opened = try Model.open(model, output.notes)
    let (held, rederived) = try states(opened)
    let checked = try receipt.map { try check($0, opened, held) }
    let isSame = held == rederived
    if output.json {
      var members: [(String, JSON)] = [
        ("agrees", .bool(isSame)), ("examples", .integer(opened.learner.count)),
        ("stateHash", .string(held)), ("rederivedStateHash", .string(rederived)),
      ]
      if let checked {
        members += [
          ("receiptSigned", .bool(checked.isSigned)), ("receiptKey", .string(checked.key)),
          ("idsKnown", checked.known.map { .integer($0) } ?? .null),
          ("isFromBefore", .bool(checked.isFromBefore)),
        ]
      }
      try Output.print(JSON.object(members).text)
    } else {
      try Output.print(text(opened.learner.count, held, rederived, checked))
    }
    guard isSame, checked?.isSigned ?? true, checked?.known ?? 0 == 0,
      checked?.isFromBefore != true
    else {
      throw ExitStatus.faulty
    }
  }

  private func states(_ opened: Model) throws -> (held: String, rederived: String) {
    switch opened {
    case .ledger(let durable):
      var rebuild = RebuildLine(of: model, output.notes)
      do {
        let states = try durable.verify { rebuild.show($0) }
        rebuild.clear()
        return states
      } catch { throw CommandError(describing: error) }
    case .snapshot(_, let learner, _):
      guard let rederived = learner.rederivedStateHash else {
        throw CommandError(
          "\(model): no longer holds all its examples, so its state cannot be rebuilt",
          details: ["learn with --ledger to keep every example"])
      }
      return (learner.stateHash, rederived)
    }
  }

  private struct Checked {
    let isSigned: Bool
    let key: String
    /// How many of its ids are known; `nil` where that cannot be known.
    let known: Int?
    /// Whether the state is still that from before the unlearning.
    let isFromBefore: Bool
  }

  private func check(_ path: String, _ opened: Model, _ held: String) throws -> Checked {
    let lines = try IDFile.read(path)
    do {
      let receipt = try Receipt(json: lines.first ?? "")
      return Checked(
        isSigned: receipt.verify(), key: receipt.publicKey,
        known: try known(receipt.digests, opened),
        isFromBefore: held == receipt.stateBefore && held != receipt.stateAfter)
    } catch let error as ReceiptError {
      throw CommandError("\(path): \(error)")
    }
  }

  /// How many of the ids, by their digests, a ledger still has entries of; a model keeps hashes of
  /// another kind.
  private func known(_ digests: [String], _ opened: Model) throws -> Int? {
    guard case .ledger(let durable) = opened else { return nil }
    do {
      return try durable.ledger.knownCount(digests: digests)
    } catch { throw CommandError(describing: error) }
  }

  private func text(
    _ examples: Int, _ held: String, _ rederived: String, _ checked: Checked?
  ) -> String {
    var lines = [
      held == rederived
        ? "\(model.onOneLine): verified: the state matches a rebuild from the "
          + "\(NumberText.plural(examples, "remaining example"))"
        : "\(model.onOneLine): NOT verified: the state differs from a rebuild from the "
          + "\(NumberText.plural(examples, "remaining example"))",
      "State saved   \(held)", "State rebuilt \(rederived)",
    ]
    if let checked {
      lines.append(
        checked.isSigned
          ? "The signature of the receipt is valid, by key \(checked.key)"
          : "The signature of the receipt is NOT valid")
      switch checked.known {
      case nil: lines.append("The ids of the receipt can be checked only in a ledger")
      case 0?: lines.append("None of the ids of the receipt is known")
      case let known?: lines.append("\(NumberText.count(known)) ids of the receipt are STILL known")
      }
      if checked.isFromBefore { lines.append("The state is that from BEFORE the unlearning") }
    }
    return lines.joined(separator: "\n")
  }
}
