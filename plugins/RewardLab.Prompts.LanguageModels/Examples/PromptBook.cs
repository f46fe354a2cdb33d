using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Prompts.LanguageModels.Examples;

/// <summary>What a language model is told: instructions and examples.</summary>
/// <param name="Instruction">How to write contrastive prompts.</param>
/// <param name="Classification">How to name a prompt's categories.</param>
/// <param name="Categories">In the order of the files; at least one.</param>
internal sealed record PromptBook(string Instruction, string Classification, IReadOnlyList<PromptCategory> Categories)
{
    /// <summary>SHA-256 of all that it says, whatever files it came from and however they are laid out.</summary>
    public string Sha256 =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { Instruction, Classification, Categories }))));

    /// <summary>The names of all categories.</summary>
    public IEnumerable<string> Names => Categories.Select(category => category.Name);

    /// <summary>The category of a name, whatever its case; null where there is none.</summary>
    public PromptCategory? Find(string name) =>
        Categories.FirstOrDefault(category => string.Equals(category.Name, name.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>The categories of some names, each once, in the book's order.</summary>
    /// <exception cref="RewardLabException">A name is unknown.</exception>
    public IReadOnlyList<PromptCategory> Select(IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(name => Find(name) is null) is { } unknown)
        {
            throw new RewardLabException($"Generator 'llm': option 'categories' names '{unknown}', which is unknown; there are {string.Join(", ", Names)}.");
        }

        return [.. Categories.Where(category => names.Any(name => Find(name) == category))];
    }
}
