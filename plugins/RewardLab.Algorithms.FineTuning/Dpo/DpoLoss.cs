using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Dpo;

/// <summary>Direct preference optimization of a denoiser: the loss of pairs of images, one preferred to the other (Wallace et al., arXiv:2311.12908,
/// equation 14).</summary>
/// <remarks>
/// e(x) is the mean squared error of the denoiser on an image x, noised, and e_ref(x) the frozen reference's. With
/// z = -beta / 2 ((e(x_w) - e(x_l)) - (e_ref(x_w) - e_ref(x_l))) the loss is -log sigmoid(z): the policy shall get better than the reference at the preferred
/// image x_w, or worse at the other, x_l. The constants of the paper's equation, the number of timesteps and the weighting of noise levels, are in beta.
/// </remarks>
internal static class DpoLoss
{
    /// <summary>The loss of pairs.</summary>
    /// <param name="predicted">What the denoiser puts out for the preferred images, then for the others, [2 pairs, ...], with gradients.</param>
    /// <param name="reference">What the frozen reference puts out for them, of the same shape.</param>
    /// <param name="target">What both should have put out: noise, velocity or clean image, of the same shape.</param>
    /// <param name="beta">How far the policy may go from the reference: the larger, the less; above 0.</param>
    /// <param name="isTie">Whether neither image of a pair was preferred, [pairs]: each wins half of the time then.</param>
    public static DpoTerms Compute(Tensor predicted, Tensor reference, Tensor target, double beta, bool[] isTie)
    {
        using var scope = NewDisposeScope();
        var (preferred, other) = Errors(predicted, target);
        var (referencePreferred, referenceOther) = Errors(reference.detach(), target);
        var lead = (preferred - other - (referencePreferred - referenceOther)).Mul(-beta / 2); // z, [pairs]
        var won = tensor(Array.ConvertAll(isTie, tie => tie ? 0.5f : 1f), device: lead.device);
        var loss = (nn.functional.logsigmoid(lead) * won).Add(nn.functional.logsigmoid(lead.neg()) * won.SubtractFrom(1)).mean().neg();
        return new DpoTerms(
            loss.MoveToOuterDisposeScope(),
            lead.MoveToOuterDisposeScope(),
            preferred.MoveToOuterDisposeScope(),
            other.MoveToOuterDisposeScope(),
            referencePreferred.MoveToOuterDisposeScope(),
            referenceOther.MoveToOuterDisposeScope());
    }

    // e of the preferred images and of the others, [pairs] each.
    private static (Tensor Preferred, Tensor Other) Errors(Tensor output, Tensor target)
    {
        var difference = (output - target).flatten(1);
        var errors = (difference * difference).mean([1]);
        var pairs = errors.shape[0] / 2;
        return (errors.narrow(0, 0, pairs), errors.narrow(0, pairs, pairs));
    }
}
