namespace RewardLab.Torch.Models;

/// <summary>What a checkpoint's tensor names give away.</summary>
public enum ModelArchitecture
{
    /// <summary>Nothing that is known here.</summary>
    Unknown,

    /// <summary>CLIP, under Hugging Face's, OpenAI's or OpenCLIP's names; PickScore and HPS v2 are CLIPs too.</summary>
    Clip,

    /// <summary>ImageReward.</summary>
    ImageReward,

    /// <summary>BLIP-2's first stage, under LAVIS' or Hugging Face's names.</summary>
    Blip2,

    /// <summary>BLIP without ImageReward's head.</summary>
    Blip,

    /// <summary>SigLIP.</summary>
    Siglip,

    /// <summary>A U-Net of Stable Diffusion.</summary>
    DiffusionUNet,

    /// <summary>An autoencoder of Stable Diffusion.</summary>
    Autoencoder,

    /// <summary>A CLIP text encoder without an image tower.</summary>
    ClipText,

    /// <summary>Low-rank adapters, without the model they belong to.</summary>
    Lora,
}
