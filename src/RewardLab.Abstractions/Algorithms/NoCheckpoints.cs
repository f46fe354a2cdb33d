namespace RewardLab.Abstractions;

/// <summary>Keeps no checkpoints: the work starts over each time.</summary>
internal sealed class NoCheckpoints : ICheckpoints
{
    public static NoCheckpoints Instance { get; } = new();

    public Checkpoint? Read() => null;

    public void Write(long progress, string state, Action<Stream>? writeData = null)
    {
    }

    public void RequireSettings(string formerSettings)
    {
    }
}
