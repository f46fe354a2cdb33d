using RewardLab.Editor.Processes;

namespace RewardLab.Editor.Tests;

/// <summary>A process that never begins a run, says nothing and never ends.</summary>
internal sealed class IdleProcess : IRunProcess
{
    public int Id => 0;

    public string? Folder => null;

    public int? ExitCode => null;

    public IReadOnlyList<string> TakeOutput() => [];

    public IReadOnlyList<string> TakeErrors() => [];

    public void Kill()
    {
    }

    public void Dispose()
    {
    }
}
