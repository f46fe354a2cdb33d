namespace RewardLab.Evaluation.Pickles;

/// <summary>How much a pickled body may hold, so that a short one cannot take much memory.</summary>
public sealed record PickledBodyLimits
{
    /// <summary>The limits of requests and answers: a thousand images with their prompts need a few thousand values at a depth of four.</summary>
    public static PickledBodyLimits Default { get; } = new();

    /// <summary>Bytes of the body at most.</summary>
    public int MaxBytes { get; init; } = 256 << 20;

    /// <summary>Values at most, containers and the elements of arrays included.</summary>
    public int MaxItems { get; init; } = 200_000;

    /// <summary>Values that are remembered to be repeated, at most.</summary>
    public int MaxMemo { get; init; } = 200_000;

    /// <summary>How deep containers may lie within each other: 1 for a list of numbers.</summary>
    public int MaxDepth { get; init; } = 16;

    /// <summary>Digits of a whole number at most; bytes, where it is written in binary.</summary>
    public int MaxDigits { get; init; } = 400;
}
