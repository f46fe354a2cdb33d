using Terminal.Gui.Input;

namespace RewardLab.Editor.Shell;

/// <summary>Something that the user can do, in the palette and by its key.</summary>
/// <param name="Title">What it does, such as "Run the recipe".</param>
/// <param name="Key">Its key; null for none.</param>
/// <param name="Run">Does it.</param>
internal sealed record EditorAction(string Title, Key? Key, Action Run)
{
    /// <summary>What is said of it beside its title; may be empty.</summary>
    public string Remark { get; init; } = "";

    /// <summary>What kind of thing it opens, such as "recipe"; empty for an action of a menu.</summary>
    public string Kind { get; init; } = "";

    /// <summary>How lately it was chosen: the greater, the later; 0 where it was not.</summary>
    public int Recency { get; init; }

    /// <summary>Why it cannot be done now; null where it can.</summary>
    public Func<string?> Obstacle { get; init; } = static () => null;
}
