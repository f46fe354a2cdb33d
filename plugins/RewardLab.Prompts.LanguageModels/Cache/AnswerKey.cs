using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using RewardLab.Prompts.LanguageModels.Calls;
using RewardLab.Prompts.LanguageModels.Messages;
using RewardLab.Prompts.LanguageModels.Services;

namespace RewardLab.Prompts.LanguageModels.Cache;

/// <summary>What determines an answer, in one hash.</summary>
/// <remarks>
/// A bound on the answer's length is not part of it: only whole answers are kept, and a whole one is the same under any bound. Nor is how the answer is
/// read: a kept answer is read again each time, so that answers of models that are no longer served stay of use.
/// </remarks>
internal static class AnswerKey
{
    // Part of every key since the first, when it was the version of the reading.
    private const int Edition = 1;

    /// <summary>SHA-256 in lower-case hexadecimal digits.</summary>
    public static string Create(Question question, ServiceAddress address, LanguageModelOptions options) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
        {
            Endpoint = address.Uri.ToString(),
            options.Model,
            options.Temperature,
            options.FrequencyPenalty,
            Messages = (string[])[question.Instruction, question.Data, .. Further(options)],
            question.Count,
            Parser = Edition,
        })));

    // Parameters that came later stand there only where they are given: older keys stay what they are.
    private static IEnumerable<string> Further(LanguageModelOptions options)
    {
        if (options.TopP is { } topP)
        {
            yield return $"top_p {topP.ToString(CultureInfo.InvariantCulture)}";
        }

        if (options.Seed is { } seed)
        {
            yield return $"seed {seed.ToString(CultureInfo.InvariantCulture)}";
        }

        if (options.ReasoningEffort.Length > 0)
        {
            yield return $"reasoning_effort {options.ReasoningEffort}";
        }
    }
}
