namespace RewardLab.Runs.Groups;

/// <summary>Lists of the first version, and their columns that have another name today.</summary>
internal static class FormerGroupKeys
{
    /// <summary>The list of groups that stood for a model.</summary>
    public static readonly string GroupList = "sets.csv";

    /// <summary>The list of what rewards selected.</summary>
    public static readonly string SelectedList = "picks.csv";

    /// <summary>The column of the candidates.</summary>
    public static readonly string Image = "picture";
}
