using System.Text.Json;

namespace RewardLab.Runs.Workers;

/// <summary>The workers of a run and the units that it has open.</summary>
public sealed record ClusterStatus
{
    /// <summary>The file in a run's folder that holds its latest status.</summary>
    public const string FileName = "workers.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>The run's id, or what else the work is for.</summary>
    public required string Run { get; init; }

    /// <summary>Address that workers join at, such as "10.0.0.5:7417".</summary>
    public required string Address { get; init; }

    /// <summary>Units that wait for a worker.</summary>
    public required int WaitingUnits { get; init; }

    /// <summary>Units that workers hold.</summary>
    public required int LeasedUnits { get; init; }

    /// <summary>Units that have been done.</summary>
    public required long DoneUnits { get; init; }

    /// <summary>Leases that ran out, because a worker died, froze or lost its connection.</summary>
    public required long LostLeases { get; init; }

    /// <summary>Whether workers of other arithmetic were let in, so that the run cannot be reproduced.</summary>
    public required bool IsMixed { get; init; }

    /// <summary>The workers, in the order in which they joined.</summary>
    public required IReadOnlyList<WorkerStatus> Workers { get; init; }

    /// <summary>The status as UTF-8 JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static ClusterStatus FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<ClusterStatus>(json, Options) ?? throw new JsonException("The status of workers is empty.");
}
