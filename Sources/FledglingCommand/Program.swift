import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@main
enum Program {
  static func main() {
    // A closed pipe or a file that must not grow is noticed where it is written to.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  static func run(_ arguments: [String]) -> ExitStatus {
    do {
      var command = try RootCommand.parseAsRoot(arguments)
      try command.run()
      return .done
    } catch let failure as CommandError {
      failure.show()
      return failure.status
    } catch is BrokenPipe {
      return .done
    } catch let status as ExitStatus {
      return status
    } catch {
      return showParserMessage(error)
    }
  }

  /// Help and the version on standard output; errors of the arguments on standard error.
  private static func showParserMessage(_ error: any Error) -> ExitStatus {
    let message = RootCommand.fullMessage(for: error)
    guard RootCommand.exitCode(for: error) != .success else {
      do {
        try Output.print(message)
        return .done
      } catch let failure as CommandError {
        failure.show()
        return failure.status
      } catch {
        return .done
      }
    }
    let prefix = "Error: "
    let text = message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message
    Terminal.complain("error: \(text)")
    return .usage
  }
}

struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fledgling",
    abstract: "Learn from the rows of tables, one by one, and predict from the first row on.",
    discussion: """
      Every row is predicted before it is learned, so the report shows the accuracy on \
      rows the model had not seen.

      EXAMPLES:
        fledgling learn parcels.csv --target late --save parcels.model
        fledgling predict parcels.model today.csv
        fledgling watch cases.csv --episode case --order at --outcome state
        fledgling explain parcels.model today.csv:1
        fledgling merge north.model south.model --output both.model
        fledgling unlearn parcels.model --id P-1004

      EXIT STATUS:
        0 success, 1 error in the input or the model, 64 wrong usage, 130 interrupted
      """,
    version: "fledgling \(version)",
    subcommands: [
      LearnCommand.self, PredictCommand.self, WatchCommand.self, AskCommand.self,
      ExplainCommand.self, InspectCommand.self,
      ConsolidateCommand.self, MergeCommand.self, UnlearnCommand.self,
      VerifyUnlearnedCommand.self, PinCommand.self, LedgerCommand.self,
    ])

  static let version = "0.1.0"
}
