using System.Globalization;
using System.Security.Cryptography;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Store;

/// <summary>A folder of runs, each a folder of its own.</summary>
public sealed class RunStore
{
    /// <summary>The environment variable that names the folder of runs.</summary>
    public const string FolderVariable = "REWARDLAB_RUNS";

    /// <summary>The word that stands for the latest run wherever an id is asked for.</summary>
    public const string Latest = "last";

    private readonly TimeProvider _time;
    private readonly string? _named;

    /// <summary>Opens a store; its folder need not exist.</summary>
    /// <param name="folder">The folder; null for what <see cref="FolderVariable"/> names, or "runs" in the current folder.</param>
    /// <param name="time">The clock.</param>
    public RunStore(string? folder, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _named = folder;
        folder ??= Environment.GetEnvironmentVariable(FolderVariable) is { } named && !string.IsNullOrWhiteSpace(named) ? named : "runs";
        Folder = Path.GetFullPath(folder);
    }

    /// <summary>The full path of the folder that holds the runs.</summary>
    public string Folder { get; }

    /// <summary>A command of RewardLab on this store, quoted for a POSIX shell; it names the store's folder where the user did.</summary>
    /// <param name="words">Its words, such as "runs", "list".</param>
    public string CommandLine(params IEnumerable<string> words) =>
        string.Join(' ', ["rewardlab", .. words.Concat(_named is null ? [] : ["--runs", _named]).Select(ShellWord.Quote)]);

    /// <summary>Starts a run in a new folder, yyyyMMdd-HHmmss-recipe-xxxx.</summary>
    /// <param name="record">What is known of it; status, start and duration are the store's to fill in.</param>
    /// <param name="listener">Who watches; may be null.</param>
    /// <exception cref="RewardLabException">The folder cannot be made or written to.</exception>
    public Run Create(RunRecord record, IRunListener? listener = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        var started = _time.GetLocalNow();
        var folder = CreateFolder($"{started.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{SafeName.From(record.Recipe.Name)}");
        return new Run(folder, record with { Status = RunStatus.Running, Started = started, DurationSeconds = null, Error = null }, listener, _time);
    }

    /// <summary>Continues with a run that did not come to its end, in its own folder.</summary>
    /// <param name="run">The run, as <see cref="Find"/> gives it.</param>
    /// <param name="record">What it is resumed with: parameters, versions, machine, plugins of now.</param>
    /// <param name="listener">Who watches; may be null.</param>
    /// <exception cref="RewardLabException">The run has come to its end, is running, or its log is damaged.</exception>
    public Run Resume(RunEntry run, RunRecord record, IRunListener? listener = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(record);
        var former = run.Record ?? throw new RewardLabException(run.Damage ?? $"Run '{run.Id}' is damaged.");
        RequireResumable(run);
        return new Run(
            run.Folder,
            record with
            {
                Status = RunStatus.Running,
                Started = former.Started,
                DurationSeconds = null,
                Error = null,
                Resumptions = (former.Resumptions ?? 0) + 1,
            },
            listener,
            _time,
            isResumed: true);
    }

    /// <summary>Refuses a run that has come to its end or is running.</summary>
    /// <exception cref="RewardLabException">It cannot be resumed.</exception>
    public static void RequireResumable(RunEntry run)
    {
        ArgumentNullException.ThrowIfNull(run);
        switch (run.Record?.Status)
        {
            case RunStatus.Completed:
                throw new RewardLabException($"Run '{run.Id}' is completed. There is nothing to resume.");
            case RunStatus.Running:
                throw new RewardLabException($"Run '{run.Id}' is running in another process. Stop that process first.");
        }
    }

    /// <summary>Every run, the latest first. A folder without run.yaml is not a run; one with a damaged run.yaml is listed with the reason.</summary>
    /// <exception cref="RewardLabException">The store's folder cannot be read.</exception>
    public IReadOnlyList<RunEntry> List()
    {
        if (!Directory.Exists(Folder))
        {
            return [];
        }

        try
        {
            return
            [
                .. Directory.GetDirectories(Folder)
                    .Where(folder => !Path.GetFileName(folder).StartsWith('.') && File.Exists(Path.Combine(folder, RunRecord.FileName)))
                    .Select(ReadEntry)
                    .OrderByDescending(entry => entry.Record?.Started ?? DateTimeOffset.MinValue)
                    .ThenByDescending(entry => entry.Id, StringComparer.Ordinal),
            ];
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(Folder, exception);
        }
    }

    /// <summary>The ids of all runs, the latest first by their names, without reading what they are: fast enough to be asked for at every key.</summary>
    public IEnumerable<string> Ids() => !Directory.Exists(Folder) ? [] : Directory.EnumerateDirectories(Folder)
        .Where(folder => File.Exists(Path.Combine(folder, RunRecord.FileName)))
        .Select(folder => Path.GetFileName(folder))
        .Where(name => !name.StartsWith('.'))
        .OrderDescending(StringComparer.Ordinal);

    /// <summary>The heartbeat of a running run; null where no process works on it, or it has not written one yet.</summary>
    public static RunHeartbeat? Heartbeat(RunEntry run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return RunLock.IsHeld(run.Folder) ? RunHeartbeatFile.Read(run.Folder) : null;
    }

