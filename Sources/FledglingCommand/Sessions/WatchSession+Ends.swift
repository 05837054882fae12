import Fledgling

extension WatchSession {
  /// Whether the row was the last of its episode.
  func ends(_ row: WatchedRow, _ run: RunningEpisode) -> Bool {
    let isTold = endsWithOutcome && run.outcome != nil
    guard let place = row.episode, let entry = start.plan?.entries[place] else {
      return isTold || row.key.isEnd
    }
    guard run.rows == entry.rows else { return false }
    return isTold || run.hasEnd || !(options.isUnfinished || options.hasEnd)
  }

  mutating func end(_ run: RunningEpisode, _ stage: Stage, place: String) throws(CommandError) {
    counts.waiting -= run.forecasts.count
    if start.monitor.goal.target == .outcome, run.outcome == nil {
      counts.unknown += 1
      write(run, [])
      if stage == .judging { dismiss(run) }
      return
    }
    if stage != .learning { judge(run) }
    if stage == .judging { return dismiss(run) }
    if case .failure(let error) = try follower.finish(run.name, outcome: run.outcome) {
      follower.dismiss(run.name)
      try complain("\(place): \(error)")
    }
    view?.remove(run.name)
  }

  private mutating func judge(_ run: RunningEpisode) {
    write(run, EpisodeScore.truths(monitor.goal, at: run.orders, outcome: run.outcome))
    guard run.accepted > 0 else { return }
    if run.isJudged {
      score.add(run.forecasts, at: run.orders, outcome: run.outcome)
    } else {
      counts.unjudged += 1
    }
  }

  /// Takes a judged episode out of the monitor again.
  private mutating func dismiss(_ run: RunningEpisode) {
    if options.explained.contains(run.name) { stories[run.name] = try? follower.explain(run.name) }
    follower.dismiss(run.name)
    view?.remove(run.name)
  }

  /// Writes down what was foreseen of an episode, with what came of it as far as that is known.
  func write(_ run: RunningEpisode, _ truths: [Outcome]) {
    guard let output, !isLive else { return }
    for (step, forecast) in run.forecasts.enumerated() {
      output.write(
        run.name, run.orderCells[step], forecast, truth: truths.isEmpty ? nil : truths[step])
    }
  }

  /// What is left to do when all rows have come.
  mutating func finish(_ stage: Stage) throws(CommandError) {
    let left = running.values.filter { $0.accepted > 0 }.sorted { $0.name < $1.name }
    running.removeAll()
    switch stage {
    case .learning: if !wasInterrupted { follower.consolidate() }
    case .judging: for run in left { dismiss(run) }
    case .watching:
      for run in left { write(run, []) }
      // What came since the values were last solved counts as well from here on.
      if monitor.episodes > start.monitor.episodes { follower.consolidate() }
    }
    view?.clear()
    guard stage != .learning else { return }
    news.finish()
    if !options.isQuiet {
      warnings.finish()
      if counts.known > 0 {
        let steps = NumberText.plural(counts.known, "step")
        Terminal.complain("note: \(steps) had come before; passed over")
      }
    }
    if !wasInterrupted { try checkWatched() }
  }

  private func checkWatched() throws(CommandError) {
    guard counts.steps == 0, counts.known == 0 else { return }
    let file = start.tables.files.paths.first ?? ""
    guard skipped.count == 0 else {
      throw CommandError(
        "\(file): no row is a step",
        details: skipped.first + (start.monitor.episodes > 0 ? [WatchSession.prefixHint] : []))
    }
    throw CommandError("\(file): has columns but no rows")
  }

  private static let prefixHint =
    "--prefix names episodes differently where other tables used the same names"
}
