using System.Text.Json;
using RewardLab.Torch.Models.Bert;
using RewardLab.Torch.Models.Blip;
using RewardLab.Torch.Models.Blip2;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Vision;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Tests.Checkpoints;

/// <summary>Small models on random weights, written as their big siblings are published, tokenizers included.</summary>
internal static class TinyCheckpoints
{
    public const string Words = "a red ball and two blue cats on the green table";

    private static readonly VisionTransformerConfig Vision = new()
    {
        ImageSize = 32,
        PatchSize = 8,
        Width = 24,
        LayerCount = 2,
        HeadCount = 4,
        IntermediateSize = 48,
    };

    /// <summary>transformers' CLIPModel: config.json, model.safetensors, tokenizer, preprocessor.</summary>
    public static ClipModel HuggingFaceClip(string folder, ClipActivation activation)
    {
        var model = Clip(folder, activation);
        File.WriteAllText(Path.Combine(folder, "config.json"), model.Config.ToJson());
        File.WriteAllText(
            Path.Combine(folder, "preprocessor_config.json"),
            """{ "image_processor_type": "CLIPImageProcessor", "size": { "shortest_edge": 32 }, "crop_size": { "height": 32, "width": 32 } }""");
        ModuleWeights.Save(model, Path.Combine(folder, "model.safetensors"));
        return model;
    }

    /// <summary>HPS v2: OpenCLIP's names in HPS_v2_compressed.pt; its shape in open_clip_config.json, since this one is not a ViT-H.</summary>
    public static ClipModel Hps(string folder)
    {
        var model = Clip(folder, ClipActivation.Gelu);
        File.WriteAllText(Path.Combine(folder, "open_clip_config.json"), $$"""
            { "model_cfg": { "embed_dim": 12,
              "vision_cfg": { "image_size": 32, "layers": 2, "width": 24, "head_width": 6, "patch_size": 8, "mlp_ratio": 2.0 },
              "text_cfg": { "context_length": 20, "vocab_size": {{model.Config.Text.VocabularySize}}, "width": 16, "heads": 2, "layers": 2, "mlp_ratio": 2.0 } } }
            """);
        TorchSave.Write(Path.Combine(folder, "HPS_v2_compressed.pt"), PublishedNames.OpenClip(model), "state_dict");
        return model;
    }

    /// <summary>A head of the aesthetic predictor, in safetensors or as torch.save writes it: an MLP under LAION's names, or one linear layer.</summary>
    /// <returns>Its layers, first to last.</returns>
    public static (Tensor Weight, Tensor Bias)[] AestheticHead(string file, params int[] widths)
    {
        string[] prefixes = widths.Length == 2 ? [""] : ["layers.0.", "layers.2.", "layers.4.", "layers.6.", "layers.7."];
        var layers = widths.Zip(widths.Skip(1)).Select(pair => (Weight: randn(pair.Second, pair.First), Bias: randn(pair.Second))).ToArray();
        var tensors = prefixes.Zip(layers)
            .SelectMany(pair => new[] { (pair.First + "weight", pair.Second.Weight), (pair.First + "bias", pair.Second.Bias) })
            .ToDictionary(StringComparer.Ordinal);
        if (file.EndsWith(".safetensors", StringComparison.Ordinal))
        {
            SafetensorsWriter.Write(file, tensors);
        }
        else
        {
            TorchSave.Write(file, tensors);
        }

        return layers;
    }

    /// <summary>ImageReward: its names in ImageReward.pt, vocab.txt; its shape in config.json, since med_config.json cannot tell the image tower's.</summary>
    public static ImageRewardModel ImageReward(string folder)
    {
        var vocabulary = WriteVocabulary(folder);
        var model = new ImageRewardModel(new ImageRewardConfig
        {
            Vision = Vision,
            Text = new BertConfig
            {
                VocabularySize = vocabulary,
                HiddenSize = 16,
                IntermediateSize = 32,
                LayerCount = 2,
                HeadCount = 2,
                MaxTokenCount = 40,
                EncoderWidth = 24,
            },
            ProjectionSize = 8,
        });
        Stir(model);
        File.WriteAllText(Path.Combine(folder, "config.json"), model.Config.ToJson());
        TorchSave.Write(Path.Combine(folder, "ImageReward.pt"), model.state_dict());
        return model;
    }

