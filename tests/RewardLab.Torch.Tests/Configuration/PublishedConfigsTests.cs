using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Bert;
using RewardLab.Torch.Models.Blip2;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Text;

namespace RewardLab.Torch.Tests.Configuration;

/// <summary>Settings as published checkpoints carry them, those that change nothing among them, must be read; any other must not be passed over.</summary>
public sealed class PublishedConfigsTests : IDisposable
{
    // What transformers 4.21 to 4.27 writes into every section.
    private const string Spelled = """
        "_name_or_path": "", "_commit_hash": null, "add_cross_attention": false, "architectures": null, "bad_words_ids": null, "begin_suppress_tokens": null, "bos_token_id": 0,
        "chunk_size_feed_forward": 0, "cross_attention_hidden_size": null, "decoder_start_token_id": null, "diversity_penalty": 0.0, "do_sample": false, "dropout": 0.0,
        "early_stopping": false, "encoder_no_repeat_ngram_size": 0, "eos_token_id": 2, "exponential_decay_length_penalty": null, "finetuning_task": null,
        "forced_bos_token_id": null, "forced_eos_token_id": null, "id2label": {"0": "LABEL_0", "1": "LABEL_1"}, "initializer_factor": 1.0, "initializer_range": 0.02,
        "is_decoder": false, "is_encoder_decoder": false, "label2id": {"LABEL_0": 0, "LABEL_1": 1}, "layer_norm_eps": 1e-05, "length_penalty": 1.0, "max_length": 20,
        "min_length": 0, "no_repeat_ngram_size": 0, "num_beam_groups": 1, "num_beams": 1, "num_return_sequences": 1, "output_attentions": false,
        "output_hidden_states": false, "output_scores": false, "pad_token_id": 1, "prefix": null, "problem_type": null, "pruned_heads": {}, "remove_invalid_values": false,
        "repetition_penalty": 1.0, "return_dict": true, "return_dict_in_generate": false, "sep_token_id": null, "suppress_tokens": null, "task_specific_params": null,
        "temperature": 1.0, "tf_legacy_loss": false, "tie_encoder_decoder": false, "tie_word_embeddings": true, "tokenizer_class": null, "top_k": 50, "top_p": 1.0,
        "torch_dtype": null, "torchscript": false, "transformers_version": "4.25.1", "typical_p": 1.0, "use_bfloat16": false, "attention_dropout": 0.0
        """;

    // ViT-H/14: laion/CLIP-ViT-H-14-laion2B-s32B-b79K and yuvalkirstain/PickScore_v1.
    private const string PickScore = $$$"""
        {"_commit_hash": null, "_name_or_path": "laion/CLIP-ViT-H-14-laion2B-s32B-b79K", "architectures": ["CLIPModel"], "initializer_factor": 1.0, "logit_scale_init_value": 2.6592,
         "model_type": "clip", "projection_dim": 1024, "torch_dtype": "float32", "transformers_version": null,
         "text_config": { {{{Spelled}}}, "hidden_act": "gelu", "hidden_size": 1024, "intermediate_size": 4096, "max_position_embeddings": 77, "model_type": "clip_text_model",
           "num_attention_heads": 16, "num_hidden_layers": 24, "projection_dim": 512, "vocab_size": 49408},
         "text_config_dict": null,
         "vision_config": { {{{Spelled}}}, "hidden_act": "gelu", "hidden_size": 1280, "image_size": 224, "intermediate_size": 5120, "model_type": "clip_vision_model",
           "num_attention_heads": 16, "num_channels": 3, "num_hidden_layers": 32, "patch_size": 14, "projection_dim": 512},
         "vision_config_dict": null}
        """;

