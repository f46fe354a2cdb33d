using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.T5;

/// <summary>A linear layer without bias, whose weight can be held in 8 bits.</summary>
/// <remarks>
/// In 8 bits each row has a scale of its own, its largest value's 127th part, and is rounded to the nearest of 255 values (Dettmers et al.,
/// arXiv:2208.07339, section 2, without its outliers). It is multiplied out for each call: the memory is a quarter, the speed lower.
/// </remarks>
internal sealed class T5Projection : nn.Module<Tensor, Tensor>
{
    // Buffers, so that they move with the module; not in files.
    private const string Values = "values_8bit";
    private const string Scales = "scales_8bit";

    private readonly bool _inFloat32;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    private bool _isQuantized;

    /// <summary>Makes a layer with fresh weights.</summary>
    /// <param name="inputSize">Width of what comes in.</param>
    /// <param name="outputSize">Width of what comes out.</param>
    /// <param name="deviation">Of the fresh weights.</param>
    /// <param name="madeFor">Type of weights that are read right after; null for fresh ones.</param>
    /// <param name="inFloat32">Whether weights of float16 are multiplied in float32.</param>
    internal T5Projection(long inputSize, long outputSize, double deviation, ScalarType? madeFor = null, bool inFloat32 = false)
        : base(nameof(T5Projection))
    {
        _inFloat32 = inFloat32;
        var weight = empty([outputSize, inputSize], madeFor ?? ScalarType.Float32);
        if (madeFor is null)
        {
            nn.init.normal_(weight, 0, deviation);
        }

        _weight = new Parameter(weight);
        RegisterComponents();
    }

    /// <summary>Type of what is held in place of the weight; null where the weight itself is.</summary>
    internal ScalarType? HeldType => _isQuantized ? get_buffer(Values)!.dtype : null;

    /// <summary>Whether the weight is held in 8 bits.</summary>
    internal bool IsQuantized => _isQuantized;

    public override Tensor forward(Tensor states) // [..., input]
    {
        using var scope = NewDisposeScope();
        var weight = _isQuantized ? Multiplied(states.device) : _weight;
        if (weight.dtype == ScalarType.Float16 && _inFloat32)
        {
            weight = weight.to_type(ScalarType.Float32);
        }

        return nn.functional.linear(states.to_type(weight.dtype), weight).MoveToOuterDisposeScope(); // [..., output]
    }

    /// <summary>Holds the weight in 8 bits from here on; what it was is let go.</summary>
    internal void Quantize()
    {
        if (_isQuantized)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var raised = _weight.to_type(ScalarType.Float32);
        var scale = raised.abs().amax([1], keepdim: true).Clamp(1e-30, 1e30).Div(127); // [output, 1]
        register_buffer(Values, (raised / scale).round().Clamp(-127, 127).to_type(ScalarType.Int8).DetachFromDisposeScope(), persistent: false);
        register_buffer(Scales, scale.to_type(_weight.dtype).DetachFromDisposeScope(), persistent: false);
        _weight.set_(empty([0], _weight.dtype, _weight.device));
        _isQuantized = true;
    }

    private Tensor Multiplied(Device device) // [output, input]
    {
        var scale = get_buffer(Scales)!.to(device);
        return get_buffer(Values)!.to(device).to_type(scale.dtype) * scale;
    }
}
