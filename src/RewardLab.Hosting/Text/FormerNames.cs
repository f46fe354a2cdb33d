namespace RewardLab.Hosting.Text;

/// <summary>Keys and ids of earlier versions that readers still understand; writers and messages know the present ones alone.</summary>
/// <remarks>Former names of options stand at the options, as FormerName attributes.</remarks>
internal static class FormerNames
{
    /// <summary>The key of an experiment's held-out rewards until version 0.1.</summary>
    public const string ExperimentHeldOut = "judges";

    private static readonly Dictionary<string, string> Components = new(StringComparer.Ordinal) { ["toybox-chooser"] = "toybox-preference" };

    // An image model reads no image files.
    private static readonly (string Component, string Option)[] DroppedOptions = [("stable-diffusion", "imageReading")];

    /// <summary>Whether a component had an option in an earlier version which never had any effect: files that say it are read without it.</summary>
    /// <param name="id">The component's present id.</param>
    /// <param name="option">The option's name as the file has it; case does not count.</param>
    public static bool IsDropped(string id, string option) =>
        DroppedOptions.Any(dropped => dropped.Component == id && dropped.Option.Equals(option, StringComparison.OrdinalIgnoreCase));

    /// <summary>The present id of a component.</summary>
    /// <param name="id">An id of this version or of an earlier one.</param>
    public static string Component(string id) => Components.GetValueOrDefault(id, id);
}
