using System.Globalization;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Histories;
using RewardLab.Evaluation.Overoptimization;
using RewardLab.Evaluation.Statistics;
using RewardLab.Runs.Events;
using RewardLab.Runs.Files;
using RewardLab.Runs.Images;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Store;

namespace RewardLab.Serving.Watches;

/// <summary>The run of a watch: each window's images, scores and means. Belongs to one thread, but for its counts.</summary>
/// <remarks>A window is finished with its event, which comes last: what a killed program has left of an unfinished one is deleted when the run
/// continues.</remarks>
public sealed class WatchedRun : IDisposable
{
    /// <summary>What such a run is called.</summary>
    public const string Name = "watch";

    private const string Axis = "images";
    private const int LineRoom = 32 << 10; // more than the events of a window take
    private const int RowRoom = 256; // more than a row of scores takes beside its prompt

    private readonly Run _run;
    private readonly WatchOptions _options;
    private readonly WatchProvenance _provenance;
    private readonly WatchAlarms _alarms = new();
    private readonly Dictionary<string, string> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unbounded = new(StringComparer.Ordinal);
    private long _logBytes;
    private bool _isFull;

    private WatchedRun(Run run, bool isContinued, IReadOnlyList<string> rewards, WatchOptions options)
    {
        (_run, IsContinued, _options) = (run, isContinued, options);
        _provenance = new WatchProvenance(run);
        foreach (var reward in rewards.Concat(options.HeldOut).Distinct(StringComparer.Ordinal))
        {
            var name = SafeName.From(reward);
            _tables.Add(reward, _tables.ContainsValue(name) ? $"{name}-{_tables.Count}" : name);
        }
    }

    /// <summary>The run's id.</summary>
    public string Id => _run.Id;

    /// <summary>Its folder.</summary>
    public string Folder => _run.Folder;

    /// <summary>Whether it is one that an earlier program began and did not end.</summary>
    public bool IsContinued { get; }

    /// <summary>Cancelled when another process asks the run to stop.</summary>
    public CancellationToken StopRequested => _run.StopRequested;

    /// <summary>Keeps with the run, until it is disposed, where its rewards' results come from. Safe from any thread; never fails.</summary>
    public IProvenanceRecord Provenance => _provenance;

    /// <summary>The root seed of the samples.</summary>
    internal ulong Seed => _run.Seed;

    /// <summary>Windows so far.</summary>
    internal int Windows { get; private set; }

    /// <summary>Images that are kept.</summary>
    internal int Kept { get; private set; }

    /// <summary>Bytes of all files.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Alarms so far.</summary>
    internal int Alarms { get; private set; }

    /// <summary>The latest alarm; null for none.</summary>
    internal string? LatestAlarm { get; private set; }

