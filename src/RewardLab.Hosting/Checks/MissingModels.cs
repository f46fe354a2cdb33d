using RewardLab.Abstractions;

namespace RewardLab.Hosting.Checks;

/// <summary>A catalog of models that remembers which one was asked for in vain.</summary>
/// <param name="inner">The catalog.</param>
public sealed class MissingModels(IModelCatalog inner) : IModelCatalog
{
    private string? _advice;

    /// <summary>What the catalog said of the last model that is not on this machine; null since <see cref="Forget"/>.</summary>
    public string? Advice => Volatile.Read(ref _advice);

    /// <summary>Forgets what was missing: for the next component.</summary>
    public void Forget() => Volatile.Write(ref _advice, null);

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders(string model) => Folders(model, kind: null);

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders(string model, ComponentKind? kind)
    {
        try
        {
            return inner.Folders(model, kind);
        }
        catch (RewardLabException exception)
        {
            Volatile.Write(ref _advice, exception.Message);
            throw;
        }
    }
}
