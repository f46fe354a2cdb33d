namespace RewardLab.Runs.Tables;

/// <summary>Where the cells of a column stand.</summary>
public enum ColumnAlignment
{
    /// <summary>Numbers to the right, all else to the left.</summary>
    Automatic,

    /// <summary>To the left.</summary>
    Left,

    /// <summary>To the right.</summary>
    Right,
}
