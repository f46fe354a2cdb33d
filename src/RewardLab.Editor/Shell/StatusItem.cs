using Terminal.Gui.Input;

namespace RewardLab.Editor.Shell;

/// <summary>A key in the last row.</summary>
/// <param name="Key">How it is named.</param>
/// <param name="Word">What it does.</param>
/// <param name="Press">The key that a click presses; null for none.</param>
internal sealed record StatusItem(string Key, string Word, Key? Press)
{
    /// <summary>What it would be done to, such as the recipe that is run; may be empty.</summary>
    public string Object { get; init; } = "";

    /// <summary>Whether it can be done now.</summary>
    public bool IsPossible { get; init; } = true;
}
