namespace RewardLab.Studies.Sources;

/// <summary>Files and columns in the exports of version 0.1.</summary>
internal static class FormerStudyFiles
{
    /// <summary>Ends the name of the table that lies beside an export to TIA2's format.</summary>
    public static string ImageTableEnding => ".pictures.csv";

    /// <summary>The column of an image in a table of answers.</summary>
    public static string ImageColumn => "picture";
}
