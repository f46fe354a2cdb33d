using Terminal.Gui.Input;

namespace RewardLab.Editor.Shell;

/// <summary>A key that a pane has a use for.</summary>
/// <param name="Name">How the key, or the keys, are named.</param>
/// <param name="What">What it does, for the help.</param>
internal sealed record PaneKey(string Name, string What)
{
    /// <summary>A word for the last row of the screen; empty where it is not shown there.</summary>
    public string Word { get; init; } = "";

    /// <summary>The key that a click on that word presses; null for none.</summary>
    public Key? Key { get; init; }
}
