using System.Net;

namespace RewardLab.Jobs.Workers;

/// <summary>Which workers a run has.</summary>
internal sealed record RunWorkersOptions
{
    /// <summary>Where workers of other machines join; null for nowhere.</summary>
    public required IPEndPoint? Listen { get; init; }

    /// <summary>The token file for them; null where nobody else joins.</summary>
    public required string? TokenPath { get; init; }

    /// <summary>Workers that are started on this machine for the run; 0 or more.</summary>
    public required int LocalCount { get; init; }

    /// <summary>Threads of each of these; null for this machine's, shared out.</summary>
    public required int? Threads { get; init; }

    /// <summary>Whether workers of other arithmetic are let in.</summary>
    public required bool AllowsMixed { get; init; }
}
