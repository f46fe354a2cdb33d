using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace RewardLab.Torch.Kernels;

/// <summary>Group normalisation of maps whose channels lie side by side in memory, and SiLU in the same pass.</summary>
/// <remarks>libtorch's own takes ten times as long as for maps whose places lie side by side. Rows are computed independently of each other: results depend
/// neither on the number of threads nor on the other rows.</remarks>
internal static unsafe class GroupNormKernel
{
    private const int MaxChannels = 4096; // what lies on the stack
    private const int PlacesAtOnce = 64; // summed in float before they are added up in double
    private const int MinValuesPerThread = 1 << 15;

    private static int Lanes => Vector512<float>.Count;

    /// <summary>Whether it is computed here.</summary>
    internal static bool CanCompute(long channels) => SigmoidKernel.IsSupported && channels % Lanes == 0 && channels <= MaxChannels;

    /// <summary>Normalises maps.</summary>
    /// <param name="maps">float32, contiguous, [batch, height, width, channels].</param>
    /// <param name="result">Where it goes: of the same shape, contiguous; may be the same tensor.</param>
    /// <param name="shift">What is added to every place of a map first, float32, contiguous, [batch, channels]; null for nothing.</param>
    /// <param name="weight">float32, [channels].</param>
    /// <param name="bias">float32, [channels].</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="epsilon">Added to variances.</param>
    /// <param name="activates">Whether SiLU follows.</param>
    internal static void Compute(Tensor maps, Tensor result, Tensor? shift, Tensor weight, Tensor bias, int groups, double epsilon, bool activates)
    {
        var (rows, channels) = ((int)maps.shape[0], (int)maps.shape[3]);
        var places = (int)(maps.shape[1] * maps.shape[2]);
        fixed (float* input = Values(maps), output = Values(result), offsets = shift is null ? default : Values(shift),
            scale = Values(weight), add = Values(bias))
        {
            var from = input; // what a local function takes must not be fixed
            var to = output;
            var shifts = offsets;
            var parameters = new Parameters(scale, add, groups, epsilon, activates);
            var threads = (int)Math.Min(get_num_threads(), (long)rows * places * channels / MinValuesPerThread);
            if (threads < 2)
            {
                for (var row = 0; row < rows; row++)
                {
                    Row(row);
                }
            }
            else
            {
                Parallel.For(0, rows, new ParallelOptions { MaxDegreeOfParallelism = threads }, Row);
            }

            void Row(int row)
            {
                var start = (nint)row * places * channels;
                Normalize(from + start, to + start, shifts is null ? null : shifts + ((nint)row * channels), places, channels, parameters);
            }
        }
    }

