using System.Text.RegularExpressions;

namespace RewardLab.Prompts.LanguageModels.Answers;

/// <summary>Takes Markdown off the texts that a model lists: what marks an item up is not a part of a prompt.</summary>
/// <remarks>
/// Marks count only in pairs at the edges of words, as Markdown itself has it, so that "M*A*S*H", "snake_case" and "5 * 3" stay as they are; and a kind of
/// mark that the original prompt holds is left alone, since it may be what the image shows.
/// </remarks>
internal static partial class Markup
{
    private const int MaxRounds = 4;
    private const int MaxLabelLength = 40;
    private const int PatienceMilliseconds = 10_000;

    // Longer ones are not prompts, and are left out later.
    private const int MaxTextLength = 5_000;

    /// <summary>The texts without markup.</summary>
    /// <param name="texts">The items of a list.</param>
    /// <param name="prompt">The original prompt; empty for none.</param>
    public static IReadOnlyList<string> Clean(IReadOnlyList<string> texts, string prompt)
    {
        // A number belongs to a text unless every item carries its own.
        var isNumbered = texts.Count > 1
            && texts.Index().All(item => Number().Match(item.Item) is { Success: true } match && match.Groups["number"].Value == Invariant(item.Index + 1));
        var words = Words(prompt);
        return [.. texts.Select(text => text.Length > MaxTextLength ? text : Clean(isNumbered ? Number().Replace(text, "") : text, prompt, words))];
    }

    private static string Clean(string text, string prompt, HashSet<string> words)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var before = text;
            text = LineMark().Replace(text.Trim(), "");
            if (!prompt.Contains('*', StringComparison.Ordinal) && !prompt.Contains('_', StringComparison.Ordinal))
            {
                text = WithoutLabels(text, words);
                text = Emphasis().Replace(StruckOut().Replace(text, ""), "${text}");
            }

            text = prompt.Contains('`', StringComparison.Ordinal) ? text : Code().Replace(text, "${text}");
            text = prompt.Contains('<', StringComparison.Ordinal) ? text : Tag().Replace(text, "");
            text = WithoutQuotes(Spaces().Replace(text, " ").Trim(), prompt);
            if (text == before)
            {
                break;
            }
        }

        return Escape().Replace(text, "${mark}");
    }

    // **Wrong colour:** a blue car; a blue car **(wrong colour)**; **a blue car** - the colour is wrong.
    private static string WithoutLabels(string text, HashSet<string> words)
    {
        if (LeadingBold().Match(text) is { Success: true } leading)
        {
            var (bold, rest) = (leading.Groups["bold"].Value.TrimEnd(':').Trim(), leading.Groups["rest"].Value.Trim());
            var isLabel = leading.Groups["bold"].Value.EndsWith(':') || leading.Groups["separator"].Value.Contains(':', StringComparison.Ordinal);
            var (inBold, inRest) = (Shared(bold, words), Shared(rest, words));

            // The caption is what speaks of the prompt's things; where neither does more, a colon ends a label and a dash begins a remark.
            return inRest > inBold || (inRest == inBold && isLabel && bold.Length <= MaxLabelLength) ? rest : bold;
        }

        return TrailingLabel().Match(text) is { Success: true } trailing && trailing.Groups["label"].Length <= MaxLabelLength
            ? trailing.Groups["text"].Value.TrimEnd()
            : text;
    }

    // Quotes around the whole, and none of their kind within: "STOP" beside "GO" are two words that an image shows.
    private static string WithoutQuotes(string text, string prompt)
    {
        var bare = text.EndsWith(',') && text.Length > 2 ? text[..^1] : text;
        if (bare.Length < 3 || Pair(bare[0]) is not { } closing || bare[^1] != closing || (prompt.Length > 0 && prompt[0] == bare[0]))
        {
            return text;
        }

        var inner = bare[1..^1];
        return inner.Contains(bare[0], StringComparison.Ordinal) || inner.Contains(closing, StringComparison.Ordinal) ? text : inner.Trim();
    }

    private static char? Pair(char opening) => opening switch
    {
        '"' => '"',
        '\'' => '\'',
        '\u201c' => '\u201d',
        '\u2018' => '\u2019',
        '\u00ab' => '\u00bb',
        '\u201e' => '\u201c',
        '\u300c' => '\u300d',
        _ => null,
    };

    private static HashSet<string> Words(string text) => [.. ContrastivePromptFilter.Key(text).Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static int Shared(string text, HashSet<string> words) => Words(text).Count(words.Contains);

    private static string Invariant(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\(?(?<number>[0-9]{1,3})\\?[.)]\s+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    // A bullet, a quotation's or a heading's mark, a box to tick.
    [GeneratedRegex("^([-+*\u2022\u2013]\\s+|>\\s+|#{1,6}\\s+|\\[[ xX]\\]\\s+)+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LineMark();

    [GeneratedRegex(
        @"^(?<mark>\*\*|__)(?<bold>[^*_\n]{1,200}?)\k<mark>(?<separator>\s*:|\s+[-\u2013\u2014])\s+(?<rest>\S.*)$|^(?<mark>\*\*|__)(?<bold>[^*_\n]{1,"
        + @"200}:)\k<mark>(?<separator>)\s*(?<rest>\S.*)$",
        RegexOptions.ExplicitCapture,
        PatienceMilliseconds)]
    private static partial Regex LeadingBold();

    [GeneratedRegex(
        @"^(?<text>[^*_]+?)(\s+[-\u2013\u2014|]\s*|\s*)((?<=[\s\u2014])(?<mark>\*{1,2}|_{1,2})[\(\[](?<label>[^*_()\[\]]+)[\)\]]\k<mark>|"
        + @"(?<=\s)[\(\[](?<mark>\*{1,2}|_{1,2})(?<label>[^*_()\[\]]+)\k<mark>[\)\]]|(?<=[-\u2013\u2014|]\s*)(?<mark>\*{1,2}|_{1,"
        + @"2})(?<label>[^*_]+)\k<mark>)[.,]?$",
        RegexOptions.ExplicitCapture,
        PatienceMilliseconds)]
    private static partial Regex TrailingLabel();

    // At words' edges alone; writing without spaces, such as Chinese, has none and needs none.
    [GeneratedRegex(
        @"(?<![*_\\\p{Lu}\p{Ll}\p{Lt}\p{Lm}\p{N}])(?<mark>\*{1,3}|_{1,"
        + @"3})(?![\s*_])(?<text>[^*\n]*?[^\s*_\\])\k<mark>(?![*_\p{Lu}\p{Ll}\p{Lt}\p{Lm}\p{N}])(?![.][\p{L}])",
        RegexOptions.ExplicitCapture,
        PatienceMilliseconds)]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"~~[^~\n]+~~\s*", RegexOptions.NonBacktracking)]
    private static partial Regex StruckOut();

    [GeneratedRegex(@"(?<mark>`{1,3})(?<text>[^`\n]+)\k<mark>", RegexOptions.ExplicitCapture, PatienceMilliseconds)]
    private static partial Regex Code();

    [GeneratedRegex(@"</?(b|strong|i|em|u|mark|code|br)\s*/?>", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();

    [GeneratedRegex(@"[ \t]{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\\(?<mark>[*_`#~])", RegexOptions.NonBacktracking)]
    private static partial Regex Escape();
}
