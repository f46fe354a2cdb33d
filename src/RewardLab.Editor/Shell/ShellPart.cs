namespace RewardLab.Editor.Shell;

/// <summary>The parts of the screen that can have the focus, and the whole screen.</summary>
internal enum ShellPart
{
    /// <summary>What the project holds.</summary>
    Project,

    /// <summary>The experiment as a tree.</summary>
    Hierarchy,

    /// <summary>The options of what is selected.</summary>
    Inspector,

    /// <summary>The tabs.</summary>
    Center,

    /// <summary>The console.</summary>
    Console,
}
