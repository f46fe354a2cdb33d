namespace RewardLab.Torch.Tests;

/// <summary>Damages bytes in the ways that files get damaged or forged; the same seed does the same damage.</summary>
internal static class Mutation
{
    private static readonly byte[] Telling = "0123456789-+.eE[]{}:,\"\\ \n\0\xff"u8.ToArray();

    /// <param name="original">Left as it is.</param>
    /// <param name="seed">Chooses the damage.</param>
    /// <param name="range">Only the first so many bytes are damaged; all when null.</param>
    public static byte[] Create(byte[] original, int seed, int? range = null)
    {
        var random = new Random(seed);
        var bytes = original.ToList();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var position = random.Next(Math.Min(range ?? int.MaxValue, Math.Max(bytes.Count, 1)));
            if (position >= bytes.Count)
            {
                break;
            }

            switch (random.Next(6))
            {
                case 0:
                    bytes[position] = (byte)random.Next(256);
                    break;
                case 1 or 2:
                    bytes[position] = Telling[random.Next(Telling.Length)];
                    break;
                case 3:
                    bytes.Insert(position, Telling[random.Next(Telling.Length)]);
                    break;
                case 4:
                    bytes.RemoveRange(position, Math.Min(random.Next(1, 9), bytes.Count - position));
                    break;
                default:
                    bytes.RemoveRange(random.Next(8) == 0 ? position : bytes.Count - 1, 1);
                    break;
            }
        }

        return [.. bytes];
    }
}
