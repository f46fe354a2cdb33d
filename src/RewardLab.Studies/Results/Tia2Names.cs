using System.Globalization;
using System.Text.RegularExpressions;
using RewardLab.Evaluation.Tia2;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Results;

/// <summary>What the images of a study are called in TIA2's format, image_P_B_I.jpg:
/// their own numbers where all of them are named so, else the prompt's place and the image's among the prompt's.</summary>
internal static partial class Tia2Names
{
    /// <summary>Numbers for each item, without labels; items that measure annotators have none.</summary>
    public static IReadOnlyDictionary<long, Tia2Annotation> Create(IReadOnlyList<StudyItem> items)
    {
        if (Own(items) is { } own)
        {
            return own;
        }

        return items.Where(item => item.Known is null).GroupBy(item => item.Prompt, StringComparer.Ordinal)
            .SelectMany((prompt, p) => prompt.Select((item, i) => (item.Id, Name: new Tia2Annotation(p, 0, i, item.Prompt, []))))
            .ToDictionary(entry => entry.Id, entry => entry.Name);
    }

    /// <summary>The numbers that all images have in their own names; null where they have none, and what they are called follows from their place.</summary>
    public static IReadOnlyDictionary<long, Tia2Annotation>? Own(IReadOnlyList<StudyItem> items)
    {
        var own = items.Where(item => item.Known is null).Select(item => (item.Id, Name: Named(item))).ToArray();
        return own.All(entry => entry.Name is not null) && own.DistinctBy(entry => entry.Name!.Image).Count() == own.Length
            && own.GroupBy(entry => entry.Name!.PromptIndex).All(group => group.DistinctBy(entry => entry.Name!.Prompt).Count() == 1)
            ? own.ToDictionary(entry => entry.Id, entry => entry.Name!)
            : null;
    }

    private static Tia2Annotation? Named(StudyItem item)
    {
        var match = Name().Match(Path.GetFileName(item.First[0].File));
        return match.Success ? new Tia2Annotation(Number("prompt"), Number("batch"), Number("index"), item.Prompt, []) : null;

        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(
        @"^image_(?<prompt>[0-9]{1,6})_(?<batch>[0-9]{1,6})_(?<index>[0-9]{1,6})\.[a-z]+$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex Name();
}
