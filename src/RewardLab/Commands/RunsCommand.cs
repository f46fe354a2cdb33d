using System.CommandLine;
using System.Globalization;
using RewardLab.Reports.Pages;
using RewardLab.Runs.Files;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab runs'.</summary>
internal static class RunsCommand
{
    public static Command Create(Session session) =>
        new("runs", "Lists, shows, compares, stops, resumes, names and deletes runs.")
        {
            List(session), Show(session), Compare(session), Stop(session), Resume(session),
            RunNotesCommands.Name(session), RunNotesCommands.Tag(session), RunNotesCommands.Note(session),
            RunDeletionCommands.Delete(session), RunDeletionCommands.Prune(session),
        };

    private static Command List(Session session)
    {
        var json = JsonOutput.NewOption();
        var command = new Command("list", "Lists all runs, the latest first.") { json, GlobalOptions.Runs };
        command.SetAction(parsed =>
        {
            var store = new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time);
            var runs = store.List();
            if (parsed.GetValue(json))
            {
                return JsonOutput.Write(session, runs.Select(RunJson.Summary));
            }

            if (runs.Count == 0)
            {
                session.Screen.Status.WriteLine($"There are no runs in {store.Folder}. Start one with 'rewardlab run RECIPE'.");
                return ExitCode.Success;
            }

            session.Screen.WriteTable(Table(runs));
            return ExitCode.Success;
        });
        return command;
    }

    // Names and tags have a column where there are any.
    private static ResultTable Table(IReadOnlyList<RunEntry> runs)
    {
        var (hasNames, hasTags) = (runs.Any(run => run.Notes.Name is not null), runs.Any(run => run.Notes.Tags.Count > 0));

        // One zone for all is said once, and leaves the line short.
        string[] zones = [.. runs.Select(run => run.Record).OfType<RunRecord>().Select(record => LocalTimeText.Zone(record.Started)).Distinct()];
        return new ResultTable(
            "",
            [
                new("run"),
                new("status"),
                new("seed", ColumnAlignment.Right),
                new(zones.Length == 1 ? $"started ({zones[0]})" : "started"),
                new("duration", ColumnAlignment.Right),
                .. hasNames ? [new TableColumn("name")] : Array.Empty<TableColumn>(),
                .. hasTags ? [new TableColumn("tags")] : Array.Empty<TableColumn>(),
            ],
            runs.Select(run => (IReadOnlyList<object?>)
            [
                run.Id,
                RunStatusText.Format(run),
                run.Record?.Seed,
                run.Record is { } record ? zones.Length == 1 ? LocalTimeText.FormatWithoutZone(record.Started) : LocalTimeText.Format(record.Started) : null,
                Took(run.Record),
                .. hasNames ? [run.Notes.Name] : Array.Empty<object?>(),
                .. hasTags ? [Tags(run)] : Array.Empty<object?>(),
            ]))
        {
            Footnotes = [.. runs.SelectMany(run => new[] { run.Damage, run.NotesDamage }).OfType<string>()],
        };
    }

    private static string? Tags(RunEntry run) => run.Notes.Tags.Count == 0 ? null : string.Join(", ", run.Notes.Tags);

    private static Command Resume(Session session)
    {
        var id = RunArgument.Create(session);
        var force = new Option<bool>("--force") { Description = "resume even if the recipe, a plugin or the machine has changed since" };
        var workers = new WorkerPlaceOptions();
        var command = new Command("resume", "Resumes a run that was stopped, killed or failed from its last checkpoint.")
        {
            id,
            force,
            GlobalOptions.Runs,
            GlobalOptions.Detached,
        };
        workers.AddListening(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            GlobalOptions.Detach(parsed, session);
            var folder = parsed.GetValue(GlobalOptions.Runs);
            var run = new RunStore(folder, session.Time).Find(parsed.GetRequiredValue(id));
            var asksFor = workers.ReadListening(parsed, run.Record?.Machine.Threads);
            RecipeRun.Create(session, run, folder, GlobalOptions.TorchOptions(parsed), asksFor, parsed.GetValue(force)).Execute(cancellationToken);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static Command Compare(Session session)
    {
        var (first, second) = (RunArgument.Create(session, "A"), RunArgument.Create(session, "B"));
        var json = JsonOutput.NewOption();
        var command = new Command("compare", "Compares what two runs measured: differences with confidence intervals, paired by prompt.")
        {
            first,
            second,
            json,
            GlobalOptions.Runs,
        };
        command.SetAction(parsed =>
        {
            var store = new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time);
            var (one, other) = (store.Find(parsed.GetRequiredValue(first)), store.Find(parsed.GetRequiredValue(second)));
            var tables = RunComparison.Compute(one, other);
            if (tables.Count == 0)
            {
                session.Screen.Status.WriteLine(
                    $"{one.Id} and {other.Id} have nothing to compare: no scores of a reward with the same name, and no evaluations on held-out images.");
            }

            return JsonOutput.WriteEither(session, parsed.GetValue(json), tables);
        });
        return command;
    }

    private static Command Stop(Session session)
    {
        var id = RunArgument.Create(session);
        var command = new Command("stop", "Stops a running run, as Ctrl+C in its terminal does; it keeps its last checkpoint.") { id, GlobalOptions.Runs };
        command.SetAction(parsed =>
        {
            var run = new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time).Find(parsed.GetRequiredValue(id));
            RunStore.RequestStop(run);
            session.Screen.Output.WriteLine($"Run {run.Id} was asked to stop.");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Show(Session session)
    {
        var id = RunArgument.Create(session);
        var json = JsonOutput.NewOption();
        var command = new Command("show", "Shows a run's recipe, parameters, versions and files.") { id, json, GlobalOptions.Runs };
        command.SetAction(parsed =>
        {
            var run = new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time).Find(parsed.GetRequiredValue(id));
            if (parsed.GetValue(json))
            {
                return JsonOutput.Write(session, RunJson.Whole(run));
            }

            Write(session.Screen, run, run.Record!);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(Screen screen, RunEntry run, RunRecord record)
    {
        var output = screen.Output;
        output.WriteLine(run.Id);
        output.WriteLine();
        foreach (var (heading, text) in new[] { ("Name", run.Notes.Name), ("Tags", Tags(run)), ("Note", run.Notes.Note?.Replace("\n", "\n          ")) })
        {
            if (text is not null)
            {
                output.WriteLine($"{heading,-10}{text}");
            }
        }

        output.WriteLine($"Status    {RunStatusText.Format(run)}{(Took(record) is { } took ? $" in {took}" : "")}");
        if (record.Error is { } error)
        {
            output.WriteLine($"Error     {error}");
        }

        output.WriteLine($"Started   {LocalTimeText.FormatExactly(record.Started)}");
        output.WriteLine(record.Command is { } command ? $"Command   {command}" : $"Recipe    {record.Recipe.Path}, SHA-256 {record.Recipe.Sha256}");
        output.WriteLine($"Seed      {record.Seed}");
        output.WriteLine($"Software  RewardLab {record.Versions.RewardLab}, .NET {record.Versions.DotNet}, libtorch {record.Versions.LibTorch}");
        output.WriteLine($"Machine   {record.Machine.Describe()}; torch on {record.Machine.Device}, threads: {record.Machine.Threads}");
        output.WriteLine($"Folder    {run.Folder}");
        WriteTable(
            screen,
            new ResultTable(
                "", ["parameter", "value"], record.Parameters.Select(p => new[] { p.Key, Convert.ToString(p.Value, CultureInfo.InvariantCulture) })));
        WriteTable(screen, new ResultTable("", ["plugin", "version", "SHA-256"], record.Plugins.Select(p => new object?[] { p.Id, p.Version, p.Sha256 })));
        WriteTable(screen, new ResultTable("", ["file", "bytes"], Files(run.Folder)));
    }

    private static void WriteTable(Screen screen, ResultTable table)
    {
        if (table.Rows.Count > 0)
        {
            screen.Output.WriteLine();
            screen.WriteTable(table);
        }
    }

    // A folder of many images is one line.
    private static IEnumerable<object?[]> Files(string folder) =>
        Directory.EnumerateFileSystemEntries(folder)
            .Order(StringComparer.Ordinal)
            .Where(path => Path.GetExtension(path) is not (".part" or ".lock"))
            .Select(path => new DirectoryInfo(path) is { Exists: true } inner
                ? Folder(inner)
                : new object?[] { Path.GetFileName(path), new FileInfo(path).Length });

    private static object?[] Folder(DirectoryInfo folder)
    {
        FileInfo[] files = [.. FileWalk.Files(folder.FullName).Select(file => new FileInfo(file))];
        return [$"{folder.Name}/ ({files.Length} {(files.Length == 1 ? "file" : "files")})", files.Sum(file => file.Length)];
    }

    private static string? Took(RunRecord? record) =>
        record?.DurationSeconds is { } seconds ? DurationText.Format(TimeSpan.FromSeconds(seconds)) : null;
}
