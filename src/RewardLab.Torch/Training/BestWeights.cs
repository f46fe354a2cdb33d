using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardLab.Torch.Training;

/// <summary>The weights that an evaluation has scored highest so far, and how long ago that was.</summary>
internal sealed class BestWeights((string Name, Parameter Value)[] parameters) : IDisposable
{
    private Tensor[]? _weights;

    /// <summary>Their score; null before the first evaluation.</summary>
    public double? Score { get; private set; }

    /// <summary>Steps made when they were taken.</summary>
    public long Step { get; private set; }

    /// <summary>Evaluations since the best one.</summary>
    public int Stale { get; private set; }

    /// <summary>Takes a score of the present weights.</summary>
    public void TryUpdate(double score, long step)
    {
        if (Score is { } best && !(score > best))
        {
            Stale++;
            return;
        }

        (Score, Step, Stale) = (score, step, 0);
        Keep(i => parameters[i].Value);
    }

    /// <summary>Copies the best weights back into the parameters; does nothing where none are kept.</summary>
    public void Restore()
    {
        using var ungraded = no_grad();
        for (var i = 0; _weights is not null && i < parameters.Length; i++)
        {
            parameters[i].Value.copy_(_weights[i]);
        }
    }

    /// <summary>The best weights, named as a checkpoint holds them.</summary>
    public IEnumerable<(string Name, Tensor Value)> Tensors() => _weights is null ? [] : parameters.Select((p, i) => (p.Name, _weights[i]));

    /// <summary>Restores the best weights from a checkpoint.</summary>
    /// <param name="score">Their score.</param>
    /// <param name="step">Steps made when they were taken.</param>
    /// <param name="stale">Evaluations since then.</param>
    /// <param name="read">Gives the tensor of a name of <see cref="Tensors"/>, in a scope of the caller's.</param>
    public void Load(double score, long step, int stale, Func<string, Tensor> read)
    {
        (Score, Step, Stale) = (score, step, stale);
        Keep(i => read(parameters[i].Name));
    }

    public void Dispose()
    {
        foreach (var weight in _weights ?? [])
        {
            weight.Dispose();
        }

        _weights = null;
    }

    private void Keep(Func<int, Tensor> value)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        _weights ??= Array.ConvertAll(parameters, static p => empty_like(p.Value).DetachFromDisposeScope());
        for (var i = 0; i < parameters.Length; i++)
        {
            _weights[i].copy_(value(i));
        }
    }
}
