using RewardLab.Torch.Runtime;
using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardLab.Torch.Training;

/// <summary>Gradients of a micro-batch's parts, which may be computed side by side, added up in the parts' order.</summary>
/// <remarks>Each part has gradients of its own: threads that added to a parameter's would do so in any order.</remarks>
/// <param name="parameters">Those that are trained, of one type, on one device.</param>
public sealed class PartGradients(IReadOnlyList<(string Name, Parameter Value)> parameters)
{
    /// <summary>Adds the gradients of all parts to those of the parameters.</summary>
    /// <param name="count">Parts, at least 1.</param>
    /// <param name="loss">A part's loss, a scalar with gradients. Called inside a dispose scope, maybe on another thread.</param>
    /// <param name="isSequential">Whether parts are computed one after the other on the calling thread, and gradients go straight to the parameters: what
    /// computes blocks again needs that.</param>
    public void Accumulate(int count, Func<int, Tensor> loss, bool isSequential = false)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (isSequential || FormerPaths.AreTaken || count == 1)
        {
            for (var part = 0; part < count; part++)
            {
                using var partScope = NewDisposeScope();
                loss(part).backward();
            }

            return;
        }

        using var scope = NewDisposeScope();
        Tensor[] values = [.. parameters.Select(static parameter => parameter.Value)];
        var all = zeros([count, values.Sum(static value => value.numel())], values[0].dtype, values[0].device); // [parts, values of all parameters]
        ParallelParts.Run(count, part =>
        {
            using var partScope = NewDisposeScope();
            var gradients = autograd.grad([loss(part)], values, allow_unused: true);
            using var ungraded = no_grad();
            all[part].copy_(cat([.. values.Zip(gradients, static (value, gradient) => Flat(value, gradient))]));
        });
        using var ungraded = no_grad();
        for (var part = 0; part < count; part++)
        {
            Add(all[part], values);
        }
    }

    /// <summary>Makes every parameter's gradient zero.</summary>
    public void Clear()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        foreach (var (_, value) in parameters)
        {
            if (value.grad is { } known)
            {
                known.zero_();
            }
            else
            {
                value.grad = zeros_like(value);
            }
        }
    }

    /// <summary>A copy of all gradients, [values of all parameters], in the parameters' order; in the caller's dispose scope.</summary>
    public Tensor Flatten()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        return cat([.. parameters.Select(static parameter => Flat(parameter.Value, parameter.Value.grad))]).MoveToOuterDisposeScope();
    }

    /// <summary>Replaces all gradients.</summary>
    /// <param name="gradients">[values of all parameters], as <see cref="Flatten"/> has them.</param>
    public void Set(Tensor gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        Clear();
        using var ungraded = no_grad();
        Add(gradients, [.. parameters.Select(static parameter => parameter.Value)]);
    }

    // A parameter that a part does not use has none there.
    private static Tensor Flat(Tensor value, Tensor? gradient) =>
        gradient is null || gradient.IsInvalid ? zeros(value.numel(), value.dtype, value.device) : gradient.flatten();

    private static void Add(Tensor gradients, Tensor[] values)
    {
        using var scope = NewDisposeScope();
        var start = 0L;
        foreach (var value in values)
        {
            var own = gradients.narrow(0, start, value.numel()).view(value.shape);
            start += value.numel();
            if (value.grad is { } known)
            {
                known.AddInPlace(own);
            }
            else
            {
                value.grad = own.clone();
            }
        }
    }
}
