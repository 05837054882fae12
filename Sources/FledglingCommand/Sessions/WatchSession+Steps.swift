import Fledgling

extension WatchSession {
  /// The most steps that wait to be judged, some 250 bytes each.
  private static let waitingLimit = 1 << 20

  /// Takes a row in, and ends its episode if it is the last.
  ///
  /// - Returns: whether the episode ended.
  mutating func take(_ row: WatchedRow, _ stage: Stage) throws(CommandError) -> Bool {
    guard let (place, name) = try episode(of: row) else { return false }
    var run = running.removeValue(forKey: place) ?? RunningEpisode(name: name)
    run.rows += 1
    run.hasEnd = run.hasEnd || row.key.isEnd
    if let reason = try refuse(row, &run, stage) { try skip(reason) }
    // Nothing that comes later can change an episode that is over.
    if run.isOver { return false }
    guard ends(row, run) else {
      running[place] = run
      return false
    }
    try end(run, stage, place: row.place)
    return true
  }

  /// The episode of a row, and its name; nil if the row is passed over.
  private mutating func episode(of row: WatchedRow) throws(CommandError) -> (UInt64, String)? {
    if let place = row.episode, let entry = start.plan?.entries[place] {
      return (UInt64(place), row.key.name(entry.copy))
    }
    let current = names.name(row.key)
    let hash = StableHash(current).bits
    if running[hash] != nil { return (hash, current) }
    switch try names.place(row, follower) {
    case .episode(let name, let isRenamed):
      if isRenamed, !options.isQuiet, names.renamed <= 3 {
        view?.clear()
        Terminal.complain(
          "note: \(row.place): episode \"\(row.key.episode)\" has ended before; its new rows are "
            + "episode \"\(name)\"")
      }
      return (StableHash(name).bits, name)
    case .known:
      counts.known += 1
      return nil
    case .ended(let name, let isKept):
      let reason =
        isKept
        ? "from standard input the first row with an outcome ends its episode"
        : "its steps are no longer kept, so name another episode differently, as with --prefix"
      try skip("\(row.place): episode \"\(name)\" has ended; \(reason)")
      return nil
    }
  }

  /// Takes in a step.
  ///
  /// - Returns: why it is left out, if it is.
  private mutating func refuse(
    _ row: WatchedRow, _ run: inout RunningEpisode, _ stage: Stage
  ) throws(CommandError) -> String? {
    let key = row.key
    if !start.outcomeVaries, let now = key.outcome {
      if let earlier = run.outcome, earlier != now {
        return
          "\(row.place): episode \"\(run.name)\" ends with \"\(earlier.text)\" according to "
          + "an earlier row, and with \"\(now.text)\" according to this"
      }
      // What is told counts, even if the step is of no use.
      run.outcome = now
    }
    if let fault = row.fault { return fault }
    let occurrence = run.ties.add(row)
    switch try follower.step(row.values, of: run.name, at: key.order, occurrence: occurrence) {
    case .success(let forecast):
      if start.outcomeVaries { run.outcome = key.outcome ?? run.outcome }
      note(forecast, key, &run, stage)
      return nil
    case .failure(.duplicateStep):
      // Whoever goes on after a crash, or has tables that overlap, gives rows again.
      if start.outcomeVaries { run.outcome = key.outcome ?? run.outcome }
      counts.known += 1
      return nil
    case .failure(let error):
      return try reason(error, row, &run)
    }
  }

  private mutating func reason(
    _ error: MonitorError, _ row: WatchedRow, _ run: inout RunningEpisode
  ) throws(CommandError) -> String? {
    var error = error
    switch error {
    case .ended(let name):
      run.isOver = true
      if try follower.ended(
        name, has: row.values, at: row.key.order, occurrence: 1) == true
      {
        counts.known += 1
        return nil
      }
      if !start.outcomeVaries, let outcome = row.key.outcome,
        // It says whether another outcome was told before.
        case .failure(let contradiction) = try follower.finish(name, outcome: outcome)
      {
        error = contradiction
      }
    case .outOfOrder where isLive, .contradictoryStep where isLive:
      return
        "\(row.place): \(orderText.words(error)); standard input is not sorted: sort the rows by "
        + "\"\(start.columns.order.name)\", or give a file"
    default: break
    }
    return "\(row.place): \(orderText.words(error))"
  }

  private mutating func note(
    _ forecast: Forecast, _ key: StepKey, _ run: inout RunningEpisode, _ stage: Stage
  ) {
    counts.steps += 1
    if run.accepted == 0 {
      counts.episodes += 1
      run.isJudged = canEnd && forecast.step == 1
    }
    run.accepted += 1
    guard stage != .learning else { return }
    if counts.waiting >= WatchSession.waitingLimit { giveUp(&run) }
    if run.isJudged {
      run.forecasts.append(forecast)
      run.orders.append(key.order)
      if output != nil { run.orderCells.append(key.orderCell) }
      counts.waiting += 1
    }
    if isLive || !run.isJudged {
      output?.write(run.name, key.orderCell, forecast, truth: nil)
    }
    let lines = news.note(forecast, of: run.name, isLooping: run.isLooping)
    if !lines.isEmpty { view?.clear() }
    for line in lines { Terminal.complain(line.onOneLine) }
    run.isLooping = forecast.loop != nil
    view?.note(forecast, of: run.name)
  }

  /// Has an episode wait no longer to be judged.
  private mutating func giveUp(_ run: inout RunningEpisode) {
    write(run, [])
    counts.waiting -= run.forecasts.count
    run.forgetOutlooks()
  }

  mutating func skip(_ reason: String) throws(CommandError) {
    try complain(reason)
    skipped.add(reason)
  }

  mutating func complain(_ reason: String) throws(CommandError) {
    guard !options.isStrict else { throw CommandError(reason) }
    guard !options.isQuiet else { return }
    view?.clear()
    warnings.show(reason)
  }
}
