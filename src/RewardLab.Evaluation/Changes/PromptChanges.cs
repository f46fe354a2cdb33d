using System.Text.RegularExpressions;

namespace RewardLab.Evaluation.Changes;

/// <summary>The changes of prompts that an X-ray measures.</summary>
public static partial class PromptChanges
{
    /// <summary>The changes, in the order of pages.</summary>
    public static IReadOnlyList<PromptChange> All { get; } =
    [
        new("lower-case", "in lower case", prompt => prompt.ToLowerInvariant()),
        new("upper-case", "IN UPPER CASE", prompt => prompt.ToUpperInvariant()),
        new("capital", "With a capital", prompt => prompt.Length == 0 ? prompt : char.ToUpperInvariant(prompt[0]) + prompt[1..]),
        new("full-stop", "with a full stop", prompt => Bare(prompt) + "."),
        new("exclamation", "with an exclamation mark", prompt => Bare(prompt) + "!"),
        new("no-articles", "without articles", prompt => Articles().Replace(prompt, "") is { Length: > 0 } left ? left : prompt),
        new("photo", "“a photo of” before it", prompt => "a photo of " + prompt),
        new("image", "“an image of” before it", prompt => "an image of " + prompt),
        new("length", "longer, with words that say nothing", prompt => Bare(prompt) + ", as described here, seen in one single image, with nothing to add"),
        new("detail-words", "style words: highly detailed", prompt => Bare(prompt) + ", highly detailed, sharp focus, 4k"),
        new("quality-words", "style words: masterpiece", prompt => Bare(prompt) + ", masterpiece, best quality, award-winning"),
    ];

    private static string Bare(string prompt) => prompt.TrimEnd().TrimEnd('.', '!');

    [GeneratedRegex(@"\b(an?|the)\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Articles();
}
