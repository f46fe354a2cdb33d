namespace RewardLab.Numerics.Adapters;

/// <summary>How an adapter's file names its tensors.</summary>
public enum LoraLayout
{
    /// <summary>pytorch_lora_weights.safetensors as diffusers' load_lora_weights reads it: "unet.LAYER.lora.down.weight". It has no alpha: where alpha is not the rank, the scale is multiplied into the up matrices.</summary>
    Diffusers,

    /// <summary>adapter_model.safetensors and adapter_config.json as PEFT reads them, a folder for each part: "base_model.model.LAYER.lora_A.weight".</summary>
    Peft,
}
