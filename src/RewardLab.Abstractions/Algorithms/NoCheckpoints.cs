namespace RewardLab.Abstractions;

/// <summary>Keeps no checkpoints: the work starts over each time.</summary>
public sealed class NoCheckpoints : ICheckpoints
{
    private NoCheckpoints()
    {
    }

    /// <summary>The shared instance; it has no state.</summary>
    public static NoCheckpoints Instance { get; } = new();

    /// <inheritdoc />
    public Checkpoint? Read() => null;

    /// <inheritdoc />
    public void Write(long progress, string state, Action<Stream>? writeData = null)
    {
    }

    /// <inheritdoc />
    public void RequireSettings(string formerSettings)
    {
    }

    /// <inheritdoc />
    public void RewindEvents(long count)
    {
    }
}
