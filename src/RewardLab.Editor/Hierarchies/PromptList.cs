using System.Globalization;

namespace RewardLab.Editor.Hierarchies;

/// <summary>Prompts as the lines of a text: what is typed or pasted becomes a list without empty lines and without repetitions.</summary>
internal static class PromptList
{
    /// <summary>The prompts of a text, one per line, each once, in the order of their first lines.</summary>
    public static IReadOnlyList<string> Read(string text) => [.. Lines(text).Distinct(StringComparer.Ordinal)];

    /// <summary>How many prompts a text holds, and what of it is left out.</summary>
    public static string Describe(string text)
    {
        var prompts = Read(text).Count;
        var repeated = Lines(text).Count() - prompts;
        return $"{Number(prompts)} {(prompts == 1 ? "prompt" : "prompts")}{(repeated > 0 ? $", {Number(repeated)} repeated and left out" : "")}";
    }

    /// <summary>A text with further prompts below; those that it has already are not added again.</summary>
    public static string Append(string text, IEnumerable<string> prompts)
    {
        string[] all = [.. Lines(text), .. prompts.Except(Lines(text), StringComparer.Ordinal)];
        return string.Join('\n', all);
    }

    /// <summary>A prompt that no list holds yet, as near to another as may be: "two cats 2".</summary>
    public static string Vary(string prompt, IReadOnlyCollection<string> prompts) =>
        Enumerable.Range(2, int.MaxValue - 2).Select(number => $"{prompt} {Number(number)}").First(varied => !prompts.Contains(varied));

    private static IEnumerable<string> Lines(string text) =>
        text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line.Length > 0);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
