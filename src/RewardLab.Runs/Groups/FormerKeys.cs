namespace RewardLab.Runs.Groups;

/// <summary>Lists of the first version, and their columns that have another name today.</summary>
internal static class FormerKeys
{
    /// <summary>The list of groups that stood for a model.</summary>
    public const string GroupList = "sets.csv";

    /// <summary>The list of what rewards selected.</summary>
    public const string SelectedList = "picks.csv";

    /// <summary>The column of the candidates.</summary>
    public const string Image = "picture";
}
