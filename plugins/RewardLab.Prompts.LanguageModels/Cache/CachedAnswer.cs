using System.Text.Json.Serialization;

namespace RewardLab.Prompts.LanguageModels.Cache;

/// <summary>An answer with all that is known about where it comes from: a file of the cache.</summary>
internal sealed record CachedAnswer
{
    /// <summary>SHA-256 of all that determines the answer: the file's name.</summary>
    public required string Key { get; init; }

    /// <summary>When the answer was whole, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>"contrasts" or "classification".</summary>
    public required string Purpose { get; init; }

    /// <summary>The prompt it is about.</summary>
    public required string Prompt { get; init; }

    /// <summary>Host and port of the service.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The model that was asked.</summary>
    [JsonPropertyName("askedModel")] // answers are paid for: those that version 0.1 kept stay readable
    public required string RequestedModel { get; init; }

    /// <summary>The model that answered, by its own account.</summary>
    public required string Model { get; init; }

    /// <summary>Sampling temperature; null for the service's own.</summary>
    public required double? Temperature { get; init; }

    /// <summary>Share of probability that words are drawn from; null for the service's own.</summary>
    public double? TopP { get; init; }

    /// <summary>Penalty on frequent words; null for none.</summary>
    public required double? FrequencyPenalty { get; init; }

    /// <summary>Seed of the service's sampling; null for none.</summary>
    public long? Seed { get; init; }

    /// <summary>How much the model may reason; empty for the service's own.</summary>
    public string ReasoningEffort { get; init; } = "";

    /// <summary>Categories whose examples were shown.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>SHA-256 of instructions and examples.</summary>
    public required string ExamplesSha256 { get; init; }

    /// <summary>How many texts were wanted; 0 for any number.</summary>
    public required int Count { get; init; }

    /// <summary>The parser's version.</summary>
    public required int ParserVersion { get; init; }

    /// <summary>Why the answer ended.</summary>
    public required string FinishReason { get; init; }

    /// <summary>Tokens of the question.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Tokens of the answer.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Whether the numbers of tokens are guesses.</summary>
    public required bool AreTokensEstimated { get; init; }

    /// <summary>What the model wrote, word for word.</summary>
    public required string Answer { get; init; }
}
