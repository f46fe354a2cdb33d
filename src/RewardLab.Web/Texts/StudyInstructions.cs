using System.Text.RegularExpressions;
using Markdig;
using RewardLab.Abstractions;
using RewardLab.Hosting.Text;
using RewardLab.Studies.Database;

namespace RewardLab.Web.Texts;

/// <summary>A study's own question, the wording of its options, and what annotators read before they begin.</summary>
/// <param name="Wording">Texts by their keys, such as "label.question".</param>
/// <param name="Html">The instructions as markup; null where there are none.</param>
public sealed partial record StudyInstructions(IReadOnlyDictionary<string, string> Wording, string? Html)
{
    // What a file writes as text is text: no markup of its own.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();

    private static readonly string[] LabelKeys = ["question", "good", "goodHint", "bad", "badHint", "skip", "skipHint"];

    private static readonly string[] JudgeKeys = ["question", "alignment", "quality", "first", "tie", "second"];

    /// <summary>Reads Markdown: its first heading of level 1 is the question; lines between two lines of dashes at its beginning are YAML with the options'
    /// wording.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="kind">What people are asked: of labels the keys are question, good, goodHint, bad, badHint, skip and skipHint; of comparisons
    /// question, alignment, quality, first, tie and second.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="RewardLabException">A key is unknown, a text is empty, or the lines between the dashes are not YAML.</exception>
    public static StudyInstructions Parse(string markdown, StudyKind kind, string source)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        var prefix = kind == StudyKind.Labels ? "label." : "judge.";
        var keys = kind == StudyKind.Labels ? LabelKeys : JudgeKeys;
        var text = markdown.TrimStart('\uFEFF').ReplaceLineEndings("\n") + "\n";
        var wording = new Dictionary<string, string>(StringComparer.Ordinal);
        const string Dashes = "---\n";
        if (text.StartsWith(Dashes, StringComparison.Ordinal) && text.IndexOf($"\n{Dashes}", Dashes.Length - 1, StringComparison.Ordinal) is > 0 and var end)
        {
            var yaml = text[..(end + 1)][Dashes.Length..];
            text = text[(end + 1 + Dashes.Length)..];
            foreach (var (key, value) in FlatMapping.Read(yaml, source))
            {
                if (!keys.Contains(key, StringComparer.Ordinal))
                {
                    throw new RewardLabException($"{source}: unknown key '{key}'. {NearestName.Advice(key, keys)}");
                }

                wording[prefix + key] = value.Trim() is { Length: > 0 } words
                    ? words
                    : throw new RewardLabException($"{source}: the text of '{key}' is empty.");
            }
        }

        if (Heading().Match(text) is { Success: true } heading)
        {
            text = text[heading.Length..];
            wording.TryAdd(prefix + "question", heading.Groups["words"].Value.Trim());
        }

        return new StudyInstructions(wording, string.IsNullOrWhiteSpace(text) ? null : Markdown.ToHtml(text, Pipeline));
    }

    [GeneratedRegex(@"\A\s*# (?<words>[^\n]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Heading();
}
