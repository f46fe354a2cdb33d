using System.CommandLine;
using System.Globalization;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Jobs.Studies;
using RewardLab.Runs.Store;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab study change'.</summary>
internal static class StudyChangeCommand
{
    private const string All = "all";

    public static Command Create(Session session)
    {
        var where = StudyCommand.Where();
        var each = new Option<int?>("--annotators-each") { Description = "number of annotators per item from now on", HelpName = "N" };
        var add = new Option<string?>("--add") { Description = "number of items to add, or 'all' that are left", HelpName = "N" };
        var from = new Option<string[]>("--from")
        {
            Description = "run or folder that further items come from; repeatable; for comparisons as RUN or NAME=RUN [default: the study's own images]",
            HelpName = "RUN",
        };
        var close = new Option<string[]>("--close")
        {
            Description = "items to close, by number, such as 3,5-7: nobody is asked about them any more, but their answers still count; repeatable",
            HelpName = "ITEMS",
        };
        var open = new Option<string[]>("--open") { Description = "closed items to open again", HelpName = "ITEMS" };
        var labels = new LabelSourceOptions();
        var comparisons = new ComparisonSourceOptions();
        var command = new Command("change", "Changes a study that is not being served: its items, and how many annotators each gets. Keeps the history.")
        {
            where,
            each,
            add,
            from,
            close,
            open,
            GlobalOptions.Runs,
        };
        labels.AddTo(command);
        comparisons.AddTo(command);
        command.SetAction(parsed =>
        {
            var (count, closed, opened) = (Count(parsed.GetValue(add)), Items("--close", parsed.GetValue(close)), Items("--open", parsed.GetValue(open)));
            if (parsed.GetValue(each) is null && parsed.GetValue(add) is null && closed.Length + opened.Length == 0)
            {
                throw new RecipeUsageException("Nothing to change. Give at least one of --annotators-each, --add, --close and --open.");
            }

            var path = StudyCommand.Find(session, parsed, where);
            var before = StudyContent.Read(path);
            var readable = new ReadableImages(session);
            IReadOnlyList<StudyItem> further = parsed.GetValue(add) is null ? [] : Further();
            using (var editor = StudyEditor.Open(path, session.Time))
            {
                if (parsed.GetValue(each) is { } wanted)
                {
                    editor.SetAnnotatorsPerItem(wanted);
                }

                editor.Add(further);
                editor.Close(closed, isClosed: true);
                editor.Close(opened, isClosed: false);
            }

            var changes = StudyContent.Read(path).Changes.Skip(before.Changes.Count).ToArray();
            session.Screen.Output.WriteLine(
                changes.Length == 0 ? "Nothing was changed: the study is already like that." : string.Join('\n', changes.Select(change => change.Text)));
            return readable.ExitCode;

            IReadOnlyList<StudyItem> Further()
            {
                var place = new StudyLocator(new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time));
                var sources = parsed.GetValue(from) ?? [];
                if (before.Plan.Kind == StudyKind.Labels)
                {
                    string[] folders = sources.Length > 0
                        ? [.. sources.Select(place.Folder)]
                        : [.. before.Items.Where(item => item.Known is null).Select(item => item.First[0].Folder).Distinct(StringComparer.Ordinal)];
                    return folders is [var folder]
                        ? labels.Read(parsed, folder, readable, count, before.Plan.Seed, before.Items)
                        : throw new RecipeUsageException("Name the one folder or run that further images come from with --from.");
                }

                if (sources.Length == 0)
                {
                    throw new RecipeUsageException("Name the runs or folders whose images are compared with --from, as for 'rewardlab judge'.");
                }

                var found = comparisons.Read(parsed, ComparisonSourceOptions.Named(sources, place), readable, before.Plan.Seed);
                var there = before.Items.Select(StudyResumption.Key).ToHashSet(StringComparer.Ordinal);
                return [.. found.Where(item => !there.Contains(StudyResumption.Key(item))).Take(count ?? int.MaxValue)];
            }
        });
        return command;
    }

    private static int? Count(string? text) => text is null or All ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count
        : throw new RecipeUsageException($"--add {text}: give a number of items, 1 or more, or '{All}'.");

    private static long[] Items(string option, string[]? texts)
    {
        var items = new List<long>();
        foreach (var part in (texts ?? []).SelectMany(text => text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)))
        {
            var ends = part.Split('-');
            if (ends.Length > 2
                || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                || last < first
                || last - first > 1_000_000)
            {
                throw new RecipeUsageException($"{option} {part}: give numbers of items, such as 3,5-7.");
            }

            items.AddRange(Enumerable.Range(first, last - first + 1).Select(item => (long)item));
        }

        return [.. items];
    }
}
