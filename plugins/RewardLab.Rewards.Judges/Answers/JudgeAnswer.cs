using RewardLab.Rewards.Judges.Chat;

namespace RewardLab.Rewards.Judges.Answers;

/// <summary>An answer with all that is known about where it comes from: a file of the cache.</summary>
internal sealed record JudgeAnswer
{
    /// <summary>SHA-256 of all that determines the answer: the file's name.</summary>
    public required string Key { get; init; }

    /// <summary>When the answer was whole, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>"vqascore", "checklist", "pair" or "writer".</summary>
    public required string Purpose { get; init; }

    /// <summary>Host and port of the service.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The model that was asked.</summary>
    public required string RequestedModel { get; init; }

    /// <summary>The model that answered, by its own account.</summary>
    public required string Model { get; init; }

    /// <summary>The user's text that was sent.</summary>
    public required string Question { get; init; }

    /// <summary>SHA-256 over size and pixels of each image that was shown.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>Sampling temperature; null for the service's own.</summary>
    public required double? Temperature { get; init; }

    /// <summary>Seed of the service's sampling; null for none.</summary>
    public required long? Seed { get; init; }

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

    /// <summary>The candidates of the first token that is not blank; empty where none were asked for.</summary>
    public required IReadOnlyList<TokenProbability> Candidates { get; init; }
}