    /// <summary>The run of a folder, as it stands now; a folder that is gone is told as damage.</summary>
    /// <param name="folder">Full path.</param>
    public static RunEntry Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return ReadEntry(folder);
    }

    /// <summary>Asks a running run, whatever its process, to stop as Ctrl+C does; it answers within two seconds.</summary>
    /// <exception cref="RewardLabException">No process works on it, or its folder cannot be written to.</exception>
    public static void RequestStop(RunEntry run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!RunLock.IsHeld(run.Folder))
        {
            throw new RewardLabException($"Run '{run.Id}' is not running. There is nothing to stop.");
        }

        AtomicFileStream.WriteTextInFolder(Path.Combine(run.Folder, RunHeartbeatFile.StopFileName), "");
    }

    /// <summary>Notes why the process of a run ended that did not say so itself, such as one that crashed. A run that has said how it ended, or that was
    /// resumed, stays as it is.</summary>
    /// <param name="run">The run.</param>
    /// <param name="reason">Why, one line: <see cref="RunRecord.Error"/> of the interrupted run from now on.</param>
    /// <exception cref="RewardLabException">It is running, or its folder cannot be written to.</exception>
    public static void NoteEnd(RunEntry run, string reason)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        var path = Path.Combine(run.Folder, RunRecord.FileName);
        using var held = RunLock.Take(run.Folder);
        if (RunYaml.Read(path) is { Status: RunStatus.Running, Error: null } record)
        {
            RunYaml.Write(path, record with { Error = reason });
        }
    }

    /// <summary>Finds a run by its id, by its name, by a part of its id that no other run's id has, or by "last": the latest run, unless it ended before it
    /// made anything (<see cref="FailedStart"/>); where all did, the latest of them.</summary>
    /// <param name="id">The id, the name, a part of the id, or "last".</param>
    /// <param name="allowsDamage">Whether a run is given whose run.yaml cannot be read.</param>
    /// <exception cref="RewardLabException">There is no such run, more than one, or its run.yaml is damaged.</exception>
    public RunEntry Find(string id, bool allowsDamage = false) => FindOrDefault(id, allowsDamage)
        ?? throw new RewardLabException($"There is no run '{id}' in '{Folder}'. '{CommandLine("runs", "list")}' lists all runs.");

    /// <summary>The same; null where there are runs, and none of them is it.</summary>
    /// <exception cref="RewardLabException">There is no run at all, more than one that fits, or its run.yaml is damaged.</exception>
    public RunEntry? FindOrDefault(string id, bool allowsDamage = false)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (string.IsNullOrWhiteSpace(id))
        {
            throw new RewardLabException($"The id of a run is empty. '{CommandLine("runs", "list")}' lists all runs.");
        }

        var entries = List();
        var matches = id == Latest
            ? entries.SkipWhile(FailedStart.Is).Concat(entries).Take(1).ToArray()
            : FirstOf(
                entries,
                entry => entry.Id == id,
                entry => string.Equals(entry.Notes.Name, id, StringComparison.OrdinalIgnoreCase),
                entry => entry.Id.Contains(id, StringComparison.OrdinalIgnoreCase));
        return matches switch
        {
            [] when entries.Count == 0 => throw new RewardLabException(
                $"There are no runs in '{Folder}'. Start one with 'rewardlab run RECIPE', or name another folder with --runs."),
            [] => null,
            [{ Damage: { } damage }] when !allowsDamage => throw new RewardLabException(damage),
            [var entry] => entry,
            _ => throw new RewardLabException(
                $"'{id}' is part of the ids of {matches.Length} runs, such as '{matches[0].Id}' and '{matches[1].Id}'. Give more of it."),
        };
    }

    // The runs that fit the first condition that any fits.
    private static RunEntry[] FirstOf(IReadOnlyList<RunEntry> entries, params Func<RunEntry, bool>[] conditions) =>
        conditions.Select(condition => entries.Where(condition).ToArray()).FirstOrDefault(found => found.Length > 0) ?? [];

    private static RunEntry ReadEntry(string folder)
    {
        var id = Path.GetFileName(folder);
        try
        {
            var record = RunYaml.Read(Path.Combine(folder, RunRecord.FileName));
            var isAbandoned = record.Status == RunStatus.Running && !RunLock.IsHeld(folder);
            return WithNotes(new RunEntry(id, folder, isAbandoned ? record with { Status = RunStatus.Interrupted } : record, Damage: null));
        }
        catch (RewardLabException exception)
        {
            return WithNotes(new RunEntry(id, folder, Record: null, exception.Message));
        }
    }

    private static RunEntry WithNotes(RunEntry run)
    {
        try
        {
            return run with { Notes = RunNotes.Read(run.Folder) };
        }
        catch (RewardLabException exception)
        {
            return run with { NotesDamage = exception.Message };
        }
    }

    private string CreateFolder(string name)
    {
        try
        {
            while (true)
            {
                var folder = Path.Combine(Folder, $"{name}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2))}");
                if (!Path.Exists(folder))
                {
                    return Directory.CreateDirectory(folder).FullName;
                }
            }
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw new RewardLabException(
                $"{FileFailure.Writing(Folder, exception).Message} Choose another folder of runs with --runs or {FolderVariable}.", exception);
        }
    }
}
