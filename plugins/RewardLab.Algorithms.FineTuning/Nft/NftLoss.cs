using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Nft;

/// <summary>Negative-aware fine-tuning: the loss of a clean image that is noised, by how good the image is (Zheng et al.,
/// arXiv:2509.16117, theorem 3.2).</summary>
/// <remarks>
/// Of the policy's prediction x and the old policy's x_old of the same noised image the loss makes two implicit policies:
/// x+ = (1 - beta) x_old + beta x and x- = (1 + beta) x_old - beta x. The good share r of an image draws x+ to it, and the bad share 1 - r draws x- to it,
/// which pushes x away. The paper mixes velocities. Clean images, noise and velocities that stand for one another at one noise level do so by an affine map,
/// and both mixtures' weights add up to 1, so mixing the predicted clean images gives the same policies, whatever a model predicts.
/// </remarks>
internal static class NftLoss
{
    // An error below this would make the loss of a perfect prediction a division by nothing.
    private const double MinWeight = 1e-5;

    /// <summary>The loss of noised images.</summary>
    /// <param name="original">The clean images' latents x_0, [batch, ...].</param>
    /// <param name="predicted">The policy's prediction of them, of the same shape, with gradients.</param>
    /// <param name="old">The old policy's prediction, of the same shape.</param>
    /// <param name="optimality">r, how good each image is, from 0 to 1, [batch]; see <see cref="Optimality"/>.</param>
    /// <param name="beta">How far the implicit policies lie from the old one, above 0.</param>
    /// <param name="advantageLimit">The advantage that became r = 1, above 0: it gives the loss back the scale that r has lost.</param>
    public static NftTerms Compute(Tensor original, Tensor predicted, Tensor old, Tensor optimality, double beta, double advantageLimit)
    {
        using var scope = NewDisposeScope();
        var reference = old.detach();
        var (positive, positiveWeight) = Denoising(reference.Mul(1 - beta).AddScaled(predicted, beta), original);
        var (negative, negativeWeight) = Denoising(reference.Mul(1 + beta).AddScaled(predicted, -beta), original);
        var loss = (optimality * positive).Add(optimality.SubtractFrom(1) * negative).Mul(advantageLimit / beta).mean();
        return new NftTerms(
            loss.MoveToOuterDisposeScope(),
            positive.MoveToOuterDisposeScope(),
            negative.MoveToOuterDisposeScope(),
            positiveWeight.MoveToOuterDisposeScope(),
            negativeWeight.MoveToOuterDisposeScope());
    }

    /// <summary>r: how good an image is, 1/2 + A / (2 limit), A being its advantage as <paramref name="part"/> has it, the paper's
    /// optimality reward.</summary>
    /// <param name="advantage">A, by which its reward lies above its group's.</param>
    /// <param name="limit">Largest magnitude of an advantage, above 0.</param>
    /// <param name="part">Which advantages count.</param>
    /// <returns>0 for the worst to 1 for the best; 1/2 teaches nothing to a policy that is the old one.</returns>
    public static double Optimality(double advantage, double limit, AdvantagePart part)
    {
        var limited = Math.Clamp(advantage, -limit, limit);
        var counted = part switch
        {
            AdvantagePart.Positive => Math.Max(limited, 0),
            AdvantagePart.Negative => Math.Min(limited, 0),
            AdvantagePart.PositiveAsOne => limited > 0 ? 1 : 0,
            AdvantagePart.Sign => Math.Sign(limited),
            _ => limited,
        };
        return Math.Clamp((counted / limit / 2) + 0.5, 0, 1);
    }

    // |x - x_0|^2 over the mean distance of x from x_0, which has no gradient: noise levels count alike (the paper's adaptive weighting).
    private static (Tensor Loss, Tensor Weight) Denoising(Tensor predicted, Tensor original)
    {
        var error = (predicted - original).flatten(1); // [batch, values]
        var weight = error.detach().abs().mean([1]).Clamp(MinWeight, double.PositiveInfinity); // [batch]
        return ((error * error).mean([1]) / weight, weight);
    }
}
