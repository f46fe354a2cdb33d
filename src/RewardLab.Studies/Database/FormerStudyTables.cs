namespace RewardLab.Studies.Database;

/// <summary>Names of tables in the studies of version 0.1.</summary>
internal static class FormerStudyTables
{
    /// <summary>The images of each item.</summary>
    public static string Image => "picture";
}
