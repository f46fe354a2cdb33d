using System.Security.Cryptography;
using System.Text.Json;

namespace RewardLab.Runs.Prompts;

/// <summary>What is built from what: a journal continues only with the same plan.</summary>
/// <param name="Prompts">The prompts, in order.</param>
/// <param name="Description">All else that sets depend on: the generator and its options.</param>
public sealed record PromptSetPlan(IReadOnlyList<string> Prompts, string Description)
{
    /// <summary>SHA-256 over all of it.</summary>
    public string Identity => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { Prompts, Description })));
}