    /// <summary>BLIP-2: transformers' names in pytorch_model.bin, config.json, vocab.txt.</summary>
    public static Blip2Model Blip2(string folder)
    {
        var vocabulary = WriteVocabulary(folder);
        var model = new Blip2Model(new Blip2Config
        {
            Vision = Vision with { AttentionBias = VisionAttentionBias.QueryAndValue, HasFinalNorm = false },
            QFormer = new BertConfig
            {
                VocabularySize = vocabulary + 1,
                HiddenSize = 16,
                IntermediateSize = 32,
                LayerCount = 3,
                HeadCount = 2,
                MaxTokenCount = 40,
                EncoderWidth = 24,
                CrossAttentionFrequency = 2,
                HasQueries = true,
            },
            QueryCount = 3,
            ProjectionSize = 8,
            VisionNormEpsilon = 1e-6,
        });
        Stir(model);
        File.WriteAllText(Path.Combine(folder, "config.json"), model.Config.ToJson());
        TorchSave.Write(Path.Combine(folder, "pytorch_model.bin"), PublishedNames.HuggingFaceBlip2(model));
        return model;
    }

    /// <summary>An ONNX export in two files, with a tokenizer whose letters have ids that the exported model knows.</summary>
    /// <returns>The model that was exported.</returns>
    public static ClipModel Onnx(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "onnx"));
        foreach (var file in (string[])["text_model.onnx", "vision_model.onnx"])
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", "onnx_clip", file), Path.Combine(folder, "onnx", file));
        }

        // Ids 498 and 499 begin and end in the exported model.
        var tokens = new Dictionary<string, int>(StringComparer.Ordinal) { ["<|startoftext|>"] = 498, ["<|endoftext|>"] = 499 };
        var strangers = 256;
        for (var value = 0; value < 256; value++)
        {
            var symbol = (char)(value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174 ? value : strangers++);
            tokens[$"{symbol}"] = value < 128 ? value : 1000 + value;
            tokens[$"{symbol}</w>"] = value < 128 ? 200 + value : 2000 + value;
        }

        File.WriteAllText(Path.Combine(folder, "vocab.json"), JsonSerializer.Serialize(tokens));
        File.WriteAllText(Path.Combine(folder, "merges.txt"), "#version: 0.2\n");
        File.WriteAllText(
            Path.Combine(folder, "preprocessor_config.json"),
            """{ "image_processor_type": "CLIPImageProcessor", "size": { "shortest_edge": 64 }, "crop_size": { "height": 64, "width": 64 } }""");
        var golden = Path.Combine(AppContext.BaseDirectory, "Golden", "clip_vitb");
        var model = new ClipModel(ClipConfig.Load(Path.Combine(golden, "config.json")));
        using var weights = SafetensorsFile.Open(Path.Combine(golden, "model.safetensors"));
        ModuleWeights.Load(model, weights);
        model.eval();
        return model;
    }

    private static ClipModel Clip(string folder, ClipActivation activation)
    {
        Directory.CreateDirectory(folder);
        var vocabulary = ClipBpeVocabularyTrainer.Train([Words], 20, minCount: 1);
        vocabulary.WriteTo(folder, maxLength: 20);
        var model = new ClipModel(new ClipConfig
        {
            ProjectionSize = 12,
            Text = new ClipTextConfig
            {
                VocabularySize = vocabulary.Tokens.Count,
                MaxTokenCount = 20,
                EndOfTextId = vocabulary.Tokens["<|endoftext|>"],
                HiddenSize = 16,
                IntermediateSize = 32,
                LayerCount = 2,
                HeadCount = 2,
                Activation = activation,
            },
            Vision = new ClipVisionConfig
            {
                ImageSize = 32,
                PatchSize = 8,
                HiddenSize = 24,
                IntermediateSize = 48,
                LayerCount = 2,
                HeadCount = 4,
                Activation = activation,
            },
        });
        Stir(model);
        return model;
    }

    private static int WriteVocabulary(string folder)
    {
        Directory.CreateDirectory(folder);
        string[] tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. Words.Split(' '), "##s", "!"];
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), tokens);
        return tokens.Length;
    }

    // Fresh norms are 1 and biases 0, which would hide a mistake; small weights would make every score alike.
    private static void Stir(nn.Module model)
    {
        random.manual_seed(11);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (name != "logit_scale")
            {
                parameter.AddInPlace(randn_like(parameter), 0.2);
            }
        }

        model.eval();
    }
}
