using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Blip;
using RewardLab.Torch.Models.Blip2;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Text;
using static TorchSharp.torch;

namespace RewardLab.Benchmarks;

/// <summary>The paper's rewards in their real shapes, on random weights: speed does not depend on what the weights say.</summary>
internal static class RandomRewards
{
    private const string Nouns =
        "cat dog ball table chair cup car tree boat horse bird fish apple clock house bench "
        + "train plane cow sheep bear fork knife bowl cake sofa plant phone book vase kite";

    /// <summary>A prompt and 32 contrastive prompts, of one to five words more than the prompt's template.</summary>
    public static IReadOnlyList<string> Prompts { get; } =
    [
        .. Nouns.Split(' ').Select((noun, i) => $"a photo of {(i % 3 == 0 ? "two" : "one")} {noun} on the {(i % 2 == 0 ? "green grass" : "street")}"),
        "a photo of a red cup",
        "a cat",
    ];

    public static CrossScorer Create(string name, int batchSize)
    {
        random.manual_seed(1);
        return new CrossScorer(name, name switch
        {
            "clip-vit-b32" => Clip().Scoring,
            "imagereward" => new ImageRewardCrossScoringModel(new ImageRewardModel(new ImageRewardConfig()), Bert(35)),
            "blip2 itc" => new Blip2CrossScoringModel(new Blip2Model(new Blip2Config()), Bert(32), Blip2Score.Itc),
            "blip2 itm" => new Blip2CrossScoringModel(new Blip2Model(new Blip2Config()), Bert(32), Blip2Score.Itm),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such reward."),
        }, batchSize);
    }

    public static ImageBatch Noise(int count, int side)
    {
        var pixels = new byte[count * side * side * 3];
        new Random(2).NextBytes(pixels);
        return new ImageBatch(pixels, count, side, side);
    }

    /// <summary>CLIP ViT-B/32, its tokenizer, and both to be scored with.</summary>
    public static (ClipModel Model, ClipTokenizer Tokenizer, ClipCrossScoringModel Scoring) Clip()
    {
        var vocabulary = ClipBpeVocabularyTrainer.Train([string.Join(' ', Prompts)], 400, minCount: 1);
        var model = new ClipModel(new ClipConfig
        {
            Text = new ClipTextConfig
            {
                VocabularySize = 49_408,
                MaxTokenCount = 77,
                EndOfTextId = vocabulary.Tokens["<|endoftext|>"],
                HiddenSize = 512,
                IntermediateSize = 2048,
                LayerCount = 12,
                HeadCount = 8,
            },
            Vision = new ClipVisionConfig { HiddenSize = 768, IntermediateSize = 3072, LayerCount = 12, HeadCount = 12 },
        });
        var tokenizer = new ClipTokenizer(vocabulary);
        return (model, tokenizer, new ClipCrossScoringModel(
            model, tokenizer, new ImagePreprocessor(ImagePreprocessorConfig.OpenAiClip), usesLogitScale: false));
    }

    public static BertTokenizer Bert(int maxLength)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(path, ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. string.Join(' ', Prompts).Split(' ').Distinct()]);
            return BertTokenizer.FromFile(path, maxLength);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
