using RewardLab.Numerics.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = TorchSharp.Modules.Linear;

namespace RewardLab.Numerics.Adapters;

/// <summary>One linear layer's low-rank addition, alpha / r * B A x (Hu et al., arXiv:2106.09685, section 4.1).</summary>
/// <remarks>Hooked on to the layer, which stays in its place under its own name. Computed in float32 whatever the layer computes in.</remarks>
internal sealed class LoraLayer : IDisposable
{
    private readonly Linear _base;
    private readonly double _scale;
    private readonly Action _unhook;
    private Tensor? _unmerged;

    /// <summary>Hooks an adapter on to a layer; both matrices become the adapter's.</summary>
    /// <param name="name">The layer's name, with the component's before it.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="down">A, [rank, in].</param>
    /// <param name="up">B, [out, rank].</param>
    /// <param name="scale">alpha / rank.</param>
    public LoraLayer(LoraLayerName name, Linear layer, Tensor down, Tensor up, double scale)
    {
        Name = name;
        _base = layer;
        _scale = scale;
        Down = Own(down);
        Up = Own(up);
        var hook = layer.register_forward_hook((_, input, output) => Add(input, output)!);
        _unhook = hook.remove;
    }

    public LoraLayerName Name { get; }

    /// <summary>alpha / rank.</summary>
    public double Scale => _scale;

    /// <summary>A, [rank, in], float32.</summary>
    public Parameter Down { get; }

    /// <summary>B, [out, rank], float32.</summary>
    public Parameter Up { get; }

    /// <summary>Whether the addition is made; without it the layer is the base's.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>Adds the product to the layer's own weight.</summary>
    public void Merge(double share)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var weight = _base.weight!;
        _unmerged = weight.detach().clone().DetachFromDisposeScope();
        weight.copy_(weight.to_type(ScalarType.Float32).Plus(Up.matmul(Down).Times(_scale * share)));
    }

    /// <summary>Puts the layer's own weight back, bit for bit.</summary>
    public void Unmerge()
    {
        using var ungraded = no_grad();
        _base.weight!.copy_(_unmerged!);
        _unmerged!.Dispose();
        _unmerged = null;
    }

    public void Dispose()
    {
        _unhook();
        if (_unmerged is not null)
        {
            Unmerge();
        }

        Down.Dispose();
        Up.Dispose();
    }

    // Null keeps the layer's own output.
    private Tensor? Add(Tensor input, Tensor output)
    {
        if (!IsEnabled || _unmerged is not null)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var added = nn.functional.linear(nn.functional.linear(input.to_type(ScalarType.Float32), Down), Up);
        return (output.dtype == ScalarType.Float32
            ? output.PlusScaled(added, _scale)
            : output.to_type(ScalarType.Float32).PlusScaled(added, _scale).to_type(output.dtype)).MoveToOuterDisposeScope();
    }

    private Parameter Own(Tensor values)
    {
        var parameter = new Parameter(values.to(ScalarType.Float32, _base.weight!.device, copy: true), requires_grad: true);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
