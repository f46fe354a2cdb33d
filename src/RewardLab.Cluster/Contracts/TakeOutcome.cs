namespace RewardLab.Cluster.Contracts;

/// <summary>Whether there is a unit for a worker.</summary>
internal enum TakeOutcome
{
    /// <summary>There is none yet.</summary>
    None,

    /// <summary>There is one.</summary>
    Unit,

    /// <summary>The hub does not know the worker: it joins again.</summary>
    Unknown,

    /// <summary>The run is over.</summary>
    Over,
}
