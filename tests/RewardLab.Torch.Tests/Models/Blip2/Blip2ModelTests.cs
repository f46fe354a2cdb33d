using RewardLab.Torch.Models.Bert;
using RewardLab.Torch.Models.Blip2;
using RewardLab.Torch.Models.Vision;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Models.Blip2;

public sealed class Blip2ModelTests
{
    [Fact]
    public void Contrast_WholeGrid_MatchesReference()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("blip2");
        using var model = Load(golden);

        var images = model.Images(golden["image"]);
        var features = model.ImageFeatures(images);
        var texts = model.TextFeatures(golden["input_ids"], golden["attention_mask"]);
        var scores = Blip2Model.ContrastiveScore(features, texts);

        golden.Check("image_embeds", images.Tokens, GoldenFixture.OutputLimit);
        golden.Check("query_last_hidden_state", model.QueryStates(images), GoldenFixture.OutputLimit);
        golden.Check("text_cls", model.TextStates(golden["input_ids"], golden["attention_mask"]).select(1, 0), GoldenFixture.OutputLimit);
        golden.Check("image_feats", features, GoldenFixture.OutputLimit);
        golden.Check("text_feat", texts, GoldenFixture.OutputLimit);
        golden.Check("itc_sim_all_pairs", scores, GoldenFixture.OutputLimit);
        golden.Check("Blip2ITM.itc", scores.diagonal().unsqueeze(1), GoldenFixture.OutputLimit);
        golden.Report("contrast");
    }

    [Fact]
    public void Match_WholeGrid_MatchesReference()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("blip2");
        using var model = Load(golden);
        var (ids, mask) = (golden["input_ids"], golden["attention_mask"]);

        var images = model.Images(golden["image"]);
        var logits = model.MatchLogits(images, ids, mask); // [images, texts, 2]

        var joint = model.JointStates(images, ids, mask);
        golden.Check("multimodal_last_hidden_state", stack([.. Enumerable.Range(0, 4).Select(i => joint[i][i])]), GoldenFixture.OutputLimit);
        golden.Check("itm_all_pairs_class1", logits.select(2, 1), GoldenFixture.OutputLimit);
        golden.Check("itm_logit_mean_of_class1", logits.select(2, 1).diagonal(), GoldenFixture.OutputLimit);
        golden.Check("Blip2ITM.itm_logits", stack([.. Enumerable.Range(0, 4).Select(i => logits[i][i])]), GoldenFixture.OutputLimit);
        golden.Check("Blip2ITM.itm_prob_match", model.Match(images, ids, mask).diagonal(), GoldenFixture.OutputLimit);
        golden.Report("match");
    }

    [Fact]
    public void Match_EachTextWithoutItsPadding_MatchesReference()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("blip2");
        using var model = Load(golden);
        var images = model.Images(golden["image"]);
        var lengths = golden["attention_mask"].sum(1).data<long>().ToArray();
        lengths.ShouldContain(length => length < 20);

        var columns = lengths.Select((length, i) => model.MatchLogits(images, golden["input_ids"].narrow(0, i, 1).narrow(1, 0, length), null).select(2, 1));

        golden.Check("itm_all_pairs_class1", cat([.. columns], 1), GoldenFixture.OutputLimit);
    }

    [Fact]
    public void Images_Scored_LeaveOnlyTheScores()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("blip2");
        using var model = Load(golden);
        var images = model.Images(golden["image"]);
        var ids = golden["input_ids"];
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        model.Match(images, ids, null);

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.ShouldBe(before + 1);
    }

    [Fact]
    public void ToJson_ReadBack_IsTheSame()
    {
        var config = TinyConfig() with { VisionNormEpsilon = 1e-5, MaxTextTokens = 20 };

        Blip2Config.Parse(config.ToJson(), "config.json").ShouldBe(config);
    }

    [Fact]
    public void Parse_PublishedFile_IsViTgWithTheQFormer()
    {
        const string Published = """
            {
              "architectures": ["Blip2ForImageTextRetrieval"], "image_text_hidden_size": 256, "model_type": "blip-2", "num_query_tokens": 32,
              "qformer_config": { "model_type": "blip_2_qformer", "qformer_text_input": true, "vocab_size": 30523 },
              "vision_config": { "image_size": 364, "model_type": "blip_2_vision_model" }
            }
            """;

        var config = Blip2Config.Parse(Published, "config.json");

        config.ShouldBe(new Blip2Config { Vision = VisionTransformerConfig.EvaGiant14 with { ImageSize = 364 }, VisionNormEpsilon = 1e-6 });
    }

    internal static Blip2Config TinyConfig() => new()
    {
        Vision = new VisionTransformerConfig
        {
            ImageSize = 28,
            PatchSize = 7,
            Width = 40,
            LayerCount = 2,
            HeadCount = 4,
            IntermediateSize = 174,
            AttentionBias = VisionAttentionBias.QueryAndValue,
            HasFinalNorm = false,
        },
        QFormer = new BertConfig
        {
            VocabularySize = 300,
            HiddenSize = 32,
            IntermediateSize = 128,
            LayerCount = 4,
            HeadCount = 4,
            MaxTokenCount = 48,
            EncoderWidth = 40,
            CrossAttentionFrequency = 2,
            HasQueries = true,
        },
        QueryCount = 8,
        ProjectionSize = 16,
    };

    private static Blip2Model Load(GoldenFixture golden)
    {
        var model = new Blip2Model(TinyConfig());
        using var source = SafetensorsFile.Open(golden.PathOf("model.safetensors"));
        ModuleWeights.Load(model, source, new WeightLoadOptions { Ignorable = ["*.position_ids", "Qformer.cls.*", "temp"] });
        model.eval();
        return model;
    }
}
