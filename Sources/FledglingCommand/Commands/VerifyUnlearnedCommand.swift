import ArgumentParser
import Fledgling
import FledglingStore

struct VerifyUnlearnedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-unlearned",
    abstract: "Check that a model is what its remaining examples make, and nothing else.",
    discussion: """
      Derives the state again from the examples that are left and compares it with the one \
      held. With a receipt, its signature is checked as well, and that none of its ids is \
      known. Ends with status 1 if anything does not agree.

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
          "\(model): does not keep every example, so its state cannot be derived again",
          details: ["learn with --ledger to be able to do this"])
      }
      return (learner.stateHash, rederived)
    }
  }

  private struct Checked {
    let isSigned: Bool
    let key: String
    /// How many of its ids are known; `nil` where that cannot be told.
    let known: Int?
    /// Whether the state is the one that the receipt says was left.
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
        ? "\(model.onOneLine): the state is what its \(NumberText.plural(examples, "example")) make"
        : "\(model.onOneLine): the state is NOT what its "
          + "\(NumberText.plural(examples, "example")) make",
      "State held    \(held)", "State derived \(rederived)",
    ]
    if let checked {
      lines.append(
        checked.isSigned
          ? "The receipt is as it was signed by key \(checked.key)"
          : "The receipt is NOT as it was signed")
      switch checked.known {
      case nil: lines.append("Whether its ids are known only a ledger can tell")
      case 0?: lines.append("None of its ids is known")
      case let known?: lines.append("\(NumberText.count(known)) of its ids are STILL known")
      }
      if checked.isFromBefore { lines.append("The state is the one from BEFORE the unlearning") }
    }
    return lines.joined(separator: "\n")
  }
}
