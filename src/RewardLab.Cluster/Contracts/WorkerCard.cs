using System.Text.Json;

namespace RewardLab.Cluster.Contracts;

/// <summary>What a worker says of itself when it joins.</summary>
public sealed record WorkerCard
{
    private const int MaxBytes = 1024 * 1024;
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>Unique to the process.</summary>
    public required string Id { get; init; }

    /// <summary>The machine's host name.</summary>
    public required string Machine { get; init; }

    /// <summary>Its process there.</summary>
    public required int ProcessId { get; init; }

    /// <summary>The build, such as "0.2.0+0123456789ab".</summary>
    public required string Build { get; init; }

    /// <summary>Where it computes, such as "cpu" or "cuda:0".</summary>
    public required string Device { get; init; }

    /// <summary>Threads that it computes with; at least 1.</summary>
    public required int Threads { get; init; }

    /// <summary>Memory of the device in bytes; 0 where it is not known.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>SHA-256 of each plugin that is active, by the plugin's id.</summary>
    public required IReadOnlyDictionary<string, string> Plugins { get; init; }

    /// <summary>SHA-256 of what a fixed computation gave: workers of one arithmetic have one value. Null for none.</summary>
    public required string? Canary { get; init; }

    /// <summary>The card as UTF-8 JSON.</summary>
    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    internal static WorkerCard FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return json.Length <= MaxBytes && JsonSerializer.Deserialize<WorkerCard>(json, Options) is { } card
                ? card
                : throw new InvalidDataException("A worker's card is empty or too large.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("A worker's card cannot be read.", exception);
        }
    }
}