    // openai/clip-vit-base-patch32: sections under two names.
    private const string ClipVitB32 = $$$"""
        {"architectures": ["CLIPModel"], "initializer_factor": 1.0, "logit_scale_init_value": 2.6592, "model_type": "clip", "projection_dim": 512,
         "text_config": { {{{Spelled}}}, "hidden_act": "quick_gelu", "hidden_size": 512, "intermediate_size": 2048, "max_position_embeddings": 77, "model_type": "clip_text_model",
           "num_attention_heads": 8, "num_hidden_layers": 12, "vocab_size": 49408},
         "text_config_dict": {"hidden_size": 512, "intermediate_size": 2048, "num_attention_heads": 8, "num_hidden_layers": 12},
         "transformers_version": "4.16.0.dev0",
         "vision_config": { {{{Spelled}}}, "hidden_act": "quick_gelu", "hidden_size": 768, "image_size": 224, "intermediate_size": 3072, "model_type": "clip_vision_model",
           "num_attention_heads": 12, "num_hidden_layers": 12, "patch_size": 32},
         "vision_config_dict": {"hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12, "num_hidden_layers": 12, "patch_size": 32}}
        """;

    private const string StableDiffusion1UNet = """
        {"_class_name": "UNet2DConditionModel", "_diffusers_version": "0.2.2", "act_fn": "silu", "attention_head_dim": 8, "block_out_channels": [320, 640, 1280, 1280],
         "center_input_sample": false, "cross_attention_dim": 768, "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
         "downsample_padding": 1, "flip_sin_to_cos": true, "freq_shift": 0, "in_channels": 4, "layers_per_block": 2, "mid_block_scale_factor": 1, "norm_eps": 1e-05,
         "norm_num_groups": 32, "out_channels": 4, "sample_size": 64, "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"]}
        """;

    // Every argument of diffusers 0.40's class, as it saves them.
    private const string StableDiffusion21UNet = """
        {"_class_name": "UNet2DConditionModel", "_diffusers_version": "0.40.0", "_name_or_path": "sd21/unet", "_use_default_values": ["dropout"], "act_fn": "silu",
         "addition_embed_type": null, "addition_embed_type_num_heads": 64, "addition_time_embed_dim": null, "attention_head_dim": [5, 10, 20, 20], "attention_type": "default",
         "block_out_channels": [320, 640, 1280, 1280], "center_input_sample": false, "class_embed_type": null, "class_embeddings_concat": false, "conv_in_kernel": 3,
         "conv_out_kernel": 3, "cross_attention_dim": 1024, "cross_attention_norm": null,
         "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"], "downsample_padding": 1, "dropout": 0.0,
         "dual_cross_attention": false, "encoder_hid_dim": null, "encoder_hid_dim_type": null, "flip_sin_to_cos": true, "freq_shift": 0, "in_channels": 4, "layers_per_block": 2,
         "mid_block_only_cross_attention": null, "mid_block_scale_factor": 1, "mid_block_type": "UNetMidBlock2DCrossAttn", "norm_eps": 1e-05, "norm_num_groups": 32,
         "num_attention_heads": null, "num_class_embeds": null, "only_cross_attention": false, "out_channels": 4, "projection_class_embeddings_input_dim": null,
         "resnet_out_scale_factor": 1.0, "resnet_skip_time_act": false, "resnet_time_scale_shift": "default", "reverse_transformer_layers_per_block": null, "sample_size": 96,
         "time_cond_proj_dim": null, "time_embedding_act_fn": null, "time_embedding_dim": null, "time_embedding_type": "positional", "timestep_post_act": null,
         "transformer_layers_per_block": 1, "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"], "upcast_attention": true,
         "use_linear_projection": true}
        """;

    private const string Autoencoder = """
        {"_class_name": "AutoencoderKL", "_diffusers_version": "0.40.0", "_name_or_path": "vae", "act_fn": "silu", "block_out_channels": [128, 256, 512, 512],
         "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"], "force_upcast": true, "in_channels": 3, "latent_channels": 4,
         "latents_mean": null, "latents_std": null, "layers_per_block": 2, "mid_block_add_attention": true, "norm_num_groups": 32, "out_channels": 3, "sample_size": 768,
         "scaling_factor": 0.18215, "shift_factor": null, "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"],
         "use_post_quant_conv": true, "use_quant_conv": true}
        """;

