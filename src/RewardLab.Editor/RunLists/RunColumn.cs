namespace RewardLab.Editor.RunLists;

/// <summary>What a list of runs is sorted by.</summary>
internal enum RunColumn
{
    /// <summary>When they started.</summary>
    Started,

    /// <summary>How they stand.</summary>
    State,

    /// <summary>What they are called.</summary>
    Name,

    /// <summary>The changed values.</summary>
    Values,

    /// <summary>How long they took.</summary>
    Duration,

    /// <summary>The number of the key result.</summary>
    Result,
}
