using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RewardLab.Torch.Imaging;

/// <summary>The inner loops of <see cref="PillowResampler"/> for processors with AVX2, to the same bytes.</summary>
/// <remarks>
/// The processor has no quick product of 32-bit integers, but one that multiplies pairs of 16 bits and adds each pair. A weight is therefore split into its
/// lower 15 bits and the rest, and a sum is put together again at its end: all of it is exact, modulo 2^32.
/// </remarks>
internal static unsafe class ResampleKernels
{
    /// <summary>Taps that are multiplied at once.</summary>
    private const int Group = 4;

    private const int LowBits = 15;
    private const int Channels = 3;
    private const int FractionBits = 22;

    // Of rows shorter than this a load of 16 bytes could run over the next one's end.
    private const int MinWidth = 8;

    // From four pixels, [red, green, blue] each, to 16-bit pairs of the first two pixels' reds, greens and blues; then of the other two's.
    private static readonly Vector256<byte> FirstPairs = InBothLanes(0, 3, 1, 4, 2, 5);
    private static readonly Vector256<byte> SecondPairs = InBothLanes(6, 9, 7, 10, 8, 11);

    /// <summary>Whether this processor can do it.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Numbers that <see cref="Split"/> makes of weights.</summary>
    public static int SplitLength(int weightCount) => (weightCount + Group - 1) / Group * Group;

    /// <summary>Whether rows of a width can be shortened here.</summary>
    public static bool CanResizeRows(int sourceWidth, int width) => IsSupported && sourceWidth >= MinWidth && width >= MinWidth;

    /// <summary>Weights for <see cref="ResizeRows"/>: for four taps the lower bits of two, of the other two, and the upper bits likewise, 16 bits each.
    /// </summary>
    /// <param name="weights">Weights with 22 fractional bits.</param>
    /// <param name="split">What comes of them; its rest becomes 0.</param>
    public static void Split(ReadOnlySpan<int> weights, Span<int> split)
    {
        split.Clear();
        for (var i = 0; i < weights.Length; i++)
        {
            var place = (i / Group * Group) + (i % Group / 2);
            var shift = i % 2 * 16;
            split[place] |= (weights[i] & ((1 << LowBits) - 1)) << shift;
            split[place + 2] |= ((weights[i] >> LowBits) & ushort.MaxValue) << shift;
        }
    }

    /// <summary>Changes the width of rows, all but the last one or two, two at a time.</summary>
    /// <returns>Rows that are done.</returns>
    public static int ResizeRows(ReadOnlySpan<byte> source, int sourceWidth, Span<byte> target, int width, FilterTaps taps)
    {
        var pairCount = ((source.Length / (sourceWidth * Channels)) - 1) / 2;
        fixed (byte* from = source, to = target)
        {
            for (var pair = 0; pair < pairCount; pair++)
            {
                var first = from + (pair * 2 * sourceWidth * Channels);
                var output = to + (pair * 2 * width * Channels);
                ResizeTwoRows(first, first + (sourceWidth * Channels), output, output + (width * Channels), width, taps);
            }
        }

        return pairCount * 2;
    }

    /// <summary>One row of a changed height, as far as 16 columns fit.</summary>
    /// <param name="source">Rows, from the first that counts on.</param>
    /// <param name="weights">Each row's weight.</param>
    /// <param name="target">The row.</param>
    /// <returns>Values that are done.</returns>
    public static int ResizeColumn(ReadOnlySpan<byte> source, ReadOnlySpan<int> weights, Span<byte> target)
    {
        var stride = target.Length;
        var x = 0;
        fixed (byte* from = source, to = target)
        {
            for (; x <= stride - Vector128<byte>.Count; x += Vector128<byte>.Count)
            {
                var (lowLeft, lowRight, highLeft, highRight) =
                    (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
                for (var i = 0; i < weights.Length; i += 2)
                {
                    var upper = Vector128.Load(from + (i * stride) + x);
                    var (lower, next) = i + 1 < weights.Length ? (Vector128.Load(from + ((i + 1) * stride) + x), weights[i + 1]) : (Vector128<byte>.Zero, 0);
                    const int Mask = (1 << LowBits) - 1;
                    var low = Vector256.Create((weights[i] & Mask) | ((next & Mask) << 16)).AsInt16();
                    var high = Vector256.Create(((weights[i] >> LowBits) & ushort.MaxValue) | ((next >> LowBits) << 16)).AsInt16();
                    var left = Avx2.ConvertToVector256Int16(Sse2.UnpackLow(upper, lower)); // of eight columns, one row's value beside the next one's
                    var right = Avx2.ConvertToVector256Int16(Sse2.UnpackHigh(upper, lower));
                    lowLeft += Avx2.MultiplyAddAdjacent(left, low);
                    lowRight += Avx2.MultiplyAddAdjacent(right, low);
                    highLeft += Avx2.MultiplyAddAdjacent(left, high);
                    highRight += Avx2.MultiplyAddAdjacent(right, high);
                }

                var words = Avx2.PackSignedSaturate(Rounded(lowLeft, highLeft), Rounded(lowRight, highRight)); // halves of both, by lanes
                words = Avx2.Permute4x64(words.AsInt64(), 0b11_01_10_00).AsInt16();
                Sse2.PackUnsignedSaturate(words.GetLower(), words.GetUpper()).Store(to + x);
            }
        }

        return x;
    }

    private static void ResizeTwoRows(byte* first, byte* second, byte* firstOutput, byte* secondOutput, int width, FilterTaps taps)
    {
        for (var x = 0; x < width; x++)
        {
            var (low, high) = (Vector256<int>.Zero, Vector256<int>.Zero);
            var offset = taps.First(x) * Channels;
            var weights = taps.SplitWeights(x);
            for (var i = 0; i < weights.Length; i += Group, offset += Group * Channels)
            {
                var pixels = Vector256.Create(Vector128.Load(first + offset), Vector128.Load(second + offset));
                var pairs = Avx2.Shuffle(pixels, FirstPairs).AsInt16();
                var others = Avx2.Shuffle(pixels, SecondPairs).AsInt16();
                low += Avx2.MultiplyAddAdjacent(pairs, Vector256.Create(weights[i]).AsInt16());
                low += Avx2.MultiplyAddAdjacent(others, Vector256.Create(weights[i + 1]).AsInt16());
                high += Avx2.MultiplyAddAdjacent(pairs, Vector256.Create(weights[i + 2]).AsInt16());
                high += Avx2.MultiplyAddAdjacent(others, Vector256.Create(weights[i + 3]).AsInt16());
            }

            var words = Avx2.PackSignedSaturate(Rounded(low, high), Vector256<int>.Zero);
            var bytes = Avx2.PackUnsignedSaturate(words, words).AsUInt32();
            Write(firstOutput + (x * Channels), bytes[0]);
            Write(secondOutput + (x * Channels), bytes[4]);
        }
    }

    private static Vector256<int> Rounded(Vector256<int> low, Vector256<int> high) =>
        Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(high, LowBits) + low + Vector256.Create(1 << (FractionBits - 1)), FractionBits);

    private static void Write(byte* output, uint pixel)
    {
        *(ushort*)output = (ushort)pixel;
        output[2] = (byte)(pixel >> 16);
    }

    // Six places among 16 bytes as 16-bit numbers; the fourth pair is not used.
    private static Vector256<byte> InBothLanes(byte a, byte b, byte c, byte d, byte e, byte f)
    {
        const byte None = 0x80;
        var lane = Vector128.Create(a, None, b, None, c, None, d, None, e, None, f, None, None, None, None, None);
        return Vector256.Create(lane, lane);
    }
}
