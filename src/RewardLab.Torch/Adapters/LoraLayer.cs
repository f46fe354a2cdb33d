using RewardLab.Torch.Models;
using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardLab.Torch.Adapters;

/// <summary>One layer's low-rank addition, alpha / r * B A x (Hu et al., arXiv:2106.09685, section 4.1).</summary>
/// <remarks>
/// Hooked on to the layer, which stays in its place under its own name. Computed in float32 whatever the layer computes in. The scale is multiplied
/// into B, never into the product: so a file that has it in its matrices gives the same bits as the layer that it was written from.
/// </remarks>
internal sealed class LoraLayer : IDisposable, IWeightAdapter
{
    [ThreadStatic]
    private static bool _isOffHere;

    private readonly nn.Module<Tensor, Tensor> _base;
    private readonly Action _unhook;
    private readonly Tensor? _fixedDown;
    private readonly Tensor? _fixedUp;
    private Tensor? _unmerged;

    /// <summary>Hooks an adapter on to a layer; tensors are copied.</summary>
    /// <param name="name">The layer's name, with the component's before it.</param>
    /// <param name="layer">A linear layer or a convolution.</param>
    /// <param name="trained">What is trained; null where nothing is.</param>
    /// <param name="frozen">What the layer adds where nothing is trained, or before it is; its scale is multiplied in. Null where that is nothing.</param>
    /// <param name="stacks">Whether what is trained is added to <paramref name="frozen"/>; otherwise it is in its place, having begun from it.</param>
    public LoraLayer(LoraLayerName name, nn.Module<Tensor, Tensor> layer, LoraMatrices? trained, (Tensor Down, Tensor Up)? frozen = null, bool stacks = true)
    {
        Name = name;
        _base = layer;
        Scale = trained?.Scale ?? 1;
        Stacks = stacks && trained is not null && frozen is not null;
        if (trained is not null)
        {
            Down = Own(trained.Down);
            Up = Own(trained.Up);
        }

        if (frozen is { } before)
        {
            _fixedDown = Copied(before.Down);
            _fixedUp = Copied(before.Up);
        }

        var hook = layer.register_forward_hook((_, input, output) => Add(input, output)!);
        _unhook = hook.remove;
        AdaptedLinear.Attach(layer, this);
    }

    /// <summary>Switches off on this thread, until disposed, what is trained.</summary>
    public static IDisposable DisableOnThread()
    {
        var outer = _isOffHere;
        _isOffHere = true;
        return new Disabled(outer);
    }

    public LoraLayerName Name { get; }

    /// <summary>The layer that it is on.</summary>
    public nn.Module<Tensor, Tensor> Base => _base;

    /// <summary>alpha / rank of what is trained.</summary>
    public double Scale { get; }

    /// <summary>A, [rank, in] or [rank, in, height, width], float32; null where nothing is trained.</summary>
    public Parameter? Down { get; }

    /// <summary>B, [out, rank] or [out, rank, 1, 1], float32; null where nothing is trained.</summary>
    public Parameter? Up { get; }

    /// <summary>What the layer adds where nothing is trained, or before it is.</summary>
    public (Tensor Down, Tensor Up)? Frozen => _fixedDown is null ? null : (_fixedDown, _fixedUp!);

    /// <summary>Whether what is trained is added to <see cref="Frozen"/>.</summary>
    public bool Stacks { get; }

    /// <summary>Whether what is trained acts; without it the layer is as it was before.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>Whether nothing acts at all: another adapter has taken over what this one does.</summary>
    public bool IsSuspended { get; set; }

    /// <inheritdoc />
    public bool IsActing => !IsSuspended && _unmerged is null && ((Down is not null && ActsHere) || _fixedDown is not null);

    private bool ActsHere => IsEnabled && !_isOffHere;

    /// <inheritdoc />
    public Tensor AddTo(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var (down, up) = Acting(ActsHere)!.Value;
        return addmm(weight, up, down, 1, 1).MoveToOuterDisposeScope();
    }

    /// <summary>What is added now, in the caller's dispose scope; shares memory with what is trained where nothing is beside it.</summary>
    public LoraMatrices Matrices()
    {
        if (Down is not null && !Stacks)
        {
            return new LoraMatrices(Name, Down, Up!, Scale);
        }

        var (down, up) = Acting(isEnabled: true)!.Value;
        return new LoraMatrices(Name, down, up, Scale: 1);
    }

    /// <summary>Adds the product to the layer's own weight.</summary>
    public void Merge(double share)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var weight = LoraTargets.WeightOf(_base);
        _unmerged = weight.detach().clone().DetachFromDisposeScope();
        var (down, up) = Acting(IsEnabled)!.Value;
        var added = up.flatten(1).matmul(down.flatten(1)).view(weight.shape);
        weight.copy_(weight.to_type(ScalarType.Float32).AddScaled(added, share));
    }

    /// <summary>Puts the layer's own weight back, bit for bit.</summary>
    public void Unmerge()
    {
        using var ungraded = no_grad();
        LoraTargets.WeightOf(_base).copy_(_unmerged!);
        _unmerged!.Dispose();
        _unmerged = null;
    }

    public void Dispose()
    {
        _unhook();
        AdaptedLinear.Detach(_base, this);
        if (_unmerged is not null)
        {
            Unmerge();
        }

        Down?.Dispose();
        Up?.Dispose();
        _fixedDown?.Dispose();
        _fixedUp?.Dispose();
    }

    // Null keeps the layer's own output.
    private Tensor? Add(Tensor input, Tensor output)
    {
        if (IsSuspended || _unmerged is not null)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        if (Acting(ActsHere) is not { } matrices)
        {
            return null;
        }

        var (down, up) = Beside(input, matrices.Down, matrices.Up);
        var added = Product(input.to_type(ScalarType.Float32), down, up);
        return (output.dtype == ScalarType.Float32
            ? output.Add(added)
            : output.to_type(ScalarType.Float32).Add(added).to_type(output.dtype)).MoveToOuterDisposeScope();
    }

    // A layer that is offloaded computes on another device than that on which the adapter was put on it; matrices stay where they are trained.
    private static (Tensor Down, Tensor Up) Beside(Tensor input, Tensor down, Tensor up) =>
        down.device_type == input.device_type ? (down, up) : (down.to(input.device), up.to(input.device));

    private Tensor Product(Tensor input, Tensor down, Tensor up) => _base is Conv2d convolution
        ? nn.functional.conv2d(nn.functional.conv2d(input, down, null, convolution.stride, convolution.padding, convolution.dilation), up)
        : nn.functional.linear(nn.functional.linear(input, down), up);

    private (Tensor Down, Tensor Up)? Acting(bool isEnabled)
    {
        if (Down is null || !isEnabled)
        {
            return Frozen;
        }

        var up = Scale == 1 ? Up! : Up!.Mul(Scale);
        return Stacks ? (cat([_fixedDown!, Down], 0), cat([_fixedUp!, up], 1)) : (Down, up);
    }

    private Parameter Own(Tensor values)
    {
        var parameter = new Parameter(Copied(values), requires_grad: true);
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    private Tensor Copied(Tensor values)
    {
        using var ungraded = no_grad();
        return values.detach().to(ScalarType.Float32, LoraTargets.WeightOf(_base).device, copy: true).DetachFromDisposeScope();
    }

    private sealed class Disabled(bool outer) : IDisposable
    {
        public void Dispose() => _isOffHere = outer;
    }
}
