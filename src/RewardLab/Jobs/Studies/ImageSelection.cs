using RewardLab.Abstractions;
using RewardLab.Studies.Sources;

namespace RewardLab.Jobs.Studies;

/// <summary>Some of many images, as evenly over prompts as can be.</summary>
internal static class ImageSelection
{
    /// <summary>The first of each prompt's images in a random order, then the second of each, until there are enough:
    /// more asked for later are the same and others.</summary>
    /// <param name="images">All.</param>
    /// <param name="count">How many; null for all.</param>
    /// <param name="seed">Root seed.</param>
    public static IReadOnlyList<PromptedImage> Create(IReadOnlyList<PromptedImage> images, int? count, ulong seed)
    {
        if (count is not { } max || max >= images.Count)
        {
            return images;
        }

        var order = SeedStream.Create(seed, "choice");
        return
        [
            .. images.GroupBy(image => image.Prompt, StringComparer.Ordinal)
                .SelectMany(prompt => prompt.OrderBy(image => order.Child(image.Image.File)[0]).Select((image, rank) => (image, rank)))
                .OrderBy(entry => entry.rank).ThenBy(entry => order.Child(entry.image.Prompt)[entry.rank])
                .Take(max).Select(entry => entry.image),
        ];
    }
}
