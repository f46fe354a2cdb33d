namespace RewardLab.Hosting.Text;

/// <summary>Keys and ids of earlier versions that readers still understand; writers and messages know the present ones alone.</summary>
/// <remarks>Former names of options stand at the options, as FormerName attributes.</remarks>
internal static class FormerNames
{
    /// <summary>The key of an experiment's held-out rewards until version 0.1.</summary>
    public const string ExperimentHeldOut = "judges";

    private static readonly Dictionary<string, string> Components = new(StringComparer.Ordinal) { ["toybox-chooser"] = "toybox-preference" };

    /// <summary>The present id of a component.</summary>
    /// <param name="id">An id of this version or of an earlier one.</param>
    public static string Component(string id) => Components.GetValueOrDefault(id, id);
}
