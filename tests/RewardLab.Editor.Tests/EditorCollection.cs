// Journeys wait for other processes most of their time: more of them than there are processors keep these busy.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]

namespace RewardLab.Editor.Tests;

/// <summary>Tests that draw screens, one after another: the library keeps colours and keys for the whole process. Beside them run those that have a process of
/// their own for the screen, or none.</summary>
[CollectionDefinition(Name)]
public sealed class EditorCollection
{
    public const string Name = "editor";
}
