namespace RewardLab.Commands;

/// <summary>Options of the command line under the names that they had until version 0.1; they keep working.</summary>
internal static class FormerOptions
{
    public static string RewardAnnotator => "--sit-in";
}
