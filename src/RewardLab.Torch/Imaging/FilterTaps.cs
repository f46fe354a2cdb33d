namespace RewardLab.Torch.Imaging;

/// <summary>For every output pixel of one axis, the input pixels that it is made of and their weights, with 22 fractional bits and in float32.</summary>
internal sealed class FilterTaps
{
    private const double One = 1 << 22;
    private readonly int[] _firsts;
    private readonly int[] _counts;
    private readonly int[] _weights;
    private readonly float[] _exactWeights;
    private readonly int[] _splitWeights;
    private readonly int _stride;

    public FilterTaps(int inputLength, int outputLength, ResampleFilter filter)
    {
        var scale = (double)inputLength / outputLength;
        var width = Math.Max(scale, 1); // antialiasing: when reducing, the filter grows
        var support = Support(filter) * width;
        _stride = ((int)Math.Ceiling(support) * 2) + 1;
        _firsts = new int[outputLength];
        _counts = new int[outputLength];
        _weights = new int[outputLength * _stride];
        _exactWeights = new float[outputLength * _stride];
        _splitWeights = ResampleKernels.IsSupported ? new int[outputLength * SplitStride] : [];
        var weights = new double[_stride];
        for (var i = 0; i < outputLength; i++)
        {
            var center = (i + 0.5) * scale;
            var first = Math.Max((int)(center - support + 0.5), 0);
            var count = Math.Min((int)(center + support + 0.5), inputLength) - first;
            var sum = 0.0;
            for (var j = 0; j < count; j++)
            {
                weights[j] = Evaluate(filter, (j + first - center + 0.5) * (1 / width));
                sum += weights[j];
            }

            (_firsts[i], _counts[i]) = (first, count);
            for (var j = 0; j < count; j++)
            {
                var exact = sum == 0 ? weights[j] : weights[j] / sum;
                _exactWeights[(i * _stride) + j] = (float)exact;
                var weight = exact * One;
                _weights[(i * _stride) + j] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
            }

            if (_splitWeights.Length > 0)
            {
                ResampleKernels.Split(_weights.AsSpan(i * _stride, count), _splitWeights.AsSpan(i * SplitStride, SplitStride));
            }
        }
    }

    /// <summary>The first input pixel and the weights from there on.</summary>
    public Taps this[int index] => new(_firsts[index], _weights.AsSpan(index * _stride, _counts[index]));

    /// <summary>An output pixel's weights as <see cref="ResampleKernels"/> multiplies by them; none where it is not supported.</summary>
    public ReadOnlySpan<int> SplitWeights(int index) => _splitWeights.AsSpan(index * SplitStride, ResampleKernels.SplitLength(_counts[index]));

    /// <summary>The first input pixel of an output pixel.</summary>
    public int First(int index) => _firsts[index];

    /// <summary>An output pixel's weights from <see cref="First"/> on, not rounded to fractional bits.</summary>
    public ReadOnlySpan<float> ExactWeights(int index) => _exactWeights.AsSpan(index * _stride, _counts[index]);

    private int SplitStride => ResampleKernels.SplitLength(_stride);

    private static double Support(ResampleFilter filter) => filter switch
    {
        ResampleFilter.Lanczos => 3,
        ResampleFilter.Bilinear => 1,
        ResampleFilter.Bicubic => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "Not a filter."),
    };

    private static double Evaluate(ResampleFilter filter, double x)
    {
        var distance = Math.Abs(x);
        return filter switch
        {
            ResampleFilter.Lanczos => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0,
            ResampleFilter.Bilinear => Math.Max(1 - distance, 0),
            _ when distance < 1 => (((1.5 * distance) - 2.5) * distance * distance) + 1,
            _ when distance < 2 => ((((distance - 5) * distance) + 8) * distance - 4) * -0.5,
            _ => 0,
        };
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);

    /// <summary>What one output pixel is made of.</summary>
    public readonly ref struct Taps(int first, ReadOnlySpan<int> weights)
    {
        private readonly int _first = first;
        private readonly ReadOnlySpan<int> _weights = weights;

        public void Deconstruct(out int first, out ReadOnlySpan<int> weights)
        {
            first = _first;
            weights = _weights;
        }
    }
}
