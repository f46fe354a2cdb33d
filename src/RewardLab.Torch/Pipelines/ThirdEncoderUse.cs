namespace RewardLab.Torch.Pipelines;

/// <summary>Whether Stable Diffusion 3's third text encoder, T5, is used.</summary>
public enum ThirdEncoderUse
{
    /// <summary>Where the model's folder has it.</summary>
    Available,

    /// <summary>A folder without it is refused.</summary>
    Required,

    /// <summary>Not at all: zeros in its place, as the model was trained to take.</summary>
    None,
}