    private static Span<float> Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private static void Normalize(float* input, float* output, float* shift, int places, int channels, in Parameters parameters)
    {
        var means = stackalloc double[channels];
        var squares = stackalloc double[channels];
        var scales = stackalloc float[channels];
        var offsets = stackalloc float[channels];
        Moments(input, places, channels, means, squares);
        if (shift is not null)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                means[channel] += shift[channel];
            }
        }

        var size = channels / parameters.Groups;
        for (var first = 0; first < channels; first += size)
        {
            Combine(first, size, 1.0 / places, 1.0 / size, means, squares, scales, offsets, parameters);
        }

        if (shift is not null)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                offsets[channel] += shift[channel] * scales[channel];
            }
        }

        var end = input + ((nint)places * channels);
        for (; input < end; input += channels, output += channels)
        {
            for (var channel = 0; channel < channels; channel += Lanes)
            {
                var y = Vector512.FusedMultiplyAdd(Vector512.Load(input + channel), Vector512.Load(scales + channel), Vector512.Load(offsets + channel));
                (parameters.Activates ? SigmoidKernel.Times(y, SigmoidKernel.FactorOf(1)) : y).Store(output + channel);
            }
        }
    }

    // Means of channels, and sums of squared differences from them. Sixteen channels are a line of the cache: four lines are read side by side.
    private static void Moments(float* map, int places, int channels, double* means, double* squares)
    {
        var channel = 0;
        for (; channel <= channels - (4 * Lanes); channel += 4 * Lanes)
        {
            Sum4(map + channel, places, channels, null, means + channel);
            Scale(means + channel, 4 * Lanes, 1.0 / places);
            Sum4(map + channel, places, channels, means + channel, squares + channel);
        }

        for (; channel < channels; channel += Lanes)
        {
            Sum1(map + channel, places, channels, null, means + channel);
            Scale(means + channel, Lanes, 1.0 / places);
            Sum1(map + channel, places, channels, means + channel, squares + channel);
        }
    }

    private static void Scale(double* values, int count, double factor)
    {
        for (var i = 0; i < count; i++)
        {
            values[i] *= factor;
        }
    }

    // Of 64 channels: sums, or sums of squared differences from their means.
    private static void Sum4(float* map, int places, int stride, double* means, double* sums)
    {
        for (var i = 0; i < 4 * Lanes; i++)
        {
            sums[i] = 0;
        }

        var (ma, mb, mc, md) = means is null ? default : (Mean(means), Mean(means + Lanes), Mean(means + (2 * Lanes)), Mean(means + (3 * Lanes)));
        for (var first = 0; first < places; first += PlacesAtOnce)
        {
            var a = Vector512<float>.Zero;
            var b = Vector512<float>.Zero;
            var c = Vector512<float>.Zero;
            var d = Vector512<float>.Zero;
            var x = map + ((nint)first * stride);
            var end = map + ((nint)Math.Min(places, first + PlacesAtOnce) * stride);
            if (means is null)
            {
                for (; x < end; x += stride)
                {
                    a += Vector512.Load(x);
                    b += Vector512.Load(x + Lanes);
                    c += Vector512.Load(x + (2 * Lanes));
                    d += Vector512.Load(x + (3 * Lanes));
                }
            }
            else
            {
                for (; x < end; x += stride)
                {
                    a = AddSquare(a, Vector512.Load(x) - ma);
                    b = AddSquare(b, Vector512.Load(x + Lanes) - mb);
                    c = AddSquare(c, Vector512.Load(x + (2 * Lanes)) - mc);
                    d = AddSquare(d, Vector512.Load(x + (3 * Lanes)) - md);
                }
            }

            AddTo(sums, a);
            AddTo(sums + Lanes, b);
            AddTo(sums + (2 * Lanes), c);
            AddTo(sums + (3 * Lanes), d);
        }
    }

    // The same of 16 channels, two places at a time.
    private static void Sum1(float* map, int places, int stride, double* means, double* sums)
    {
        for (var i = 0; i < Lanes; i++)
        {
            sums[i] = 0;
        }

        var mean = means is null ? default : Mean(means);
        for (var first = 0; first < places; first += PlacesAtOnce)
        {
            var a = Vector512<float>.Zero;
            var b = Vector512<float>.Zero;
            var x = map + ((nint)first * stride);
            var end = map + ((nint)Math.Min(places, first + PlacesAtOnce) * stride);
            if (means is null)
            {
                for (; x < end - stride; x += 2 * stride)
                {
                    a += Vector512.Load(x);
                    b += Vector512.Load(x + stride);
                }

                a = x < end ? a + Vector512.Load(x) : a;
            }
            else
            {
                for (; x < end - stride; x += 2 * stride)
                {
                    a = AddSquare(a, Vector512.Load(x) - mean);
                    b = AddSquare(b, Vector512.Load(x + stride) - mean);
                }

                a = x < end ? AddSquare(a, Vector512.Load(x) - mean) : a;
            }

            AddTo(sums, a + b);
        }
    }

    private static Vector512<float> Mean(double* means) => Vector512.Narrow(Vector512.Load(means), Vector512.Load(means + Vector512<double>.Count));

    private static void AddTo(double* sums, Vector512<float> values)
    {
        var (low, high) = Vector512.Widen(values);
        (Vector512.Load(sums) + low).Store(sums);
        (Vector512.Load(sums + Vector512<double>.Count) + high).Store(sums + Vector512<double>.Count);
    }

    private static Vector512<float> AddSquare(Vector512<float> sum, Vector512<float> x) => Vector512.FusedMultiplyAdd(x, x, sum);

    // Of a group's channels: what values are multiplied by, and what is added to them then.
    private static void Combine(
        int first, int size, double perPlace, double perChannel, double* means, double* squares, float* scales, float* offsets, in Parameters parameters)
    {
        var mean = 0.0;
        for (var channel = first; channel < first + size; channel++)
        {
            mean += means[channel];
        }

        mean *= perChannel;
        var variance = 0.0;
        for (var channel = first; channel < first + size; channel++)
        {
            var difference = means[channel] - mean;
            variance += (squares[channel] * perPlace) + (difference * difference);
        }

        var factor = 1 / Math.Sqrt((variance * perChannel) + parameters.Epsilon);
        for (var channel = first; channel < first + size; channel++)
        {
            var scale = factor * parameters.Weight[channel];
            scales[channel] = (float)scale;
            offsets[channel] = (float)(parameters.Bias[channel] - (mean * scale));
        }
    }

    private readonly struct Parameters(float* weight, float* bias, int groups, double epsilon, bool activates)
    {
        public float* Weight { get; } = weight;

        public float* Bias { get; } = bias;

        public int Groups { get; } = groups;

        public double Epsilon { get; } = epsilon;

        public bool Activates { get; } = activates;
    }
}
