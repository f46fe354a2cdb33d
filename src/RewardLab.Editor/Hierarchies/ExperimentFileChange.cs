namespace RewardLab.Editor.Hierarchies;

/// <summary>What has become of the file of an open experiment.</summary>
internal enum ExperimentFileChange
{
    /// <summary>It is as it was.</summary>
    None,

    /// <summary>It was changed on disk, and what it says now is shown.</summary>
    Reloaded,

    /// <summary>It was changed on disk while there are unsaved changes here.</summary>
    Conflict,

    /// <summary>It is no longer there.</summary>
    Gone,
}
