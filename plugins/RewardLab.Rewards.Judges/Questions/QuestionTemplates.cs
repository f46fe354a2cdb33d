using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Rewards.Judges.Answers;

namespace RewardLab.Rewards.Judges.Questions;

/// <summary>What a model is asked, and the words that count as its answers.</summary>
internal sealed record QuestionTemplates
{
    /// <summary>The file that comes along with the plugin.</summary>
    public const string ShippedName = "questions.yaml";

    private const string What = "file of question templates";
    private const string PromptPlace = "{prompt}";
    private const string QuestionPlace = "{question}";

    /// <summary>Yes and no.</summary>
    public required AnswerWords YesNo { get; init; }

    /// <summary>The first and the second of two images.</summary>
    public required AnswerWords FirstSecond { get; init; }

    /// <summary>The system's message; empty for none.</summary>
    public required string Instruction { get; init; }

    /// <summary>The question of VQAScore, with a place for the prompt.</summary>
    public required string Vqascore { get; init; }

    /// <summary>What surrounds a question of a checklist, with a place for it.</summary>
    public required string Checklist { get; init; }

    /// <summary>How a language model writes a checklist.</summary>
    public required string ChecklistWriter { get; init; }

    /// <summary>Which of two images shows the prompt more accurately, with a place for the prompt.</summary>
    public required string PairAlignment { get; init; }

    /// <summary>Which of two images has the better quality; may have a place for the prompt.</summary>
    public required string PairQuality { get; init; }

    /// <summary>SHA-256 of all that they say, however the files are laid out.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
    {
        YesNo,
        FirstSecond,
        Instruction,
        Vqascore,
        Checklist,
        ChecklistWriter,
        PairAlignment,
        PairQuality,
    }))));

    /// <summary>The templates that come along, with what the user's file says in place of them.</summary>
    /// <param name="pluginFolder">Where <see cref="ShippedName"/> lies.</param>
    /// <param name="path">The user's file; empty for none.</param>
    /// <exception cref="RewardLabException">A file cannot be read, or a template lacks its place; says where.</exception>
    public static QuestionTemplates Read(string pluginFolder, string path)
    {
        var shipped = Path.Combine(pluginFolder, ShippedName);
        var rest = YamlFile.Read<QuestionTemplatesText>(shipped, What);
        var own = path.Length > 0 ? YamlFile.Read<QuestionTemplatesText>(path, What) : rest;
        var place = path.Length > 0 ? path : shipped;
        return new QuestionTemplates
        {
            YesNo = Words(place, "yes", own.Words?.Yes ?? rest.Words?.Yes, "no", own.Words?.No ?? rest.Words?.No),
            FirstSecond = Words(place, "first", own.Words?.First ?? rest.Words?.First, "second", own.Words?.Second ?? rest.Words?.Second),
            Instruction = (own.Instruction ?? rest.Instruction ?? "").Trim(),
            Vqascore = Template(place, "vqascore", own.Vqascore ?? rest.Vqascore, PromptPlace),
            Checklist = Template(place, "checklist", own.Checklist ?? rest.Checklist, QuestionPlace),
            ChecklistWriter = Template(place, "checklistWriter", own.ChecklistWriter ?? rest.ChecklistWriter, ""),
            PairAlignment = Template(place, "pairAlignment", own.PairAlignment ?? rest.PairAlignment, PromptPlace),
            PairQuality = Template(place, "pairQuality", own.PairQuality ?? rest.PairQuality, ""),
        };
    }

    /// <summary>A template with its prompt.</summary>
    public static string WithPrompt(string template, string prompt) => template.Replace(PromptPlace, prompt, StringComparison.Ordinal);

    /// <summary>A question of a checklist with what surrounds it.</summary>
    public string OfChecklist(string question) => Checklist.Replace(QuestionPlace, question, StringComparison.Ordinal);

    private static string Template(string path, string name, string? text, string place) =>
        text?.Trim() is not { Length: > 0 } template ? throw new RewardLabException($"{path}: '{name}' is missing; write its text.")
        : !template.Contains(place, StringComparison.Ordinal) ? throw new RewardLabException($"{path}: '{name}' needs {place} where it is to be inserted.")
        : string.Join('\n', template.Split('\n').Select(line => line.Trim()));

    private static AnswerWords Words(string path, string first, List<string?>? positive, string second, List<string?>? negative)
    {
        var (one, other) = (Clean(positive), Clean(negative));
        return one.Length == 0 || other.Length == 0 ? throw new RewardLabException($"{path}: 'words' needs '{first}' and '{second}', a list of words each.")
            : one.Intersect(other, StringComparer.Ordinal).FirstOrDefault() is { } both
                ? throw new RewardLabException($"{path}: 'words' has \"{both}\" both as '{first}' and as '{second}'.")
            : new AnswerWords(one, other);

        static string[] Clean(List<string?>? words) =>
            [.. (words ?? []).Select(word => word?.Trim().ToLowerInvariant() ?? "").Where(word => word.Length > 0).Distinct(StringComparer.Ordinal)];
    }
}
