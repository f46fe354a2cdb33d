using System.CommandLine;
using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Store;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;
using RewardLab.Terminal;

namespace RewardLab.Jobs.Studies;

/// <summary>A study that is there stays as it is: says what is in it, and which options of the command line do not apply to it.</summary>
internal sealed class StudyResumption(Session session, ParseResult parsed)
{
    /// <summary>What the command line asks for. Where there is a study already it is only compared with that, so that images or tables that are gone
    /// keep nobody from going on.</summary>
    /// <returns>The items; null where they cannot be told, and there is a study.</returns>
    public static IReadOnlyList<StudyItem>? Items(string path, Func<IReadOnlyList<StudyItem>> read)
    {
        try
        {
            return read();
        }
        catch (RewardLabException exception) when (exception is not RecipeUsageException && File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Tells, where the study was there before.</summary>
    /// <param name="study">The study.</param>
    /// <param name="plan">The plan that the command line asks for.</param>
    /// <param name="items">The items that it asks for; null where that is not known.</param>
    /// <param name="each">The option of the number of annotators.</param>
    /// <param name="seed">The option of the seed.</param>
    /// <param name="source">The options that choose items.</param>
    public void Tell(Study study, StudyPlan plan, IReadOnlyList<StudyItem>? items, Option each, Option seed, IReadOnlyList<Option> source)
    {
        if (!study.IsResumed)
        {
            return;
        }

        var there = study.Items.Select(Key).ToHashSet(StringComparer.Ordinal);
        var others = items?.Count(item => !there.Contains(Key(item))) ?? 0;
        var isOther = items is null || others > 0 || items.Count != study.Items.Count;
        string[] ignored =
        [
            .. source.Where(option => isOther && IsGiven(option)).Select(option => option.Name),
            .. IsGiven(each) && plan.AnnotatorsPerItem != study.Plan.AnnotatorsPerItem ? [each.Name] : Array.Empty<string>(),
            .. IsGiven(seed) && plan.Seed != study.Plan.Seed ? [seed.Name] : Array.Empty<string>(),
        ];
        var change = $"'rewardlab study change {ShellWord.Quote(study.Path)}'";
        var people = study.Annotators.Count(annotator => !annotator.IsReward);
        session.Screen.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"rewardlab: resuming a study with {study.Items.Count} items and {study.Board.AnswerCount} "
            + $"answers of {people} {(people == 1 ? "person" : "people")}."));
        if (ignored.Length > 0)
        {
            session.Screen.Error.WriteLine(
                $"rewardlab: {string.Join(", ", ignored)} {(ignored.Length == 1 ? "does" : "do")} "
                + $"not apply, because the study has begun; {change} changes it.");
        }

        if (others > 0)
        {
            session.Screen.Error.WriteLine(
                $"rewardlab: {others} further {(others == 1 ? "item is" : "items are")} not part of the study; {change} --add all adds them.");
        }

        bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };
    }

    /// <summary>What tells an item from others: its prompt, models and files.</summary>
    public static string Key(StudyItem item) => string.Join('\n',
    [
        item.Prompt, item.FirstModel, item.SecondModel, $"{item.Set}", $"{item.Known is not null}",
        .. item.First.Select(image => image.Path).Order(StringComparer.Ordinal), "", .. item.Second.Select(image => image.Path).Order(StringComparer.Ordinal),
    ]);
}
