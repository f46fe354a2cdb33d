using System.Security.Cryptography;
using System.Text.Json;
using RewardLab.Prompts.LanguageModels.Services;

namespace RewardLab.Rewards.Judges.Questions;

/// <summary>What a model is asked, with everything that determines its answer.</summary>
internal sealed record JudgeQuestion
{
    // Raised when the same question is sent in another form: older answers are not found then.
    private const int Edition = 1;
    private string? _key;

    /// <summary>"vqascore", "checklist", "pair" or "writer": for the record.</summary>
    public required string Purpose { get; init; }

    /// <summary>The service.</summary>
    public required ServiceAddress Address { get; init; }

    /// <summary>The model, by the service's name for it.</summary>
    public required string Model { get; init; }

    /// <summary>The system's message; empty for none.</summary>
    public required string Instruction { get; init; }

    /// <summary>The user's text.</summary>
    public required string Text { get; init; }

    /// <summary>The images that are shown, in order, before the text.</summary>
    public required IReadOnlyList<JudgeImage> Images { get; init; }

    /// <summary>Sampling temperature; null for the service's own.</summary>
    public double? Temperature { get; init; }

    /// <summary>Seed of the service's sampling; null for none.</summary>
    public long? Seed { get; init; }

    /// <summary>Which of several samples it is, from 0; without a seed nothing else tells them apart.</summary>
    public int Sample { get; init; }

    /// <summary>Tokens of the answer, at most.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>How many candidates of each token are wanted; 0 for none.</summary>
    public int TopLogprobs { get; init; }

    /// <summary>The detail in which the model reads the image; empty for the service's own.</summary>
    public string Detail { get; init; } = "";

    /// <summary>SHA-256 over all of it, in lower-case hexadecimal digits.</summary>
    public string Key => _key ??= Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
    {
        Edition,
        Endpoint = Address.Uri.ToString(),
        Model,
        Instruction,
        Text,
        Images = Images.Select(image => image.Sha256),
        Temperature,
        Seed,
        Sample,
        MaxTokens,
        TopLogprobs,
        Detail,
    })));
}
