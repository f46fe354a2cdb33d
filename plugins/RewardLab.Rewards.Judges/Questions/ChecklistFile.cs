using System.Security.Cryptography;
using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Rewards.Judges.Questions;

/// <summary>The checklists of a user's file.</summary>
internal sealed class ChecklistFile
{
    /// <summary>Questions that a prompt has at most.</summary>
    public const int MaxQuestions = 64;

    private const int MaxLength = 500;
    private readonly string _path;
    private readonly Dictionary<string, IReadOnlyList<string>> _prompts = new(StringComparer.Ordinal);

    private ChecklistFile(string path) => _path = path;

    /// <summary>SHA-256 over prompts and questions, however the file is laid out.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(_prompts.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new { entry.Key, entry.Value }))));

    /// <summary>Reads a file: under 'prompts', a list of questions for each prompt.</summary>
    /// <exception cref="RewardLabException">It cannot be read or is of another layout; says where.</exception>
    public static ChecklistFile Read(string path)
    {
        var file = new ChecklistFile(path);
        foreach (var (prompt, questions) in YamlFile.Read<ChecklistText>(path, "file of checklists").Prompts ?? [])
        {
            file._prompts[prompt.Trim()] = Require(questions ?? [], $"{path}: \"{OneLine.Short(prompt)}\"");
        }

        return file._prompts.Count > 0 ? file : throw new RewardLabException($"{path}: 'prompts' is missing; write a list of questions for each prompt.");
    }

    /// <summary>The questions of a prompt.</summary>
    /// <exception cref="RewardLabException">The file has none.</exception>
    public IReadOnlyList<string> Of(string prompt) => _prompts.TryGetValue(prompt.Trim(), out var questions)
        ? questions
        : throw new RewardLabException(
            $"'{_path}' has no checklist for \"{OneLine.Short(prompt)}\"; add one, or leave option 'checklists' empty to let a language model write them.");

    /// <summary>Questions that can be asked: at least one, of one line each, each once.</summary>
    /// <exception cref="RewardLabException">They are not.</exception>
    public static IReadOnlyList<string> Require(IReadOnlyList<string?> questions, string place)
    {
        string[] asked = [.. questions.Select(question => question?.Trim() ?? "").Where(question => question.Length > 0).Distinct(StringComparer.Ordinal)];
        return asked.Length is 0 or > MaxQuestions ? throw new RewardLabException($"{place}: has {asked.Length} questions; 1 to {MaxQuestions} are allowed.")
            : Array.Find(asked, question => question.Length > MaxLength || question.Any(char.IsControl)) is { } bad
                ? throw new RewardLabException(
                    $"{place}: \"{OneLine.Short(bad)}\" is not a question of one line with at most {MaxLength} characters.")
            : asked;
    }
}
