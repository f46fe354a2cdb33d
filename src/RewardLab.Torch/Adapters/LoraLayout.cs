namespace RewardLab.Torch.Adapters;

/// <summary>How an adapter's file names its tensors.</summary>
public enum LoraLayout
{
    /// <summary>pytorch_lora_weights.safetensors as diffusers' load_lora_weights reads it: "unet.LAYER.lora.down.weight". It has no alpha: where alpha is not
    /// the rank, the scale is multiplied into the up matrices.</summary>
    Diffusers,

    /// <summary>adapter_model.safetensors and adapter_config.json as PEFT reads them, a folder for each part: "base_model.model.LAYER.lora_A.weight".</summary>
    Peft,

    /// <summary>One file as kohya-ss's sd-scripts write and A1111, ComfyUI and Civitai read: "lora_unet_LAYER.lora_down.weight", with an alpha for each
    /// layer.</summary>
    Kohya,
}
