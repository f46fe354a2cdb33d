using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>What a denoiser is told of a prompt.</summary>
/// <param name="Hidden">States that it attends to, [1, tokens, width].</param>
/// <param name="Pooled">The second text encoder's projected state, [1, width]; null where a model has one text encoder.</param>
public sealed record PromptStates(Tensor Hidden, Tensor? Pooled) : IDisposable
{
    /// <inheritdoc />
    public void Dispose()
    {
        Hidden.Dispose();
        Pooled?.Dispose();
    }

    /// <summary>Takes the tensors out of every dispose scope; the caller frees them.</summary>
    internal PromptStates Detached() => new(Hidden.DetachFromDisposeScope(), Pooled?.DetachFromDisposeScope());

    internal PromptStates MovedOut() => new(Hidden.MoveToOuterDisposeScope(), Pooled?.MoveToOuterDisposeScope());

    internal PromptStates To(ScalarType type) => new(Hidden.to(type), Pooled?.to(type));
}
