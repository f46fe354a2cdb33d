namespace RewardLab.Torch.Models.Clip;

/// <summary>The activation between the two layers of a CLIP block's feed-forward part.</summary>
public enum ClipActivation
{
    /// <summary>x * sigmoid(1.702 x), of OpenAI's weights.</summary>
    QuickGelu,

    /// <summary>x * Phi(x), the exact error-function form (Hendrycks and Gimpel, arXiv:1606.08415), of OpenCLIP's and Stable Diffusion 2's weights.</summary>
    Gelu,
}
