namespace RewardLab.Torch.Randomness;

/// <summary>Philox4x32-10: 128 random bits for every counter and key (Salmon et al., SC 2011, section 3.3).</summary>
internal static class Philox
{
    private const int Rounds = 10;

    internal static (uint A, uint B, uint C, uint D) Block((uint A, uint B, uint C, uint D) counter, (uint Low, uint High) key)
    {
        var (a, b, c, d) = counter;
        var (low, high) = key;
        for (var round = 0; round < Rounds; round++)
        {
            var first = 0xD2511F53UL * a;
            var second = 0xCD9E8D57UL * c;
            (a, b, c, d) = ((uint)(second >> 32) ^ b ^ low, (uint)second, (uint)(first >> 32) ^ d ^ high, (uint)first);
            unchecked
            {
                low += 0x9E3779B9;
                high += 0xBB67AE85;
            }
        }

        return (a, b, c, d);
    }
}
