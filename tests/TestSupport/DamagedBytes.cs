namespace RewardLab.TestSupport;

/// <summary>Damages a file or a message in ways that readers must survive.</summary>
internal static class DamagedBytes
{
    /// <summary>The number of ways.</summary>
    public const int Kinds = 4;

    /// <summary>Bytes that are damaged in one way.</summary>
    /// <param name="body">The bytes, which stay as they are.</param>
    /// <param name="places">Places in them, at least one.</param>
    /// <param name="bytes">What is put there, at least as many.</param>
    /// <param name="kind">0 cuts off, 1 continues as another, 2 inserts, 3 changes.</param>
    /// <param name="other">The other.</param>
    public static byte[] Of(byte[] body, int[] places, byte[] bytes, int kind, byte[] other)
    {
        switch (kind)
        {
            case 0:
                return body[..places[0]];
            case 1:
                return [.. body[..places[0]], .. other[Math.Min(places[0], other.Length)..]];
            case 2:
                return [.. body[..places[0]], .. bytes, .. body[places[0]..]];
            default:
                byte[] changed = [.. body];
                for (var i = 0; i < places.Length; i++)
                {
                    changed[places[i]] = bytes[i];
                }

                return changed;
        }
    }
}
