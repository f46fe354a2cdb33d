using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;
using RewardLab.Tests.Checkpoints;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Blip2;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Text;
using static TorchSharp.torch;

namespace RewardLab.Tests.Journeys;

/// <summary>'rewardlab score' with each reward on a small checkpoint in its published layout,
/// against the module called image by image and text by text.</summary>
public sealed partial class ScoreTests : IDisposable
{
    private static readonly string[] Prompts = ["a red ball", "two blue cats on the green table!", "a red ball and a ball", "the"];

    private readonly Workplace _place = new();
    private readonly Dictionary<string, ImageBatch> _images = new(StringComparer.Ordinal);

    public ScoreTests()
    {
        TorchRuntime.Start();
        var seeds = SeedStream.Create(3, "images");
        foreach (var (name, height, width) in new[] { ("a.png", 40, 60), ("b.png", 32, 32), ("c.png", 40, 60), ("d.png", 91, 33) })
        {
            var stream = seeds.Child(name);
            var batch = new ImageBatch([.. Enumerable.Range(0, height * width * 3).Select(i => (byte)stream[i])], 1, height, width);
            using var file = File.Create(_place[name]);
            ImageFiles.WritePng(file, batch, 0);
            _images[name] = batch;
        }

        _place.Write("prompts.txt", string.Join('\n', Prompts));
    }

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("clip", ClipActivation.QuickGelu, false)]
    [InlineData("pickscore", ClipActivation.Gelu, true)]
    public void Score_Clip_EqualsTheModule(string reward, ClipActivation activation, bool isScaled)
    {
        using var scope = NewDisposeScope();
        using var model = TinyCheckpoints.HuggingFaceClip(_place["model"], activation);
        var tokenizer = ClipTokenizer.FromFolder(_place["model"]);
        var preprocessor = new ImagePreprocessor(ImagePreprocessorConfig.FromFile(_place["model/preprocessor_config.json"]));

        Check(reward, (batch, prompt) =>
        {
            var image = model.EncodeImage(preprocessor.Preprocess(batch));
            var text = model.EncodeText(tokenizer.EncodePadded([prompt]).IdsTensor());
            return (isScaled ? model.Logits(image, text) : ClipModel.Cosines(image, text)).item<float>();
        });
    }

    [Fact]
    public void Score_Hpsv2_EqualsTheModule()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCheckpoints.Hps(_place["model"]);
        var tokenizer = ClipTokenizer.FromFolder(_place["model"], ClipTextCleanup.OpenAi);
        var preprocessor = new ImagePreprocessor(ImagePreprocessorConfig.Hpsv2 with { ResizeHeight = 32, ResizeWidth = 32 });

        Check("hpsv2", (batch, prompt) =>
            ClipModel.Cosines(model.EncodeImage(preprocessor.Preprocess(batch)), model.EncodeText(tokenizer.EncodePadded([prompt]).IdsTensor())).item<float>());
    }

    [Fact]
    public void Score_ImageReward_EqualsTheModule()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCheckpoints.ImageReward(_place["model"]);
        var tokenizer = BertTokenizer.FromFile(_place["model/vocab.txt"], 35);
        var preprocessor = new ImagePreprocessor(ImagePreprocessorConfig.OpenAiClip with { ResizeHeight = 32, CropHeight = 32, CropWidth = 32 });

        Check("imagereward", (batch, prompt) =>
        {
            var tokens = tokenizer.EncodePadded([prompt]);
            return model.Rewards(tokens.IdsTensor(), tokens.AttentionMaskTensor(), model.Images(model.EncodeImage(preprocessor.Preprocess(batch))))
                .item<float>();
        });
    }

    [Theory]
    [InlineData("itc")]
    [InlineData("itm")]
    public void Score_Blip2_EqualsTheModule(string score)
    {
        using var scope = NewDisposeScope();
        using var model = TinyCheckpoints.Blip2(_place["model"]);
        var tokenizer = BertTokenizer.FromFile(_place["model/vocab.txt"], 32);
        var preprocessor = new ImagePreprocessor(ImagePreprocessorConfig.Blip with { ResizeHeight = 32, ResizeWidth = 32 });

        Check("blip2", (batch, prompt) =>
        {
            var tokens = tokenizer.EncodePadded([prompt.Replace("!", " ").Trim()]);
            var images = model.Images(preprocessor.Preprocess(batch));
            return (score == "itm"
                ? model.Match(images, tokens.IdsTensor(), tokens.AttentionMaskTensor())
                : Blip2Model.ContrastiveScore(model.ImageFeatures(images), model.TextFeatures(tokens.IdsTensor(), tokens.AttentionMaskTensor()))).item<float>();
        }, "--set", $"blip2.score={score}");
    }

    [Fact]
    public void Score_Onnx_EqualsTheModuleThatWasExported()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCheckpoints.Onnx(_place["model"]);
        var tokenizer = ClipTokenizer.FromFolder(_place["model"]);
        var preprocessor = new ImagePreprocessor(ImagePreprocessorConfig.FromFile(_place["model/preprocessor_config.json"]));

        Check("onnx", (batch, prompt) =>
            ClipModel.Cosines(model.EncodeImage(preprocessor.Preprocess(batch)), model.EncodeText(tokenizer.EncodePadded([prompt]).IdsTensor())).item<float>());
    }

    [Fact]
    public void Score_OnnxThatFailsAsItRuns_IsToldInOneLineAndNothingElse()
    {
        using var model = TinyCheckpoints.Onnx(_place["model"]);

        // The tokenizer knows it by a number that the exported model does not.
        var outcome = _place.Run("score", "--reward", "onnx", "--set", "onnx.model=model", "--images", "b.png", "--prompt", "\u00e9");

        outcome.ExitCode.ShouldBe(1);
        outcome.Error.ShouldNotContain('\u001b');
        var problem = outcome.Error.Split('\n').Single(line => line.Contains("does not run", StringComparison.Ordinal));
        problem.ShouldContain("text_model.onnx: does not run with input_ids of 1 x ");
        problem.ShouldContain("Gather");
        outcome.Error.ShouldNotContain("onnxruntime");
    }

    [Fact]
    public void Score_ReducedPrecision_IsNearTheModule()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCheckpoints.HuggingFaceClip(_place["model"], ClipActivation.QuickGelu);

        var full = Scores("clip");
        var reduced = Scores("clip", "--set", "clip.precision=bf16");

        reduced.ShouldNotBe(full);
        foreach (var (key, value) in full)
        {
            reduced[key].ShouldBe(value, 0.05f);
        }
    }

    [Fact]
    public void Score_FolderAlone_FindsItsReward()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCheckpoints.ImageReward(_place["model"]);

        var outcome = _place.Run("score", "--model", "model", "--images", "*.png", "--prompt", "a red ball");

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldContain("imagereward");
        outcome.Output.ShouldContain("d.png");
    }

    [Fact]
    public void Score_CheckpointOfAnotherArchitecture_SaysWhatItSeemsToBe()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCheckpoints.ImageReward(_place["model"]);
        File.Move(_place["model/ImageReward.pt"], _place["model/pytorch_model.bin"]);
        File.WriteAllText(_place["model/vocab.json"], "{}");
        _place.Write("model/merges.txt", "");

        var outcome = _place.Run("score", "--reward", "blip2", "--set", "blip2.model=model", "--images", "a.png", "--prompt", "a red ball");

        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain("this looks like an ImageReward, where a BLIP-2 is expected; score it with reward 'imagereward'");
    }

    [Fact]
    public void Score_MissingTokenizer_IsNamed()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCheckpoints.HuggingFaceClip(_place["model"], ClipActivation.Gelu);
        File.Delete(_place["model/vocab.json"]);

        _place.Run("score", "--reward", "clip", "--set", "clip.model=model", "--images", "a.png", "--prompt", "a")
            .ErrorLine.ShouldContain("has no file 'vocab.json'");
    }

    [Fact]
    public void Score_LongPrompt_IsScoredAndReportedOnce()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCheckpoints.HuggingFaceClip(_place["model"], ClipActivation.Gelu);

        var outcome = _place.Run("score", "--model", "model", "--images", "*.png", "--prompt", string.Join(' ', Enumerable.Repeat("ball", 30)));

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        (outcome.Output + outcome.Error).Split("are beyond the model's limit").Length.ShouldBe(2);
    }

    [Fact]
    public void Score_CorruptImage_IsSkippedWithExitCodeThree()
    {
        File.WriteAllText(_place["bad.png"], "no image");

        var outcome = _place.Run("score", "--reward", "toybox-clip", "--images", "*.png", "--prompt", "a cat", "--csv", "out.csv");

        outcome.ExitCode.ShouldBe(3, outcome.Error);
        outcome.Error.ShouldContain("skipped: 'bad.png'");
        outcome.Error.ShouldContain("1 of 5 images could not be read");
        File.ReadAllLines(_place["out.csv"]).Select(line => line.Split(',')[0]).ShouldBe(["image", "a.png", "b.png", "c.png", "d.png"]);
        File.Exists(_place["out.csv.partial"]).ShouldBeFalse();
    }

    [Fact]
    public void Score_FolderOfManyFormats_ReadsWhatItCanAndNamesTheRest()
    {
        Directory.CreateDirectory(_place["mixed"]);
        File.Copy(_place["a.png"], _place["mixed/a.jfif"]);
        File.WriteAllBytes(_place["mixed/b.heic"], [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8]);
        File.WriteAllBytes(_place["mixed/c.jp2"], [0, 0, 0, 12, .. "jP  "u8, 13, 10, 0x87, 10]);
        Directory.CreateSymbolicLink(_place["mixed/again"], _place["mixed"]);

        var outcome = _place.Run("score", "--reward", "toybox-clip", "--images", "mixed", "--prompt", "a cat", "--csv", "out.csv");

        outcome.ExitCode.ShouldBe(3, outcome.Error);
        outcome.Error.ShouldContain("skipped: 'mixed/b.heic' is an image of format HEIC");
        outcome.Error.ShouldContain("skipped: 'mixed/c.jp2' is an image of format JPEG 2000");
        outcome.Error.ShouldContain("2 of 3 images could not be read");
        File.ReadAllLines(_place["out.csv"]).Select(line => line.Split(',')[0]).ShouldBe(["image", "mixed/a.jfif"]);
    }

    [Fact]
    public void Score_ImageReading_IsTheCallsOrTheRewardsOption()
    {
        // Red, but for alpha, which leaves white alone.
        using (var bitmap = new SkiaSharp.SKBitmap(new SkiaSharp.SKImageInfo(32, 32, SkiaSharp.SKColorType.Rgba8888, SkiaSharp.SKAlphaType.Unpremul)))
        {
            for (var i = 0; i < 32 * 32; i++)
            {
                bitmap.GetPixelSpan()[i * 4] = 200;
            }

            using var file = File.Create(_place["clear.png"]);
            bitmap.Encode(file, SkiaSharp.SKEncodedImageFormat.Png, 100);
        }

        Directory.CreateDirectory(_place["plain"]);
        foreach (var (name, color) in new[] { ("white", 255), ("red", 0) })
        {
            using var file = File.Create(_place[$"plain/{name}.png"]);
            ImageFiles.WritePng(
                file, new ImageBatch([.. Enumerable.Range(0, 32 * 32 * 3).Select(i => (byte)(color == 255 ? 255 : i % 3 == 0 ? 200 : 0))], 1, 32, 32), 0);
        }

        string Score(string image, params string[] more)
        {
            var outcome = _place.Run(
                ["score", "--reward", "toybox-clip", "--images", image, "--prompt", "a red ball", "--csv", $"{Guid.NewGuid()}.csv", .. more]);
            outcome.ExitCode.ShouldBe(0, outcome.Error);
            return File.ReadAllLines(_place[outcome.Output.Split(": ")[^1].Trim()])[1].Split(',')[^1];
        }

        var (white, red) = (Score("plain/white.png"), Score("plain/red.png"));
        red.ShouldNotBe(white);
        Score("clear.png").ShouldBe(white);
        Score("clear.png", "--image-reading", "reference").ShouldBe(red);
        Score("clear.png", "--set", "toybox-clip.imageReading=reference").ShouldBe(red);
        Score("clear.png", "--set", "toybox-clip.imageReading=reference", "--image-reading", "shown").ShouldBe(white);
        _place.Run(
            "score", "--reward", "toybox-clip", "--reward", "toybox-blip2", "--set", "toybox-clip.imageReading=reference", "--images", "clear.png", "--prompt",
            "a red ball")
            .ErrorLine.ShouldContain("their options imageReading are Reference and Shown");
    }

    [Fact]
    public void Score_Stopped_GoesOnToTheSameFile()
    {
        Directory.CreateDirectory(_place["many"]);
        for (var i = 0; i < 3000; i++)
        {
            File.Copy(_place[i % 2 == 0 ? "a.png" : "b.png"], _place[$"many/{i:0000}.png"]);
        }

        string[] call = ["score", "--reward", "toybox-clip", "--images", "many", "--prompts", "prompts.txt", "--csv", "out.csv"];
        using (var program = _place.Start(call))
        {
            program.WaitFor(() => File.Exists(_place["out.csv.partial"]) && new FileInfo(_place["out.csv.partial"]).Length > 4000, "the first scores");
            program.Interrupt();
            var stopped = Workplace.End(program);
            stopped.ExitCode.ShouldBe(143);
            stopped.Error.ShouldContain("the same command with --resume continues");
        }

        File.Exists(_place["out.csv"]).ShouldBeFalse();
        _place.Run(call).ErrorLine.ShouldContain("Continue that call with --resume");
        _place.Run([.. call, "--prompt", "x"]).ExitCode.ShouldBe(2);
        var resumed = _place.Run([.. call, "--resume"]);
        resumed.ExitCode.ShouldBe(0, resumed.Error);
        resumed.Error.ShouldContain("Resuming after ");
        _place.Run("score", "--reward", "toybox-clip", "--images", "many", "--prompts", "prompts.txt", "--csv", "whole.csv").ExitCode.ShouldBe(0);
        File.ReadAllText(_place["out.csv"]).ShouldBe(File.ReadAllText(_place["whole.csv"]));
    }

    [Theory]
    [InlineData(new[] { "--prompt", "a" }, "No reward is given. Name one")]
    [InlineData(new[] { "--reward", "toybox-clip" }, "No prompts are given")]
    [InlineData(new[] { "--reward", "toybox-clip", "--prompt", "a", "--tau", "0" }, "--tau must be greater than 0")]
    [InlineData(new[] { "--reward", "toybox-clip", "--prompt", "a", "--scale", "-1" }, "--scale must be greater than 0")]
    [InlineData(new[] { "--reward", "toybox-clip", "--prompt", "a", "--scale", "5" }, "--scale is a setting of TextNorm. Add --textnorm with a generator")]
    [InlineData(new[] { "--reward", "toybox-clip", "--prompt", "a", "--textnorm", "rules", "--tau", "1", "--scale", "5" }, "give either tau")]
    [InlineData(
        new[] { "--reward", "toybox-clip", "--prompt", "a", "--textnorm", "rules", "--variant", "equation1", "--scale", "5" }, "variant equation1 has a tau")]
    [InlineData(
        new[] { "--reward", "toybox-clip", "--prompt", "a", "--textnorm", "rules", "--variant", "maxmin" },
        "must be one of minMax, equation1, logitDifference")]
    [InlineData(new[] { "--reward", "toybox-clip", "--prompt", "a", "--set", "toybox-cilp.batchSize=3" }, "Did you mean 'toybox-clip'?")]
    [InlineData(new[] { "--reward", "toybox-clip", "--prompt", "a", "--resume" }, "--resume needs the file")]
    public void Score_WrongUsage_IsExitCodeTwo(string[] arguments, string message)
    {
        var outcome = _place.Run(["score", "--images", "a.png", .. arguments]);

        outcome.ExitCode.ShouldBe(2);
        outcome.ErrorLine.ShouldContain(message);
    }

    [Fact]
    public void Score_TextNorm_IsMinMaxUnlessATemperatureIsGivenAndSaysSo()
    {
        string[] call = ["score", "--reward", "toybox-clip", "--images", "*.png", "--prompt", "two cats", "--textnorm", "rules"];
        var plain = _place.Run(call);
        plain.ExitCode.ShouldBe(0, plain.Error);
        plain.Output.ShouldContain("TextNorm: min-max, scale 10.");
        _place.Run([.. call, "--scale", "10"]).Output.ShouldBe(plain.Output);
        _place.Run([.. call, "--scale", "2"]).Output.ShouldContain("TextNorm: min-max, scale 2.");
        var first = _place.Run([.. call, "--tau", "0.3"]).Output;
        first.ShouldContain("TextNorm: equation 1, tau 0.3.");
        first.Split('\n')[3].ShouldNotBe(plain.Output.Split('\n')[3]);
    }

    [Fact]
    public void Score_TextNormThatCannotHandleAPrompt_EndsBeforeTheFirstImage()
    {
        var outcome = _place.Run(
            "score", "--reward", "toybox-clip", "--images", "*.png", "--prompt", "two cats", "--prompt", "cheerfulness",
            "--textnorm", "counting", "--csv", "s.csv");

        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain("TextNorm cannot score one prompt. Generator");
        outcome.ErrorLine.ShouldContain("\"cheerfulness\"");
        Directory.GetFiles(_place.Folder, "s.csv*").ShouldBeEmpty();
    }

    private void Check(string reward, Func<ImageBatch, string, float> expected, params string[] more)
    {
        using var ungraded = no_grad();
        var scores = Scores(reward, more);
        scores.Count.ShouldBe(_images.Count * Prompts.Length);
        foreach (var ((image, prompt), score) in scores)
        {
            score.ShouldBe(expected(_images[image], prompt), 2e-5f * Math.Max(1, scores.Values.Max(Math.Abs)), $"{reward} {image} {prompt}");
        }

        scores.Values.Distinct().Count().ShouldBeGreaterThan(Prompts.Length, "random weights must tell images and prompts apart");
    }

    private Dictionary<(string Image, string Prompt), float> Scores(string reward, params string[] more)
    {
        var outcome = _place.Run(
        [
            "score",
            "--reward",
            reward,
            "--set",
            $"{reward}.model=model",
            "--images",
            "*.png",
            "--prompts",
            "prompts.txt",
            "--json",
            "out.json",
            "--force",
            .. more,
        ]);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        using var document = JsonDocument.Parse(File.ReadAllText(_place["out.json"]));
        return document.RootElement.EnumerateArray().ToDictionary(
            row => (row.GetProperty("image").GetString()!, row.GetProperty("prompt").GetString()!),
            row => row.GetProperty("scores").GetProperty(reward).GetSingle());
    }
}
