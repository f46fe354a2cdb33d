using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Language;

/// <summary>A prompt that says exactly what an image shall hold, such as "three apples", "a cat and two red balls" or "more stars than fish".</summary>
public sealed partial record ToyPrompt
{
    private ToyPrompt(string text, IReadOnlyList<ToyDemand> demands, ToyComparison? comparison)
    {
        Text = text;
        Demands = demands;
        Comparison = comparison;
        Counts = comparison is null
            ? ToyCounts.From([.. demands.Select(demand => (demand.Class, demand.Count))])
            : ToyCounts.From((comparison.More, 2), (comparison.Fewer, 1));
    }

    /// <summary>The prompt as it was given.</summary>
    public string Text { get; }

    /// <summary>The counted objects that it asks for; nothing else may be in the image. Empty where it compares.</summary>
    public IReadOnlyList<ToyDemand> Demands { get; }

    /// <summary>The comparison that it asks for; null where it counts.</summary>
    public ToyComparison? Comparison { get; }

    /// <summary>The smallest image that fits.</summary>
    public ToyCounts Counts { get; }

    /// <summary>Reads a prompt.</summary>
    /// <exception cref="RewardLabException">The prompt is not one that Toybox can judge.</exception>
    public static ToyPrompt Parse(string text) => TryParse(text, out var prompt)
        ? prompt
        : throw new RewardLabException(
            $"Toybox cannot read the prompt '{text}': write counts of apple, ball, cat, cup, fish or star, such as 'three apples' or 'a cat and two balls'.");

    /// <summary>Reads a prompt, or returns false where it does not say exactly what the image must show.</summary>
    /// <remarks>Understood: counts as "a", "an", "one" to "eight" or digits, with a colour or without, joined by "and", commas or nothing, each class once;
    /// what shall be missing, as "no cups" or "without a ball"; "more cats than balls" and "fewer cats than balls", where there must be both; all after an
    /// optional lead such as "a realistic photo of". Case, a full stop and number agreement do not matter,
    /// and words with one slip ("tow apples") are read where they can mean one thing only.</remarks>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ToyPrompt? prompt)
    {
        prompt = text is not null && ToyPromptReader.Read(Lead().Replace(text.Trim().TrimEnd('.').ToLowerInvariant(), "", 1)) is var (demands, comparison)
            ? new ToyPrompt(text, demands, comparison)
            : null;
        return prompt is not null;
    }

    [GeneratedRegex(
        "^(an?|the) ([a-z]+ ){0,2}(picture|photo|photograph|image|drawing|painting) of ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Lead();
}
