using System.Numerics;

namespace RewardLab.Evaluation.Pickles;

/// <summary>Whole numbers, which have no bounds in Python.</summary>
internal static class PickledInteger
{
    /// <summary>The number as a long where it is one.</summary>
    /// <returns>A long or a BigInteger.</returns>
    public static object Narrow(BigInteger value)
    {
        object narrow = value;
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            narrow = (long)value;
        }

        return narrow;
    }
}
