using RewardLab.Editor.Themes;

namespace RewardLab.Editor.Projects;

/// <summary>A node of the project tree.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Key">Unique in the tree, and the same when the tree is read again.</param>
/// <param name="Title">Its name.</param>
internal sealed record ProjectNode(ProjectNodeKind Kind, string Key, string Title)
{
    /// <summary>What is said of it beside its name; may be empty.</summary>
    public string Remark { get; init; } = "";

    /// <summary>How it is coloured.</summary>
    public Ink Ink { get; init; }

    /// <summary>What it stands for, such as a RecipeEntry; null for headings and remarks.</summary>
    public object? Value { get; init; }

    /// <summary>Nodes below it.</summary>
    public IReadOnlyList<ProjectNode> Children { get; init; } = [];
}
