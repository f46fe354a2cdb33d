using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardLab.Torch.Training;

/// <summary>AdamW (Loshchilov and Hutter, ICLR 2019, algorithm 2) in PyTorch's order of operations, on operations that keep their scalars alive.</summary>
/// <remarks>Moments are float32, made at construction. Parameters without a gradient are left as they are. Not thread-safe.</remarks>
public sealed class AdamW : IDisposable
{
    private readonly (string Name, Parameter Value)[] _parameters;
    private readonly Tensor[] _first;
    private readonly Tensor[] _second;
    private readonly AdamWOptions _options;

    /// <summary>Makes an optimizer over named parameters.</summary>
    public AdamW(IEnumerable<(string Name, Parameter Value)> parameters, AdamWOptions options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _parameters = parameters.ToArray();
        _first = Array.ConvertAll(_parameters, static p => zeros_like(p.Value, ScalarType.Float32).DetachFromDisposeScope());
        _second = Array.ConvertAll(_parameters, static p => zeros_like(p.Value, ScalarType.Float32).DetachFromDisposeScope());
    }

    /// <summary>Updates made so far; part of the state, since bias correction depends on it.</summary>
    public long StepCount { get; private set; }

    /// <summary>Updates every parameter from its gradient.</summary>
    /// <param name="learningRateScale">Factor of a schedule on the learning rate.</param>
    public void Step(double learningRateScale = 1)
    {
        StepCount++;
        var learningRate = _options.LearningRate * learningRateScale;
        var firstCorrection = 1 - Math.Pow(_options.Beta1, StepCount);
        var secondCorrectionRoot = Math.Sqrt(1 - Math.Pow(_options.Beta2, StepCount));
        using var noGradient = no_grad();
        for (var i = 0; i < _parameters.Length; i++)
        {
            using var scope = NewDisposeScope();
            var parameter = _parameters[i].Value;
            if (parameter.grad is not { } gradient)
            {
                continue;
            }

            parameter.MulInPlace(1 - (learningRate * _options.WeightDecay));
            _first[i].MulInPlace(_options.Beta1);
            _first[i].AddInPlace(gradient, 1 - _options.Beta1);
            _second[i].MulInPlace(_options.Beta2);
            _second[i].AddProductInPlace(gradient, gradient, 1 - _options.Beta2);
            var denominator = _second[i].sqrt();
            denominator.MulInPlace(1 / secondCorrectionRoot);
            denominator = denominator.Add(_options.Epsilon);
            parameter.AddQuotientInPlace(_first[i], denominator, -learningRate / firstCorrection);
        }
    }

    /// <summary>Clears every gradient.</summary>
    public void ZeroGradients()
    {
        using var scope = NewDisposeScope(); // each access to a gradient makes a handle of it
        foreach (var (_, parameter) in _parameters)
        {
            parameter.grad?.zero_();
        }
    }

    /// <summary>Scales all gradients together so that their joint 2-norm is at most <paramref name="maxNorm"/>.</summary>
    /// <returns>The norm before scaling.</returns>
    public double ClipGradients(double maxNorm)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var gradients = _parameters.Select(static p => p.Value.grad).OfType<Tensor>().ToArray();
        if (gradients.Length == 0)
        {
            return 0;
        }

        var norm = stack(gradients.Select(static g => g.norm())).norm().item<float>();
        var scale = maxNorm / (norm + 1e-6);
        if (scale < 1)
        {
            foreach (var gradient in gradients)
            {
                gradient.MulInPlace(scale);
            }
        }

        return norm;
    }

    /// <summary>The moments by name, "first.NAME" and "second.NAME", for a checkpoint.</summary>
    public IEnumerable<(string Name, Tensor Value)> State()
    {
        for (var i = 0; i < _parameters.Length; i++)
        {
            yield return ("first." + _parameters[i].Name, _first[i]);
            yield return ("second." + _parameters[i].Name, _second[i]);
        }
    }

    /// <summary>Takes the moments of a checkpoint.</summary>
    /// <param name="read">Gives the tensor of a name of <see cref="State"/>, in a scope of the caller's.</param>
    /// <param name="stepCount">Updates made when the checkpoint was written.</param>
    public void LoadState(Func<string, Tensor> read, long stepCount)
    {
        ArgumentNullException.ThrowIfNull(read);
        using var noGradient = no_grad();
        foreach (var (name, value) in State())
        {
            value.copy_(read(name));
        }

        StepCount = stepCount;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var moment in _first.Concat(_second))
        {
            moment.Dispose();
        }
    }
}
