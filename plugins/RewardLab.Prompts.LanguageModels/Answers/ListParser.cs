using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;

namespace RewardLab.Prompts.LanguageModels.Answers;

/// <summary>Reads the list of texts out of a model's answer: a JSON list, a numbered list, quoted lines or lines with bullets, also inside a code fence and
/// with prose before and after.</summary>
/// <remarks>Nothing is guessed: an answer with two lists, with a list of anything else, or with none is refused.</remarks>
internal static partial class ListParser
{
    /// <summary>Goes up whenever the same answer is read differently.</summary>
    public const int Version = 2;

    // What is not a list of texts fails at its second token; this is against answers of brackets alone.
    private const int MaxBrackets = 256;

    /// <summary>The texts, in order, without the spaces and the Markdown around them.</summary>
    /// <param name="answer">What the model wrote.</param>
    /// <param name="prompt">What it was asked about: markup that stands there is left where it stands in a text. Empty for anything.</param>
    /// <exception cref="NoListException">There is no list, or more than one; shows how the answer begins.</exception>
    public static IReadOnlyList<string> Parse(string answer, string prompt = "")
    {
        // What a model thinks aloud is not what it answers.
        var said = Thought().Replace(answer, "");

        // A list may be anywhere; a fence only says where to look first.
        var fences = Fence().Matches(said).Select(match => match.Groups["body"].Value).ToArray();
        var texts = fences.Length == 1 ? Read(fences[0]) ?? Read(said) : Read(said);
        return Markup.Clean(
            texts ?? throw new NoListException(
                string.IsNullOrWhiteSpace(said) ? "the model answered nothing" : $"the model gave no list of texts but: \"{OneLine.Short(said)}\""),
            prompt);
    }

    private static List<string>? Read(string text) =>
        JsonLists(text) ?? Block(text, Numbered, isCounted: true) ?? Block(text, Quoted, isCounted: false) ?? Block(text, Bulleted, isCounted: false);

    private static List<string>? JsonLists(string text)
    {
        List<string>? found = null;
        var brackets = 0;
        for (var start = text.IndexOf('[', StringComparison.Ordinal); start >= 0 && brackets < MaxBrackets; brackets++)
        {
            var length = 0;
            if (MayBegin(text, start) && JsonList(text.AsSpan(start), out length) is { } list)
            {
                found = found is null ? list : throw new NoListException($"the model gave more than one list: \"{OneLine.Short(text)}\"");
            }

            start = text.IndexOf('[', start + Math.Max(1, length));
        }

        return found;
    }

    // At the start of a line, or after a colon: brackets inside of a sentence or of a caption are part of it.
    private static bool MayBegin(string text, int start)
    {
        var line = text.AsSpan(0, start);
        line = line[(line.LastIndexOf('\n') + 1)..].TrimEnd();
        return line.IsEmpty || line[^1] is ':' or '`';
    }

    private static List<string>? JsonList(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        try
        {
            var bytes = Encoding.UTF8.GetBytes(text.ToString());
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowTrailingCommas = true });
            var list = new List<string>();
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.String)
            {
                list.Add(reader.GetString()!.Trim());
            }

            if (reader.TokenType != JsonTokenType.EndArray)
            {
                return null;
            }

            length = Encoding.UTF8.GetCharCount(bytes.AsSpan(0, (int)reader.BytesConsumed));
            return list;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The one stretch of lines that are items; blank lines between them do not count, other lines end it.</summary>
    private static List<string>? Block(string text, Func<string, (int Number, string Text)?> item, bool isCounted)
    {
        List<string>? found = null;
        var isOpen = false;
        foreach (var whole in text.Split('\n')
            .Select(line => line.TrimEnd())
            .Where(line => line.Length > 0 && !line.TrimStart().StartsWith("```", StringComparison.Ordinal)))
        {
            var line = whole.Trim();
            if (isCounted && isOpen && whole[0] is ' ' or '\t' && Bulleted(line) is not null)
            {
                // A remark on the item above.
                continue;
            }

            if (item(line) is not var (number, words) || words.Length == 0)
            {
                isOpen = false;
                continue;
            }

            if (found is not null && !isOpen)
            {
                throw new NoListException($"the model gave more than one list: \"{OneLine.Short(text)}\"");
            }

            found ??= [];
            if (isCounted && number != found.Count + 1)
            {
                throw new NoListException($"the model numbered its list wrongly, {number} after {found.Count}: \"{OneLine.Short(line)}\"");
            }

            found.Add(words);
            isOpen = true;
        }

        return found;
    }

    private static (int Number, string Text)? Numbered(string line)
    {
        if (NumberedLine().Match(line) is not { Success: true } match)
        {
            return null;
        }

        // **1. a car** is a bold line; **1.** a car is a bold number.
        var open = match.Groups["close"].Success ? "" : match.Groups["open"].Value;
        var text = open + match.Groups["text"].Value;
        return (int.Parse(match.Groups["number"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture), Quoted(text)?.Text ?? text);
    }

    private static (int Number, string Text)? Bulleted(string line) =>
        BulletedLine().Match(line) is { Success: true } match ? (0, match.Groups["text"].Value) : null;

    private static (int Number, string Text)? Quoted(string line) =>
        QuotedLine().Match(line) is { Success: true } match
            ? (0, (match.Groups["text"].Success ? match.Groups["text"] : match.Groups["curly"]).Value.Replace("\\\"", "\"", StringComparison.Ordinal).Trim())
            : null;

    [GeneratedRegex(@"```[a-zA-Z]*[ \t]*\r?\n(?<body>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*<think(ing)?>.*?</think(ing)?>", RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Thought();

    [GeneratedRegex(
        @"^(#{1,6}\s+)?(?<open>\*\*|__)?\(?(?<number>[0-9]{1,3})\\?[.):](?<close>\*\*|__)?\s+(?<text>\S.*)$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NumberedLine();

    [GeneratedRegex("^[-*+\u2022\u2013]\\s+(?<text>\\S.*)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex BulletedLine();

    // A quote inside must be escaped: "two cats" and "three cats" on one line are prose.
    [GeneratedRegex(
        "^([-*\u2022]\\s+)?(\"(?<text>([^\"\\\\]|\\\\.)+)\"|\u201c(?<curly>[^\u201c\u201d]+)\u201d),?$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex QuotedLine();
}
