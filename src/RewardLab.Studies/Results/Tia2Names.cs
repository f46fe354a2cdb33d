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
        StudyItem[] asked = [.. items.Where(item => item.Known is null)];
        var own = asked.Select(item => (item.Id, Name: Named(item))).ToArray();
        if (own.All(entry => entry.Name is not null) && own.DistinctBy(entry => entry.Name!.Image).Count() == own.Length
            && own.GroupBy(entry => entry.Name!.PromptIndex).All(group => group.DistinctBy(entry => entry.Name!.Prompt).Count() == 1))
        {
            return own.ToDictionary(entry => entry.Id, entry => entry.Name!);
        }

        return asked.GroupBy(item => item.Prompt, StringComparer.Ordinal)
            .SelectMany((prompt, p) => prompt.Select((item, i) => (item.Id, Name: new Tia2Annotation(p, 0, i, item.Prompt, []))))
            .ToDictionary(entry => entry.Id, entry => entry.Name);
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
