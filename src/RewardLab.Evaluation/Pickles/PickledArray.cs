namespace RewardLab.Evaluation.Pickles;

/// <summary>An array of NumPy: texts, numbers or objects.</summary>
public sealed class PickledArray
{
    /// <summary>The sizes of its dimensions.</summary>
    public IReadOnlyList<int> Shape { get; private set; } = [0];

    /// <summary>Its elements, row by row: string, long, BigInteger, double, bool, bytes, or what an array of objects holds.</summary>
    public IReadOnlyList<object?> Items { get; private set; } = [];

    /// <summary>Fills the array.</summary>
    internal void Fill(IReadOnlyList<int> shape, IReadOnlyList<object?> items) => (Shape, Items) = (shape, items);
}
