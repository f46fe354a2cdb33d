namespace RewardLab.Editor.Projects;

/// <summary>What a node of the project tree stands for.</summary>
internal enum ProjectNodeKind
{
    /// <summary>A heading.</summary>
    Group,

    /// <summary>A recipe.</summary>
    Recipe,

    /// <summary>A preset of the recipe above it.</summary>
    Preset,

    /// <summary>An experiment's file.</summary>
    Experiment,

    /// <summary>A run.</summary>
    Run,

    /// <summary>A plugin.</summary>
    Plugin,

    /// <summary>A component of the plugin above it.</summary>
    Component,

    /// <summary>A model.</summary>
    Model,

    /// <summary>A benchmark's data.</summary>
    Benchmark,

    /// <summary>A remark, such as why a group cannot be read.</summary>
    Note,
}
