namespace RewardLab.Editor.Shell;

/// <summary>The panes beside the centre.</summary>
internal enum SidePane
{
    /// <summary>What the project holds.</summary>
    Project,

    /// <summary>The experiment as a tree.</summary>
    Hierarchy,

    /// <summary>The options of what is selected.</summary>
    Inspector,
}
