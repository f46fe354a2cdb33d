using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Pipelines;

/// <summary>What Stable Diffusion XL's denoiser is told of prompts, against diffusers' encode_prompt.</summary>
public sealed class ExtraLargePromptTests : IDisposable
{
    private readonly GoldenFixture _golden = new("sdxl_prompt");
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly IDisposable _ungraded = no_grad();
    private readonly ClipTokenizer _tokenizer;
    private readonly ClipTokenizer _tokenizer2;
    private readonly ClipTextModel _first;
    private readonly ClipTextModelWithProjection _second;
    private readonly Prompt[] _prompts;

    public ExtraLargePromptTests()
    {
        _tokenizer = ClipTokenizer.FromFolder(_golden.PathOf("tokenizer"));
        _tokenizer2 = ClipTokenizer.FromFolder(_golden.PathOf("tokenizer_2"));
        _first = new ClipTextModel(ClipTextConfig.Load(_golden.PathOf("text_encoder/config.json")));
        _second = new ClipTextModelWithProjection(ClipTextConfig.Load(_golden.PathOf("text_encoder_2/config.json")));
        Fill(_first, "text_encoder");
        Fill(_second, "text_encoder_2");
        using var json = JsonDocument.Parse(File.ReadAllText(_golden.PathOf("prompts.json")));
        _prompts = [.. json.RootElement.EnumerateArray().Select(row => new Prompt(
            row.GetProperty("prompt").GetString()!, row.GetProperty("negative_prompt").GetString()!, Ids(row, "ids"), Ids(row, "ids_2"),
            Ids(row, "negative_ids"), Ids(row, "negative_ids_2")))];
    }

    [Fact]
    public void Tokenizers_ReferenceTexts_GiveTheReferencesIds()
    {
        foreach (var prompt in _prompts)
        {
            _tokenizer.EncodePadded([prompt.Text]).Ids.ShouldBe(prompt.Ids);
            _tokenizer2.EncodePadded([prompt.Text]).Ids.ShouldBe(prompt.Ids2);
            _tokenizer.EncodePadded([prompt.Negative]).Ids.ShouldBe(prompt.NegativeIds);
            _tokenizer2.EncodePadded([prompt.Negative]).Ids.ShouldBe(prompt.NegativeIds2);
        }
    }

    [Fact]
    public void Encode_ReferenceTexts_GivesTheReferencesStates()
    {
        var positive = _prompts.Select(prompt => Encode(prompt.Text)).ToArray();
        var negative = _prompts.Select(prompt => Encode(prompt.Negative)).ToArray();

        Check("", positive);
        Check("negative_", negative);
        _golden.Report("prompts");
    }

