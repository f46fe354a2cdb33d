using RewardLab.Abstractions;
using RewardLab.Torch.Models.Clip;

namespace RewardLab.Torch.Tests.Models.Clip;

public sealed class OpenClipConfigTests
{
    private const string VitH14 = """
        {"model_cfg": {"embed_dim": 1024,
          "vision_cfg": {"image_size": 224, "layers": 32, "width": 1280, "head_width": 80, "patch_size": 14},
          "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 1024, "heads": 16, "layers": 24}},
         "preprocess_cfg": {"mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711]}}
        """;

    [Fact]
    public void Parse_PublishedVitH14_IsTheKnownShape() => OpenClipConfig.Parse(VitH14, "o.json").ShouldBe(OpenClipConfig.VitH14);

    [Fact]
    public void Parse_NothingSaid_HasOpenClipsDefaults()
    {
        var config = OpenClipConfig.Parse("""{"model_cfg": {"embed_dim": 512, "vision_cfg": {}, "text_cfg": {}}}""", "o.json");

        (config.Vision.PatchSize, config.Vision.HiddenSize, config.Vision.HeadCount, config.Vision.Activation).ShouldBe((16, 768, 12, ClipActivation.Gelu));
        (config.Text.HiddenSize, config.Text.HeadCount, config.Text.EndOfTextId).ShouldBe((512, 8, 49407));
    }

    [Fact]
    public void Parse_EverySettingThatIsBuilt_IsObeyed()
    {
        var config = OpenClipConfig.Parse(
            """
            {"model_cfg": {"embed_dim": 512, "quick_gelu": true, "custom_text": true, "init_logit_scale": 2.3,
              "vision_cfg": {"norm_kwargs": {"eps": 1e-6}, "mlp_ratio": 2, "act_kwargs": {"approximate": "none"}, "pool_type": "tok", "patch_dropout": 0.5, "timm_model_name": null},
              "text_cfg": {"pool_type": "eos", "eos_id": 77, "pad_id": 1, "norm_kwargs": null, "no_causal_mask": false, "hf_tokenizer_name": ""}}}
            """,
            "o.json");

        (config.Vision.LayerNormEpsilon, config.Vision.IntermediateSize, config.Vision.Activation).ShouldBe((1e-6, 1536, ClipActivation.QuickGelu));
        (config.Text.EndOfTextId, config.Text.LayerNormEpsilon).ShouldBe((77, 1e-5));
    }

    [Theory]
    [InlineData("vision", "\"act_kwargs\": {\"approximate\": \"tanh\"}", "model_cfg.vision_cfg.act_kwargs.approximate is \"tanh\"")]
    [InlineData("vision", "\"pool_type\": \"avg\"", "vision_cfg.pool_type")]
    [InlineData("vision", "\"global_average_pool\": true", "vision_cfg.global_average_pool")]
    [InlineData("vision", "\"attentional_pool\": true", "vision_cfg.attentional_pool")]
    [InlineData("vision", "\"no_ln_pre\": true", "vision_cfg.no_ln_pre")]
    [InlineData("vision", "\"ls_init_value\": 1e-5", "vision_cfg.ls_init_value")]
    [InlineData("vision", "\"timm_model_name\": \"vit_base\"", "vision_cfg.timm_model_name")]
    [InlineData("vision", "\"layers\": [3, 4, 6, 3]", "vision_cfg.layers")]
    [InlineData("vision", "\"pos_embed_type\": \"sin_cos_2d\"", "vision_cfg.pos_embed_type")]
    [InlineData("vision", "\"patch_size\": 225", "vision_cfg.patch_size")]
    [InlineData("vision", "\"norm_kwargs\": {\"eps\": 0}", "vision_cfg.norm_kwargs.eps")]
    [InlineData("vision", "\"new_setting\": 3", "vision_cfg.new_setting is 3")]
    [InlineData("text", "\"no_causal_mask\": true", "text_cfg.no_causal_mask")]
    [InlineData("text", "\"pool_type\": \"last\"", "text_cfg.pool_type is 'last'")]
    [InlineData("text", "\"pool_type\": \"eos\"", "text_cfg.eos_id is missing")]
    [InlineData("text", "\"embed_cls\": true", "text_cfg.embed_cls")]
    [InlineData("text", "\"proj_bias\": true", "text_cfg.proj_bias")]
    [InlineData("text", "\"proj_type\": \"none\"", "text_cfg.proj_type")]
    [InlineData("text", "\"hf_model_name\": \"roberta-base\"", "text_cfg.hf_model_name")]
    [InlineData("text", "\"hf_tokenizer_name\": \"timm/ViT-B-16-SigLIP\"", "text_cfg.hf_tokenizer_name")]
    [InlineData("text", "\"tokenizer_kwargs\": {\"clean\": \"canonicalize\"}", "text_cfg.tokenizer_kwargs")]
    [InlineData("text", "\"text_arch\": \"modern\"", "text_cfg.text_arch")]
    [InlineData("model", "\"init_logit_bias\": -10", "model_cfg.init_logit_bias is -10")]
    [InlineData("model", "\"multimodal_cfg\": {\"width\": 512}", "model_cfg.multimodal_cfg")]
    public void Parse_WhatIsNotBuilt_IsRefusedByFileAndKey(string where, string member, string named)
    {
        string Part(string part) => where == part ? member : "\"layers\": 2";
        var model = where == "model" ? member + "," : "";
        var json = $$$"""{"model_cfg": { {{{model}}} "embed_dim": 512, "vision_cfg": { {{{Part("vision")}}} }, "text_cfg": { {{{Part("text")}}} } } }""";

        var message = Should.Throw<RewardLabException>(() => OpenClipConfig.Parse(json, "folder/open_clip_config.json")).Message;

        message.ShouldContain("folder/open_clip_config.json");
        message.ShouldContain(named);
        message.ShouldNotContain("\n");
    }
}
