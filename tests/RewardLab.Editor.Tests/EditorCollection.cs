namespace RewardLab.Editor.Tests;

/// <summary>Tests that draw screens, one after another: the library keeps colours and keys for the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EditorCollection
{
    public const string Name = "editor";
}
