using RewardLab.Abstractions;
using RewardLab.Studies.Sources;

namespace RewardLab.Jobs.Studies;

/// <summary>Some of many pictures, as evenly over prompts as can be.</summary>
internal static class PictureChoice
{
    /// <summary>The first of each prompt's pictures in a random order, then the second of each, until there are enough: more asked for later are the same and others.</summary>
    /// <param name="pictures">All.</param>
    /// <param name="count">How many; null for all.</param>
    /// <param name="seed">Root seed.</param>
    public static IReadOnlyList<PromptedPicture> Of(IReadOnlyList<PromptedPicture> pictures, int? count, ulong seed)
    {
        if (count is not { } most || most >= pictures.Count)
        {
            return pictures;
        }

        var order = SeedStream.Of(seed, "choice");
        return
        [
            .. pictures.GroupBy(picture => picture.Prompt, StringComparer.Ordinal)
                .SelectMany(prompt => prompt.OrderBy(picture => order.Child(picture.Picture.File)[0]).Select((picture, rank) => (picture, rank)))
                .OrderBy(entry => entry.rank).ThenBy(entry => order.Child(entry.picture.Prompt)[entry.rank])
                .Take(most).Select(entry => entry.picture),
        ];
    }
}
