using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.World.Toybox.Scenes;

namespace RewardLab.World.Toybox.Language;

/// <summary>A prompt that says exactly what a picture shall hold, such as "three apples", "a cat and a ball" or "a picture of two fish".</summary>
public sealed partial record ToyPrompt
{
    private ToyPrompt(string text, ToyCounts counts)
    {
        Text = text;
        Counts = counts;
    }

    /// <summary>The prompt as it was given.</summary>
    public string Text { get; }

    /// <summary>What it asks for; nothing else may be in the picture.</summary>
    public ToyCounts Counts { get; }

    /// <summary>Reads a prompt.</summary>
    /// <exception cref="RewardLabException">The prompt is not one that Toybox can judge.</exception>
    public static ToyPrompt Parse(string text) => TryParse(text, out var prompt)
        ? prompt
        : throw new RewardLabException(
            $"Toybox cannot read the prompt '{text}': write counts of apple, ball, cat, cup, fish or star, such as 'three apples' or 'a cat and two balls'.");

    /// <summary>Reads a prompt, or returns false where it does not say exactly what to count.</summary>
    /// <remarks>Understood: counts as "a", "an", "one" to "eight" or digits, joined by "and", commas or nothing, each class once,
    /// after an optional lead such as "a realistic photo of". Case, a full stop and number agreement do not matter.</remarks>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ToyPrompt? prompt)
    {
        prompt = null;
        if (text is null)
        {
            return false;
        }

        var body = Lead().Replace(text.Trim().TrimEnd('.').ToLowerInvariant(), "", 1);
        var words = body.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        var wanted = new List<(ToyClass Class, int Count)>();
        for (var i = 0; i < words.Length; i += 2)
        {
            // "and" may only stand between two counted nouns.
            i += wanted.Count > 0 && words[i] == "and" ? 1 : 0;
            if (i + 1 >= words.Length
                || !ToyWords.TryCount(words[i], out var count)
                || !ToyWords.TryNoun(words[i + 1], out var toyClass)
                || wanted.Exists(w => w.Class == toyClass))
            {
                return false;
            }

            wanted.Add((toyClass, count));
        }

        if (wanted.Count == 0)
        {
            return false;
        }

        prompt = new ToyPrompt(text, ToyCounts.Of([.. wanted]));
        return true;
    }

    [GeneratedRegex("^(an?|the) ([a-z]+ ){0,2}(picture|photo|photograph|image|drawing|painting) of ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Lead();
}