    [Fact]
    public void Encode_NoPrompt_GivesZerosOnlyWhereTheModelWasTrainedSo()
    {
        Check("zeros.negative_", Encode(null));
        Check("empty.negative_", Encode(""));
        Check("empty.negative_", Encode(null, zerosWithoutPrompt: false));
        Encode("").Hidden.abs().max().item<float>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Encode_BlocksLeftOut_GivesTheReferencesStates()
    {
        Check("clip_skip1.", Encode(_prompts[0].Text, clipSkip: 1));
        Check("clip_skip1.negative_", Encode(_prompts[0].Negative));
        Should.Throw<RewardLabException>(() => Encode("a", clipSkip: 3)).Message.ShouldContain("a text encoder that has 3");
    }

    [Fact]
    public void Encode_AnotherTextForTheSecondEncoder_GivesTheReferencesStates() =>
        Check("two_prompts.", Encode(_prompts[0].Text, _prompts[1].Text));

    [Fact]
    public void Conditioning_OfReference_PutsTheNegativeFirst()
    {
        var cropped = new ImageSizes(768, 1152, 16, 32, 1024, 1024);
        _golden.Check("square.add_time_ids", new GenerationOptions().Sizes(1024, 1024).ToTimeIds(), 0);
        _golden.Check("cropped.add_time_ids", cropped.ToTimeIds(), 0);
        new GenerationOptions { OriginalHeight = 768, OriginalWidth = 1152, CropTop = 16, CropLeft = 32 }.Sizes(1024, 1024).ShouldBe(cropped);

        // The reference has a negative prompt for each prompt; one for all is the same for each row.
        for (var i = 0; i < _prompts.Length; i++)
        {
            var conditioning = GuidedConditioning.Create([Encode(_prompts[i].Text)], Encode(_prompts[i].Negative), 5, cropped);
            var rows = tensor(new long[] { i, _prompts.Length + i });
            Compare("unet_input.encoder_hidden_states", conditioning.States, rows);
            Compare("unet_input.text_embeds", conditioning.Added!.TextEmbeds, rows);
            conditioning.Added.TimeIds.shape.ShouldBe([1, 6]);
        }

        void Compare(string key, Tensor actual, Tensor rows) =>
            actual.RelativeErrorTo(_golden[key].index_select(0, rows)).ShouldBeLessThanOrEqualTo(GoldenFixture.OutputLimit);
    }

    [Fact]
    public void Encode_InChunks_ReadsEachOnItsOwn()
    {
        var text = _prompts[2].Text; // longer than two chunks
        var ids = _tokenizer.EncodeUncut(text)[1..^1];
        ids.Length.ShouldBeGreaterThan(150);
        var states = Encode(text, chunkCount: 2);

        states.Hidden.shape.ShouldBe([1, 154, 40]);
        for (var chunk = 0; chunk < 2; chunk++)
        {
            long[] row = [_tokenizer.BeginId, .. ids.Skip(75 * chunk).Take(75).Select(id => (long)id), _tokenizer.EndId];
            var expected = cat(
                [_first.Encode(tensor(row).view(1, 77)).HiddenStates[^2], _second.Encode(tensor(row).view(1, 77)).HiddenStates[^2]], 2);
            states.Hidden.narrow(1, 77 * chunk, 77).RelativeErrorTo(expected).ShouldBeLessThanOrEqualTo(GoldenFixture.OutputLimit);
        }

        // What fits in one chunk is read as without, and an empty one follows; the pooled state is the first chunk's.
        var (brief, padded) = (Encode(_prompts[0].Text), Encode(_prompts[0].Text, chunkCount: 2));
        padded.Hidden.narrow(1, 0, 77).RelativeErrorTo(brief.Hidden).ShouldBeLessThanOrEqualTo(GoldenFixture.OutputLimit);
        padded.Hidden.narrow(1, 77, 77).RelativeErrorTo(Encode("").Hidden).ShouldBeLessThanOrEqualTo(GoldenFixture.OutputLimit);
        padded.Pooled!.RelativeErrorTo(brief.Pooled!).ShouldBeLessThanOrEqualTo(GoldenFixture.OutputLimit);
        var encoder = Encoder(zerosWithoutPrompt: true);
        (encoder.CutTokens(text, 1), encoder.CutTokens(text, 2), encoder.CutTokens(text, 4)).ShouldBe((ids.Length - 75, ids.Length - 150, 0));
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _ungraded.Dispose();
        _scope.Dispose();
        _golden.Dispose();
    }

    private static long[] Ids(JsonElement row, string key) => [.. row.GetProperty(key).EnumerateArray().Select(id => id.GetInt64())];

    private PromptEncoder Encoder(bool zerosWithoutPrompt) => new(_tokenizer, _first, _tokenizer2, _second, zerosWithoutPrompt);

    private PromptStates Encode(string? prompt, string? prompt2 = null, int clipSkip = 0, int chunkCount = 1, bool zerosWithoutPrompt = true) =>
        Encoder(zerosWithoutPrompt).Encode(prompt, prompt2, clipSkip, chunkCount);

    private void Check(string prefix, params PromptStates[] states)
    {
        CheckOrZero($"{prefix}prompt_embeds", cat([.. states.Select(prompt => prompt.Hidden)], 0));
        CheckOrZero($"{prefix}pooled_prompt_embeds", cat([.. states.Select(prompt => prompt.Pooled!)], 0));
    }

    private void CheckOrZero(string key, Tensor actual)
    {
        if (_golden[key].abs().max().item<float>() > 0)
        {
            _golden.Check(key, actual, GoldenFixture.OutputLimit);
            return;
        }

        actual.shape.ShouldBe(_golden[key].shape, key);
        actual.abs().max().item<float>().ShouldBe(0, key);
    }

    private void Fill(nn.Module module, string part)
    {
        using var source = SafetensorsFile.Open(_golden.PathOf($"{part}/model.safetensors"));
        ModuleWeights.Load(module, source);
        module.eval();
    }

    private sealed record Prompt(string Text, string Negative, long[] Ids, long[] Ids2, long[] NegativeIds, long[] NegativeIds2);
}
