using System.Collections.Frozen;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using RewardLab.Abstractions;
using RewardLab.Studies.Database;

namespace RewardLab.Web.Texts;

/// <summary>The texts of the pages on which annotators answer: the program's English ones, those of a file in their place, and a study's own question
/// and instructions.</summary>
public sealed partial class PageTexts
{
    private const string Resource = "Web/texts.json";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    // Raw markup, in the place of {{label.instructions}} or {{judge.instructions}}; null for the usual one.
    private readonly string? _instructions;
    private readonly FrozenDictionary<string, string> _texts;

    private PageTexts(IEnumerable<KeyValuePair<string, string>> texts, string? instructions) =>
        (_texts, _instructions) = (texts.ToFrozenDictionary(StringComparer.Ordinal), instructions);

    /// <summary>The program's own, in English.</summary>
    public static PageTexts English { get; } = new(ReadResource(), null);

    /// <summary>Every key that there is.</summary>
    public static IReadOnlyCollection<string> Keys => English._texts.Keys;

    /// <summary>The text of a key.</summary>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    public string this[string key] => _texts[key];

    /// <summary>Takes texts from a file, whose keys are those of <see cref="Keys"/>; a key of a counted text ends in a plural category of the language,
    /// such as ".one", ".few" or ".other".</summary>
    /// <param name="text">The file's content: one mapping from keys to texts, as JSON or YAML.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <param name="problems">What is unknown or missing, a sentence each.</param>
    /// <exception cref="RewardLabException">It is not a mapping from texts to texts.</exception>
    public PageTexts With(string text, string source, out IReadOnlyList<string> problems)
    {
        var given = FlatMapping.Read(text, source);
        problems = [.. TextProblems.Find(given, source)];
        return With(given.Where(entry => IsKnown(entry.Key)), _instructions);
    }

    /// <summary>The texts of a study's pages.</summary>
    /// <param name="presentation">How they ask.</param>
    /// <param name="kind">What they ask.</param>
    /// <exception cref="RewardLabException">The study's texts or instructions cannot be read.</exception>
    public static PageTexts From(StudyPresentation presentation, StudyKind kind)
    {
        ArgumentNullException.ThrowIfNull(presentation);
        var texts = presentation.Texts is { } own ? English.With(own, "the study's texts", out _) : English;
        return presentation.Instructions is { } markdown ? texts.With(StudyInstructions.Parse(markdown, kind, "the study's instructions")) : texts;
    }

    /// <summary>Takes a study's own question, its options' wording and its instructions.</summary>
    internal PageTexts With(StudyInstructions instructions) => With(instructions.Wording, instructions.Html ?? _instructions);

    /// <summary>Whether there is such a key, or one in another plural category.</summary>
    internal static bool IsKnown(string key) => English._texts.ContainsKey(key) || English._texts.ContainsKey(CountedKey(key));

    /// <summary>The key whose last part is the category that every language has.</summary>
    internal static string CountedKey(string key) => PluralCategory().Replace(key, ".other");

    /// <summary>The names in braces in a text.</summary>
    internal static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(match => match.Value);

    /// <summary>Puts texts into a page's markup: {{key}} stands for the text of the key, {{texts}} for all of them as JSON.</summary>
    /// <param name="markup">The markup.</param>
    /// <param name="files">Finds the markup of a part of its own, such as "label-instructions.html".</param>
    internal string Apply(string markup, Func<string, string> files) => Key().Replace(markup, match => match.Groups["key"].Value switch
    {
        "texts" => JsonSerializer.Serialize(_texts.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToDictionary()),
        "label.instructions" => _instructions ?? Apply(files("label-instructions.html"), files),
        "judge.instructions" => _instructions ?? Apply(files("judge-instructions.html"), files),
        var key => Encoder.Encode(_texts[key]),
    });

    private static Dictionary<string, string> ReadResource()
    {
        using var stream = typeof(PageTexts).Assembly.GetManifestResourceStream(Resource)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return FlatMapping.Read(Encoding.UTF8.GetString(bytes.ToArray()), Resource);
    }

    private PageTexts With(IEnumerable<KeyValuePair<string, string>> texts, string? instructions)
    {
        var merged = new Dictionary<string, string>(_texts, StringComparer.Ordinal);
        foreach (var (key, value) in texts)
        {
            merged[key] = value;
        }

        return new PageTexts(merged, instructions);
    }

    [GeneratedRegex(@"\.(zero|one|two|few|many|other)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PluralCategory();

    [GeneratedRegex(@"\{\w+\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\{\{(?<key>[A-Za-z.]+)\}\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Key();
}
