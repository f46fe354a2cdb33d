namespace RewardLab.Torch.Runtime;

/// <summary>Lets a long forward pass be cancelled between its blocks: one of a large model takes seconds on a CPU.</summary>
/// <remarks>Belongs to the thread that computes, so that modules need no parameter for it.</remarks>
internal static class ForwardCancellation
{
    [ThreadStatic]
    private static CancellationToken _token;

    /// <summary>The token of this thread.</summary>
    public static CancellationToken Current => _token;

    /// <summary>Cancels forward passes of this thread by a token, until disposed.</summary>
    public static IDisposable Within(CancellationToken token)
    {
        var outer = _token;
        _token = token;
        return new Scope(outer);
    }

    /// <summary>Called by modules between blocks.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Check() => _token.ThrowIfCancellationRequested();

    private sealed class Scope(CancellationToken outer) : IDisposable
    {
        public void Dispose() => _token = outer;
    }
}