    private const string StableDiffusion2TextEncoder = """
        {"_name_or_path": "hf-models/stable-diffusion-v2-768x768/text_encoder", "architectures": ["CLIPTextModel"], "attention_dropout": 0.0, "bos_token_id": 0, "dropout": 0.0,
         "eos_token_id": 2, "hidden_act": "gelu", "hidden_size": 1024, "initializer_factor": 1.0, "initializer_range": 0.02, "intermediate_size": 4096, "layer_norm_eps": 1e-05,
         "max_position_embeddings": 77, "model_type": "clip_text_model", "num_attention_heads": 16, "num_hidden_layers": 23, "pad_token_id": 1, "projection_dim": 512,
         "torch_dtype": "float32", "transformers_version": "4.25.0.dev0", "vocab_size": 49408}
        """;

    private const string Med = """
        {"architectures": ["BertModel"], "attention_probs_dropout_prob": 0.1, "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": 768, "initializer_range": 0.02,
         "intermediate_size": 3072, "layer_norm_eps": 1e-12, "max_position_embeddings": 512, "model_type": "bert", "num_attention_heads": 12, "num_hidden_layers": 12,
         "pad_token_id": 0, "add_type_embeddings": false, "vocab_size": 30524, "encoder_width": 768, "add_cross_attention": true, "type_vocab_size": 2}
        """;

    // Salesforce/blip2-itm-vit-g, spelled out.
    private const string Blip2 = """
        {"architectures": ["Blip2ForImageTextRetrieval"], "image_text_hidden_size": 256, "image_token_index": null, "initializer_factor": 1.0, "initializer_range": 0.02,
         "is_encoder_decoder": false, "model_type": "blip-2", "num_query_tokens": 32, "torch_dtype": "float32", "transformers_version": "4.45.0", "use_decoder_only_language_model": true,
         "text_config": {"model_type": "opt", "hidden_size": 2560, "do_layer_norm_before": true},
         "qformer_config": {"attention_probs_dropout_prob": 0.1, "cross_attention_frequency": 2, "encoder_hidden_size": 1408, "hidden_act": "gelu", "hidden_dropout_prob": 0.1,
           "hidden_size": 768, "initializer_range": 0.02, "intermediate_size": 3072, "layer_norm_eps": 1e-12, "max_position_embeddings": 512, "model_type": "blip_2_qformer",
           "num_attention_heads": 12, "num_hidden_layers": 12, "pad_token_id": 0, "position_embedding_type": "absolute", "use_qformer_text_input": true, "vocab_size": 30523},
         "vision_config": {"attention_dropout": 0.0, "dropout": 0.0, "hidden_act": "gelu", "hidden_size": 1408, "image_size": 224, "initializer_factor": 1.0,
           "initializer_range": 1e-10, "intermediate_size": 6144, "layer_norm_eps": 1e-06, "model_type": "blip_2_vision_model", "num_attention_heads": 16, "num_channels": 3,
           "num_hidden_layers": 39, "patch_size": 14, "projection_dim": 512, "qkv_bias": true}}
        """;

