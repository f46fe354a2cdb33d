using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Text;

namespace RewardLab.Torch.Tests.Pipelines;

/// <summary>A pipeline with random weights, 16 x 16 images from 8 x 8 latents.</summary>
internal static class TinyPipeline
{
    public static TextToImagePipeline Create() => new(Tokenizer(), new ClipTextModel(TextConfig), new UNet2DConditionModel(UNetConfig),
        new AutoencoderKL(AutoencoderConfig), new DdimScheduler(DdimSchedulerConfig.StableDiffusion));

    public static ClipTextConfig TextConfig { get; } = new()
    {
        VocabularySize = 520, HiddenSize = 16, IntermediateSize = 32, LayerCount = 1, HeadCount = 2, MaxTokenCount = 12, EndOfTextId = 513,
    };

    public static UNet2DConditionConfig UNetConfig { get; } = UNet2DConditionConfig.Parse(
        """
        {"sample_size": 8, "block_out_channels": [8, 16], "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"], "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"],
         "layers_per_block": 1, "norm_num_groups": 4, "cross_attention_dim": 16, "attention_head_dim": 2}
        """,
        "unet");

    public static AutoencoderKLConfig AutoencoderConfig { get; } = AutoencoderKLConfig.Parse(
        """
        {"block_out_channels": [8, 8], "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D"], "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D"],
         "norm_num_groups": 4}
        """,
        "vae");

    public static ClipTokenizer Tokenizer() => new(ClipBpeVocabulary.FromMerges([]), new ClipTokenizerOptions { MaxLength = 12, PadToken = "!" });
}