    /// <summary>Begins a run, or continues with the latest watch of the same settings whose program was killed or failed. One that was stopped in order has
    /// come to its end.</summary>
    /// <param name="store">The folder of runs.</param>
    /// <param name="record">What is known of the run: parameters, command, seed, versions, machine, plugins.</param>
    /// <param name="rewards">The rewards that are served.</param>
    /// <param name="options">How much is kept.</param>
    /// <param name="listener">Who watches; may be null.</param>
    /// <exception cref="RewardLabException">The folder cannot be written to, or the run's files are damaged.</exception>
    public static WatchedRun Open(RunStore store, RunRecord record, IReadOnlyList<string> rewards, WatchOptions options, IRunListener? listener = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(rewards);
        ArgumentNullException.ThrowIfNull(options);
        record = record with { Recipe = new RunRecipe { Name = Name } };
        var settings = SettingsOf(record);
        var latest = store.List().FirstOrDefault(entry => entry.Record is { Command: not null, Recipe.Name: Name } known && SettingsOf(known) == settings);
        if (latest?.Record?.Status is not (RunStatus.Interrupted or RunStatus.Failed or RunStatus.Cancelled))
        {
            var begun = new WatchedRun(store.Create(record, listener), isContinued: false, rewards, options);
            begun.Measure();
            return begun;
        }

        var events = RunEvents.Read(latest.Folder);
        var run = store.Resume(latest, record, listener);
        try
        {
            run.SkipEventsTo(long.MaxValue);
            var continued = new WatchedRun(run, isContinued: true, rewards, options);
            continued.Restore(events);
            return continued;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _provenance.End();
        _run.Dispose();
    }

    /// <summary>The place of an event on the axis of images that were scored.</summary>
    internal static EventPosition At(long images) => new(Axis, images);

    /// <summary>Images of each stream that were scored until now, in its finished windows.</summary>
    internal Dictionary<string, long> CopySeen() => new(_seen, StringComparer.Ordinal);

    /// <summary>Writes a window.</summary>
    /// <param name="scored">The window.</param>
    /// <param name="leftOut">Images that were left out since this start.</param>
    /// <returns>Whether the run may still grow; else it has used up its bytes, and the window is not there.</returns>
    /// <exception cref="RewardLabException">It cannot be written.</exception>
    internal bool Add(ScoredWindow scored, long leftOut)
    {
        var window = scored.Window;
        if (Bytes + LineRoom > _options.MaxBytes)
        {
            return false;
        }

        var number = Windows + 1;
        var rows = window.Images.Sum(image => RowRoom + (2L * Encoding.UTF8.GetByteCount(image.Prompt))) * (window.Rewards.Count + scored.HeldOut.Count);
        var isKept = !_isFull && Kept + window.Images.Count <= _options.MaxImages && Bytes + window.Bytes + rows <= _options.MaxBytes / 8 * 7;
        if (isKept)
        {
            Keep(number, scored);
        }
        else if (!_isFull)
        {
            _isFull = true;
            _run.Log($"{Name}: the run has as many images as it may keep. Curves and the alarm continue without them.");
        }

        var payload = new WindowPayload(
            number, window.Scores.Count, window.Images.Count, isKept ? window.Images.Count : 0,
            MeansOf(scored, window.Rewards), MeansOf(scored, scored.HeldOut.Keys));
        _run.Emit(new EventRecord(EventKinds.WatchWindow)
        {
            Series = window.Series,
            Position = At(window.End),
            Metrics =
            [
                .. window.Rewards.Concat(scored.HeldOut.Keys).Select(reward => Metric(scored, reward)).OfType<RunMetric>(),
                new RunMetric("sampled", window.Images.Count),
                new RunMetric("leftOut", leftOut),
                RunMetric.Seconds("heldOutSeconds", Math.Round(scored.Seconds, 3)),
            ],
            Payload = payload,
        });
        Windows = number;
        Take(window.Series, window.End, payload);
        foreach (var alarm in _alarms.Raised(window.Series, window.End, payload))
        {
            _run.Emit(alarm);
            (Alarms, LatestAlarm) = (Alarms + 1, alarm.Line);
        }

        _run.ReportProgress("images kept", Kept, _options.MaxImages);
        MeasureLog();
        return true;
    }

    /// <summary>Ends the run well.</summary>
    internal void Complete() => _run.Complete();

    /// <summary>Gives the run up because it cannot be written: the next start continues with it.</summary>
    internal void GiveUp(string problem)
    {
        Dispose();
        try
        {
            RunStore.NoteEnd(RunStore.Read(Folder), problem);
        }
        catch (RewardLabException)
        {
            // What keeps the run from being written keeps this from it, too.
        }
    }

    private static string SettingsOf(RunRecord record) => string.Join('\n', record.Parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
        .Select(parameter => $"{parameter.Key}={ParameterText.Format(parameter.Value)}").Append(record.Seed.ToString(CultureInfo.InvariantCulture)));

    // A killed program may have left images and rows of a window whose event is not there.
    private void Restore(IReadOnlyList<RunEvent> events)
    {
        foreach (var item in events)
        {
            if (item.Kind == EventKinds.WatchWindow && item.Payload<WindowPayload>() is { } payload)
            {
                Windows = Math.Max(Windows, payload.Window);
                Take(item.Series, (long)(item.Position?.Value ?? 0), payload);
                _unbounded.UnionWith(item.Metrics.Where(metric => metric.Value is < 0 or > 1 || metric.Lower < 0 || metric.Upper > 1)
                    .Select(metric => metric.Role == MetricRole.Proxy ? metric.Unit : metric.Name));
            }
            else if (item.Kind == EventKinds.WatchAlarm)
            {
                (Alarms, LatestAlarm) = (Alarms + 1, item.MessageLine);
            }
        }

        try
        {
            foreach (var folder in Directory.Exists(ImageFolder) ? Directory.GetDirectories(ImageFolder) : [])
            {
                if (NumberOf(Path.GetFileName(folder)) > Windows)
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Writing(ImageFolder, exception);
        }

        foreach (var path in RunFiles.ScoreTables(Folder))
        {
            Trim(path);
        }

        Measure();
        _run.Log($"{Name}: continues after {Windows} windows; images that were sampled and not scored yet when the program ended are lost.");
    }

    private void Trim(string path)
    {
        var table = ScoreTable.ReadCsv(path);
        int[] rows = [.. Enumerable.Range(0, table.Images.Count).Where(row => NumberOf(table.Images[row].Split('/').ElementAtOrDefault(1) ?? "") <= Windows)];
        if (rows.Length == table.Images.Count)
        {
            return;
        }

        if (rows.Length == 0)
        {
            File.Delete(path); // a table without a row is none
            return;
        }

        AtomicFileStream.Write(path, file => new ScoreTable(
            table.Reward,
            [.. rows.Select(row => table.Images[row])],
            [.. rows.Select(row => table.Prompts[row])],
            [.. table.Columns.Select(column => new ScoreColumn(column.Heading, [.. rows.Select(row => column.Values[row])]))]).WriteCsv(file));
    }

    private string ImageFolder => Path.Combine(Folder, RunFiles.ImageFolder);

    private void Take(string series, long images, WindowPayload payload)
    {
        _alarms.Add(series, images, payload);
        _seen[series] = Math.Max(_seen.GetValueOrDefault(series), images);
        Kept += payload.Kept;
    }

    private void Keep(int number, ScoredWindow scored)
    {
        var window = scored.Window;
        var folder = string.Create(CultureInfo.InvariantCulture, $"{RunFiles.ImageFolder}/{number:D5}-{SafeName.From(window.Series)}");
        string[] paths =
        [
            .. window.Images.Select((image, i) =>
                string.Create(CultureInfo.InvariantCulture, $"{folder}/{i:D3}{ImageFileNames.ExtensionOf(image.File) ?? ".png"}")),
        ];
        foreach (var (path, image) in paths.Zip(window.Images))
        {
            AtomicFileStream.Write(RunPath.Resolve(Folder, path), file => file.Write(image.File));
            Bytes += image.File.Length;
        }

        foreach (var (reward, scores) in scored.AllScores())
        {
            int[] rows = [.. Enumerable.Range(0, paths.Length).Where(i => double.IsFinite(scores[i]))];
            if (rows.Length > 0)
            {
                Bytes += new ScoreTable(
                    reward,
                    [.. rows.Select(row => paths[row])],
                    [.. rows.Select(row => window.Images[row].Prompt)],
                    [ScoreColumn.Reward(reward, [.. rows.Select(row => scores[row])])])
                    .AppendCsv(RunPath.Resolve(Folder, $"{RunFiles.ScoreFolder}/{_tables[reward]}.csv"));
            }
        }
    }

    // The mean over prompts with its 95% interval; over images where all have one prompt.
    private RunMetric? Metric(ScoredWindow scored, string reward)
    {
        var (values, prompts) = ScoresOf(scored, reward);
        if (values.Length == 0)
        {
            return null;
        }

        if (!values.All(value => value is >= 0 and <= 1))
        {
            _unbounded.Add(reward);
        }

        var clusters = prompts.Distinct().Count() > 1 ? prompts : [.. Enumerable.Range(0, values.Length)];
        var mean = EvaluationMean.OverPrompts(values, clusters, _unbounded.Contains(reward) ? ValueRange.Unbounded : ValueRange.Share)!;
        var rewards = scored.Window.Rewards;
        var metric = rewards.Contains(reward)
            ? RunMetric.Proxy(mean.Mean, rewards.Count == 1 ? "proxy" : reward) with { Unit = reward }
            : RunMetric.HeldOut(reward, mean.Mean);
        return metric with { Lower = mean.Lower, Upper = mean.Upper };
    }

    private static Dictionary<string, SampledMean> MeansOf(ScoredWindow scored, IEnumerable<string> rewards) => rewards
        .Select(reward => (Reward: reward, Known: ScoresOf(scored, reward)))
        .Where(entry => entry.Known.Values.Length > 0)
        .ToDictionary(entry => entry.Reward, entry => SampledMean.Compute(entry.Known.Values, entry.Known.Prompts), StringComparer.Ordinal);

    // Trainers' own scores are known of all images of the window, those of held-out rewards of the sampled ones.
    private static (double[] Values, int[] Prompts) ScoresOf(ScoredWindow scored, string reward)
    {
        var window = scored.Window;
        if (!scored.HeldOut.TryGetValue(reward, out var scores))
        {
            var place = window.Rewards.Index().First(entry => entry.Item == reward).Index;
            return ([.. window.Scores.Select(all => all[place])], [.. window.Prompts]);
        }

        var images = window.Images;
        string[] prompts = [.. images.Select(image => image.Prompt).Distinct(StringComparer.Ordinal)];
        int[] finite = [.. Enumerable.Range(0, scores.Length).Where(i => double.IsFinite(scores[i]))];
        return ([.. finite.Select(i => scores[i])], [.. finite.Select(i => Array.IndexOf(prompts, images[i].Prompt))]);
    }

    private static int NumberOf(string folder) =>
        int.TryParse(folder.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private void Measure()
    {
        _logBytes = new FileInfo(Path.Combine(Folder, RunEvents.FileName)).Length;
        Bytes = _logBytes + new[] { ImageFolder, Path.Combine(Folder, RunFiles.ScoreFolder) }
            .Where(Directory.Exists).SelectMany(FileWalk.Files).Sum(file => new FileInfo(file).Length);
    }

    private void MeasureLog()
    {
        var now = new FileInfo(Path.Combine(Folder, RunEvents.FileName)).Length;
        (Bytes, _logBytes) = (Bytes + now - _logBytes, now);
    }
}