    private static readonly Dictionary<string, (string Json, Action<string> Read)> Readers = new()
    {
        ["pickscore"] = (PickScore, json => ClipConfig.Parse(json, "config.json")),
        ["clip-vit-b32"] = (ClipVitB32, json => ClipConfig.Parse(json, "config.json")),
        ["text_encoder"] = (StableDiffusion2TextEncoder, json => ClipTextConfig.Parse(json, "config.json")),
        ["unet-1"] = (StableDiffusion1UNet, json => UNet2DConditionConfig.Parse(json, "config.json")),
        ["unet-2.1"] = (StableDiffusion21UNet, json => UNet2DConditionConfig.Parse(json, "config.json")),
        ["vae"] = (Autoencoder, json => AutoencoderKLConfig.Parse(json, "config.json")),
        ["med"] = (Med, json => BertConfig.Parse(json, "config.json")),
        ["blip-2"] = (Blip2, json => Blip2Config.Parse(json, "config.json")),
        ["blip-2-opt"] = (
            """
            {"architectures": ["Blip2ForConditionalGeneration"], "image_text_hidden_size": 256, "image_token_index": 50265, "initializer_factor": 1.0, "initializer_range": 0.02,
             "model_type": "blip-2", "num_query_tokens": 32, "qformer_config": {"classifier_dropout": null, "model_type": "blip_2_qformer"},
             "text_config": {"_name_or_path": "facebook/opt-2.7b", "activation_dropout": 0.0, "ffn_dim": 10240, "model_type": "opt", "prefix": "</s>", "word_embed_proj_dim": 2560},
             "torch_dtype": "float32", "transformers_version": "4.47.0.dev0", "use_decoder_only_language_model": true,
             "vision_config": {"dropout": 0.0, "initializer_factor": 1.0, "model_type": "blip_2_vision_model", "num_channels": 3, "projection_dim": 512}}
            """,
            json => Blip2Config.Parse(json, "config.json")),
        ["scheduler-pndm"] = (
            """
            {"_class_name": "PNDMScheduler", "_diffusers_version": "0.7.0.dev0", "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": false,
             "num_train_timesteps": 1000, "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1, "trained_betas": null}
            """,
            json => DdimSchedulerConfig.Parse(json, "config.json")),
        ["scheduler-dpm-0.8"] = (
            """
            {"_class_name": "DPMSolverMultistepScheduler", "_diffusers_version": "0.8.0", "algorithm_type": "dpmsolver++", "beta_end": 0.012, "beta_schedule": "scaled_linear",
             "beta_start": 0.00085, "dynamic_thresholding_ratio": 0.995, "lower_order_final": true, "num_train_timesteps": 1000, "predict_epsilon": true, "sample_max_value": 1.0,
             "solver_order": 2, "solver_type": "midpoint", "thresholding": false, "trained_betas": null}
            """,
            json => DdimSchedulerConfig.Parse(json, "config.json")),
        ["preprocessor-old"] = (
            """
            {"crop_size": 224, "do_center_crop": true, "do_normalize": true, "do_resize": true, "feature_extractor_type": "CLIPFeatureExtractor",
             "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711], "resample": 3, "size": 224}
            """,
            json => ImagePreprocessorConfig.Parse(json, "config.json")),
        ["preprocessor-new"] = (
            """
            {"crop_size": {"height": 224, "width": 224}, "do_center_crop": true, "do_convert_rgb": true, "do_normalize": true, "do_rescale": true, "do_resize": true,
             "feature_extractor_type": "CLIPFeatureExtractor", "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_processor_type": "CLIPImageProcessor",
             "image_std": [0.26862954, 0.26130258, 0.27577711], "processor_class": "CLIPProcessor", "resample": 3, "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 224}}
            """,
            json => ImagePreprocessorConfig.Parse(json, "config.json")),
        ["preprocessor-fast"] = (
            """
            {"crop_size": {"height": 224, "width": 224}, "data_format": "channels_first", "default_to_square": false, "device": null, "disable_grouping": null, "do_center_crop": true,
             "do_convert_rgb": true, "do_normalize": true, "do_pad": null, "do_rescale": true, "do_resize": true, "image_mean": [0.48145466, 0.4578275, 0.40821073],
             "image_processor_type": "CLIPImageProcessorFast", "image_seq_length": null, "image_std": [0.26862954, 0.26130258, 0.27577711], "input_data_format": null, "pad_size": null,
             "resample": 3, "rescale_factor": 0.00392156862745098, "return_tensors": null, "size": {"shortest_edge": 224}}
            """,
            json => ImagePreprocessorConfig.Parse(json, "config.json")),
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Readers.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_PublishedSettings_AreRead(string name)
    {
        var (json, read) = Readers[name];

        Should.NotThrow(() => read(json));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_PublishedSettingsAndOneMore_AreRefusedByName(string name)
    {
        var (json, read) = Readers[name];
        using var document = JsonDocument.Parse(json);
        foreach (var place in Places(document.RootElement))
        {
            var changed = Insert(json, place, "\"setting_of_the_future\": 1.5");

            var message = Should.Throw<RewardLabException>(() => read(changed), place).Message;

            message.ShouldStartWith($"config.json: {place}setting_of_the_future is 1.5");
            message.ShouldNotContain("\n");
        }
    }

    [Fact]
    public void Parse_PickScore_IsVitH14()
    {
        var config = ClipConfig.Parse(PickScore, "config.json");

        config.ShouldBe(OpenClipConfig.VitH14 with { Text = OpenClipConfig.VitH14.Text with { EndOfTextId = 2 } });
    }

    [Theory]
    [InlineData("""
        {"unk_token": {"content": "<|endoftext|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": true, "__type": "AddedToken"},
         "bos_token": {"content": "<|startoftext|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": true, "__type": "AddedToken"},
         "eos_token": {"content": "<|endoftext|>", "__type": "AddedToken"}, "pad_token": "<|endoftext|>", "add_prefix_space": false, "errors": "replace", "do_lower_case": true,
         "name_or_path": "openai/clip-vit-base-patch32", "model_max_length": 77, "special_tokens_map_file": "/x/special_tokens_map.json", "tokenizer_class": "CLIPTokenizer"}
        """)]
    [InlineData("""
        {"add_prefix_space": false, "added_tokens_decoder": {"0": {"content": "!", "special": true}},
         "additional_special_tokens": [], "bos_token": "<|startoftext|>", "clean_up_tokenization_spaces": true, "do_lower_case": true, "eos_token": "<|endoftext|>", "errors": "replace",
         "extra_special_tokens": {}, "max_length": 77, "model_max_length": 77, "pad_to_multiple_of": null, "pad_token": "!", "pad_token_type_id": 0, "padding_side": "right",
         "processor_class": "CLIPProcessor", "stride": 0, "tokenizer_class": "CLIPTokenizer", "truncation_side": "right", "truncation_strategy": "longest_first", "unk_token": "<|endoftext|>"}
        """)]
    public void ClipTokenizer_PublishedSettings_AreRead(string settings)
    {
        ClipBpeVocabulary.FromMerges([]).WriteTo(_folder["t"]);
        File.WriteAllText(_folder["t/tokenizer_config.json"], settings);

        ClipTokenizer.FromFolder(_folder["t"]).MaxLength.ShouldBe(77);
    }

    [Theory]
    [InlineData("""{"do_lower_case": true, "model_max_length": 512}""", null)]
    [InlineData(
        """{"bos_token": "[DEC]", "added_tokens_decoder": {"30522": {"content": "[DEC]"}}, "tokenizer_class": "BertTokenizer", "strip_accents": """
        + """null, "cls_token": {"content": "[CLS]"}, "use_fast": true}""",
        null)]
    [InlineData("""{"sep_token": "</s>"}""", "sep_token is '</s>'")]
    [InlineData("""{"do_lower_case": false}""", "do_lower_case is false")]
    [InlineData("""{"strip_accents": false}""", "strip_accents is false")]
    [InlineData("""{"tokenizer_class": "RobertaTokenizer"}""", "tokenizer_class")]
    [InlineData("""{"wordpieces_prefix": "@@"}""", "wordpieces_prefix")]
    public void BertTokenizer_SettingsBesideTheVocabulary_AreReadOrRefused(string settings, string? named)
    {
        File.WriteAllLines(_folder["vocab.txt"], ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "cat"]);
        File.WriteAllText(_folder["tokenizer_config.json"], settings);
        if (named is null)
        {
            BertTokenizer.FromFile(_folder["vocab.txt"], 8).Encode("Cat").ShouldBe([2, 5, 3]);
            return;
        }

        var message = Should.Throw<RewardLabException>(() => BertTokenizer.FromFile(_folder["vocab.txt"], 8)).Message;

        message.ShouldContain(_folder["tokenizer_config.json"]);
        message.ShouldContain(named);
    }

    // The root, and the sections that are read.
    private static IEnumerable<string> Places(JsonElement element)
    {
        yield return "";
        foreach (var section in element.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Object))
        {
            // Where a section stands twice, the dictionary counts; the language model behind a Q-Former does not.
            var isRead = section.Name is "qformer_config" or "size" or "vision_config_dict" or "text_config_dict"
                || (section.Name is "vision_config" or "text_config"
                    && !element.TryGetProperty("qformer_config", out _)
                    && !IsObject(element, section.Name + "_dict"))
                || (section.Name == "vision_config" && element.TryGetProperty("qformer_config", out _));
            if (isRead)
            {
                yield return $"{section.Name}.";
            }
        }
    }

    private static bool IsObject(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object;

    private static string Insert(string json, string place, string member)
    {
        var start = place.Length == 0 ? 0 : json.IndexOf($"\"{place.TrimEnd('.')}\"", StringComparison.Ordinal);
        return json.Insert(json.IndexOf('{', start) + 1, member + ", ");
    }
}
