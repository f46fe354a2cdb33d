using System.CommandLine;
using System.Globalization;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds 'rewardlab runs delete' and 'rewardlab runs prune'.</summary>
internal static class RunDeletionCommands
{
    private const double Megabyte = 1e6;

    public static Command Delete(Session session)
    {
        var ids = RunArgument.CreateMany(session, "ID");
        var yes = Confirmation.NewYes();
        var command = new Command("delete", "Deletes runs with all their files, for good. A running run is refused.") { ids, yes, GlobalOptions.Runs };
        command.SetAction(parsed =>
        {
            var store = new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time);
            RunEntry[] runs =
            [
                .. parsed.GetRequiredValue(ids).Select(id => store.Find(id, allowsDamage: true)).DistinctBy(run => run.Folder, StringComparer.Ordinal),
            ];
            foreach (var run in runs)
            {
                RunDeletion.RequireDeletable(run);
            }

            return Execute(session, store, runs, parsed.GetValue(yes));
        });
        return command;
    }

    public static Command Prune(Session session)
    {
        var olderThan = AgeOption.Create("--older-than", "only runs that started longer ago than this");
        var failed = new Option<bool>("--failed") { Description = "only runs that failed" };
        var noted = new Option<bool>("--noted") { Description = "also runs that have a name, a tag or a note, which are kept otherwise" };
        var dry = new Option<bool>("--dry-run") { Description = "only list the runs that would be deleted" };
        var yes = Confirmation.NewYes();
        var command = new Command(
            "prune",
            "Deletes runs by age and state. Runs that are running, or that have a name, a tag or a note, are kept; options combine: a run must fit all.")
        {
            olderThan, failed, noted, dry, yes, GlobalOptions.Runs,
        };
        command.SetAction(parsed =>
        {
            var (age, isFailedOnly) = (parsed.GetValue(olderThan), parsed.GetValue(failed));
            if (age is null && !isFailedOnly)
            {
                throw new RecipeUsageException("Nothing says which runs to delete. Give --older-than AGE, --failed, or both.");
            }

            var store = new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time);
            var latestStart = session.Time.GetLocalNow() - (age ?? TimeSpan.Zero);
            RunEntry[] runs =
            [
                .. store.List().Where(run => run.Record is { } record
                    && record.Status != RunStatus.Running
                    && (!isFailedOnly || record.Status == RunStatus.Failed)
                    && (age is null || record.Started < latestStart)
                    && (parsed.GetValue(noted) || (run.Notes.IsEmpty && run.NotesDamage is null))),
            ];
            if (runs.Length == 0)
            {
                session.Screen.Status.WriteLine($"No run in {store.Folder} is to be deleted.");
                return ExitCode.Success;
            }

            if (!parsed.GetValue(dry))
            {
                return Execute(session, store, runs, parsed.GetValue(yes));
            }

            session.Screen.WriteTable(Table(runs));
            return ExitCode.Success;
        });
        return command;
    }

    private static int Execute(Session session, RunStore store, RunEntry[] runs, bool isConfirmed)
    {
        if (!isConfirmed)
        {
            session.Screen.Error.Write(Table(runs).ToText(session.Screen.Columns));
            if (!Confirmation.Ask(session, $"Delete {Count(runs.Length)} for good?"))
            {
                session.Screen.Error.WriteLine("Nothing was deleted.");
                return ExitCode.Cancelled;
            }
        }

        RunDeletion.Sweep(store);
        foreach (var run in runs)
        {
            RunDeletion.Delete(run);
            session.Screen.Output.WriteLine($"Run {run.Id} was deleted.");
        }

        return ExitCode.Success;
    }

    private static ResultTable Table(RunEntry[] runs)
    {
        long[] bytes = [.. runs.Select(RunDeletion.Bytes)];
        return new ResultTable(
            "",
            [new TableColumn("run"), new TableColumn("status"), new TableColumn("name"), new TableColumn("MB", Format: "0.0")],
            runs.Select((run, i) => new object?[] { run.Id, RunStatusText.Format(run), run.Notes.Name, bytes[i] / Megabyte }))
        {
            Footnotes = [string.Create(CultureInfo.InvariantCulture, $"{Count(runs.Length)}, {bytes.Sum() / Megabyte:0.0} MB")],
        };
    }

    private static string Count(int count) => count == 1 ? "1 run" : string.Create(CultureInfo.InvariantCulture, $"{count} runs");
}
