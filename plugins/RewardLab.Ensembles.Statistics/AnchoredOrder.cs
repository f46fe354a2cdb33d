namespace RewardLab.Ensembles.Statistics;

/// <summary>Keys for numbers that crowd around a few anchors more closely than doubles tell apart.</summary>
/// <remarks>
/// Where a softmax is hard, shares are 0 or 1 but for tiny rests, and a combination of k of them is beside one of a few numbers: a mean of two beside 0, 1/2
/// or 1.
/// A key counts the anchors passed, and between two of them grows with the logarithm of the distance from the nearest. It rises with the number wherever the
/// number is known to rise, and reaches rests down to exp(-1e8).
/// </remarks>
internal sealed class AnchoredOrder
{
    private readonly double[] _anchors;

    /// <param name="anchors">The numbers around which others crowd: the combinations of shares that are 0 or 1.</param>
    public AnchoredOrder(IEnumerable<double> anchors) => _anchors = [.. anchors.Distinct().Order()];

    /// <summary>The key of anchor + rest.</summary>
    /// <param name="anchor">One of the anchors.</param>
    /// <param name="rest">What is left, of any size.</param>
    public double KeyOf(double anchor, SignedLog rest)
    {
        var own = Array.BinarySearch(_anchors, anchor);
        var value = anchor + rest.ToDouble();
        var nearest = Nearest(value);
        if (own < 0 || _anchors[nearest] != anchor)
        {
            rest = SignedLog.From(value - _anchors[nearest]);
        }

        if (rest.Sign == 0)
        {
            return nearest;
        }

        // Half the way to the next anchor; beyond the last, to anywhere.
        var next = nearest + rest.Sign;
        var half = next >= 0 && next < _anchors.Length ? Math.Log(Math.Abs(_anchors[next] - _anchors[nearest]) / 2) : Math.Max(0, rest.Log);
        return nearest + (rest.Sign * 0.5 / (1 + Math.Max(0, half - rest.Log)));
    }

    private int Nearest(double value)
    {
        var index = Array.BinarySearch(_anchors, value);
        if (index >= 0)
        {
            return index;
        }

        index = ~index;
        return index == 0 ? 0
            : index == _anchors.Length ? index - 1
            : value - _anchors[index - 1] <= _anchors[index] - value ? index - 1 : index;
    }
}
