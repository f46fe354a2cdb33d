using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardLab.Torch.Training;

/// <summary>An exponential moving average of parameters, which generates better images than the last step's.</summary>
/// <remarks>The decay warms up as min(decay, (1 + step) / (10 + step)), so that early steps do not linger.</remarks>
public sealed class ExponentialMovingAverage : IDisposable
{
    private readonly (string Name, Parameter Value)[] _parameters;
    private readonly Tensor[] _averages;
    private readonly double _decay;

    /// <summary>Starts at the parameters' present values.</summary>
    /// <param name="parameters">What is averaged.</param>
    /// <param name="decay">Weight of the past at each step, [0, 1).</param>
    public ExponentialMovingAverage(IEnumerable<(string Name, Parameter Value)> parameters, double decay)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _decay = decay;
        _parameters = parameters.ToArray();
        using var noGradient = no_grad();
        _averages = Array.ConvertAll(_parameters, static p => p.Value.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>Moves the average towards the present values.</summary>
    /// <param name="step">Steps made, from 0.</param>
    public void Update(long step) => Blend(Math.Min(_decay, (1.0 + step) / (10.0 + step)));

    /// <summary>Moves the average towards the present values by a decay of its own, as a schedule has it.</summary>
    /// <param name="decay">Weight of the past, [0, 1]; 0 takes the present values.</param>
    public void Blend(double decay)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        for (var i = 0; i < _averages.Length; i++)
        {
            _averages[i].MulInPlace(decay);
            _averages[i].AddInPlace(_parameters[i].Value, 1 - decay);
        }
    }

    /// <summary>Exchanges averages and parameters; a second call changes them back.</summary>
    public void Swap()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        for (var i = 0; i < _averages.Length; i++)
        {
            var present = _parameters[i].Value.clone();
            _parameters[i].Value.copy_(_averages[i]);
            _averages[i].copy_(present);
        }
    }

    /// <summary>The averages by parameter name, for a checkpoint.</summary>
    public IEnumerable<(string Name, Tensor Value)> State() => _parameters.Select((p, i) => (p.Name, _averages[i]));

    /// <summary>Takes the averages of a checkpoint.</summary>
    public void LoadState(Func<string, Tensor> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        using var noGradient = no_grad();
        foreach (var (name, value) in State())
        {
            value.copy_(read(name));
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var average in _averages)
        {
            average.Dispose();
        }
    }
}
