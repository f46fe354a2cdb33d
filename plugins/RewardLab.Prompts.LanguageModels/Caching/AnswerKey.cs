using System.Security.Cryptography;
using System.Text.Json;
using RewardLab.Prompts.LanguageModels.Answers;
using RewardLab.Prompts.LanguageModels.Calls;
using RewardLab.Prompts.LanguageModels.Messages;

namespace RewardLab.Prompts.LanguageModels.Caching;

/// <summary>What determines an answer, in one hash.</summary>
/// <remarks>A bound on the answer's length is not part of it: only whole answers are kept, and a whole one is the same under any bound.</remarks>
internal static class AnswerKey
{
    /// <summary>SHA-256 in lower-case hexadecimal digits.</summary>
    public static string Of(Question question, ServiceAddress address, LanguageModelOptions options) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
    {
        Endpoint = address.Uri.ToString(),
        options.Model,
        options.Temperature,
        options.FrequencyPenalty,
        Messages = new[] { question.Instruction, question.Data },
        question.Count,
        Parser = ListParser.Version,
    })));
}
