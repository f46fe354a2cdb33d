namespace RewardLab.Cluster.Hubs;

/// <summary>What a hub is for and whom it lets in.</summary>
public sealed record ClusterHubOptions
{
    /// <summary>The run's id, or what else the work is for.</summary>
    public required string Run { get; init; }

    /// <summary>The hub's build: workers of another are refused.</summary>
    public required string Build { get; init; }

    /// <summary>SHA-256 of each plugin that workers must have, by id.</summary>
    public IReadOnlyDictionary<string, string> Plugins { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether workers of other arithmetic are let in, which marks the run.</summary>
    public bool AllowsMixed { get; init; }

    /// <summary>Receives one line for what people should know, such as that a worker joined. Called from any thread.</summary>
    public Action<string> Log { get; init; } = static _ => { };

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }
}
