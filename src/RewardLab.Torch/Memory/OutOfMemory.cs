namespace RewardLab.Torch.Memory;

/// <summary>Tells a lack of memory from other failures: libtorch and ONNX Runtime have no exception of their own for it.</summary>
public static class OutOfMemory
{
    private static readonly string[] Signs =
    [
        "out of memory", "not enough memory", "can't allocate memory", "Failed to allocate memory", "bad allocation", "bad_alloc",
    ];

    /// <summary>Whether a failure is a lack of memory.</summary>
    public static bool Is(Exception exception) =>
        exception is OutOfMemoryException || Signs.Any(sign => exception.Message.Contains(sign, StringComparison.OrdinalIgnoreCase));
}
