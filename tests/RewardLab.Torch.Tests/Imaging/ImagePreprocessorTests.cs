using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Imaging;

/// <summary>Against transformers, torchvision (openai/CLIP's transform) and LAVIS, all on Pillow.</summary>
public sealed class ImagePreprocessorTests : IDisposable
{
    private readonly SafetensorsFile _golden = SafetensorsFile.Open(GoldenPath("io.safetensors"));
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var image in (string[])["img0", "img1", "img2", "img3", "img4", "img5"])
        {
            foreach (var variant in (string[])["hf", "openai_clip", "lavis_blip_eval"])
            {
                cases.Add(image, variant);
            }
        }

        return cases;
    }

    public void Dispose()
    {
        _scope.Dispose();
        _golden.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ResizeAndCrop_To224_GivesPillowsBytes(string image, string variant)
    {
        var actual = new ImagePreprocessor(ConfigOf(variant, 224)).ResizeAndCrop(Open(image));

        var expected = _golden.Read($"{image}.{variant}_224_u8").permute(1, 2, 0).contiguous();
        actual.Pixels.Span.SequenceEqual(expected.bytes).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Preprocess_To32_GivesTheReferencesValues(string image, string variant)
    {
        var actual = new ImagePreprocessor(ConfigOf(variant, 32)).Preprocess(Open(image));

        CheckValues(actual, $"{image}.{variant}_32");
    }

    [Theory]
    [InlineData("hf")]
    [InlineData("openai_clip")]
    public void Preprocess_To224_GivesTheReferencesValues(string variant)
    {
        var actual = new ImagePreprocessor(ConfigOf(variant, 224)).Preprocess(Open("img0"));

        CheckValues(actual, $"img0.{variant}_224");
    }

    [Fact]
    public void Preprocess_Batch_TreatsEveryImageAsIfAlone()
    {
        var first = Open("img3");
        var second = new ImageBatch([.. first.Pixels.ToArray().Select(value => (byte)(255 - value))], 1, first.Height, first.Width);
        var preprocessor = new ImagePreprocessor(ConfigOf("hf", 16));

        var both = preprocessor.Preprocess(ImageBatch.Concat([first, second]));

        both.shape.ShouldBe([2, 3, 16, 16]);
        both[0].Equals(preprocessor.Preprocess(first)[0]).ShouldBeTrue();
        both[1].Equals(preprocessor.Preprocess(second)[0]).ShouldBeTrue();
        preprocessor.Preprocess(new ImageBatch([], 0, 5, 5)).shape.ShouldBe([0, 3, 16, 16]);
    }

    [Theory]
    [InlineData(CropRounding.Floor, 2)]
    [InlineData(CropRounding.HalfToEven, 1)]
    public void ResizeAndCrop_ImageSmallerThanTheCut_IsPaddedWithBlack(CropRounding rounding, int expectedFirst)
    {
        var config = new ImagePreprocessorConfig { ResizeMode = ImageResizeMode.None, CropHeight = 4, CropWidth = 4, CropRounding = rounding };

        var cropped = new ImagePreprocessor(config).ResizeAndCrop(new ImageBatch([200, 200, 200], 1, 1, 1));

        cropped.Pixels.ToArray().Select((value, index) => (value, index)).Where(entry => entry.value != 0).Select(entry => entry.index)
            .ShouldBe(Enumerable.Range(((expectedFirst * 4) + expectedFirst) * 3, 3));
    }

    [Fact]
    public void ResizeAndCrop_LongThinImage_IsRefusedInWords()
    {
        var thin = new ImageBatch(new byte[3 * 200_000], 1, 1, 200_000);

        Should.Throw<RewardLabException>(() => new ImagePreprocessor().ResizeAndCrop(thin)).Message.ShouldContain("too long and thin");
    }

    private static ImagePreprocessorConfig ConfigOf(string variant, int side)
    {
        var config = variant switch
        {
            "hf" => ImagePreprocessorConfig.FromFile(GoldenPath("preprocessor_config.json")),
            "openai_clip" => ImagePreprocessorConfig.OpenAiClip,
            _ => ImagePreprocessorConfig.Blip,
        };
        return config with { ResizeHeight = side, ResizeWidth = side, CropHeight = side, CropWidth = side };
    }

    private static ImageBatch Open(string image) => PngFile.Read(Directory.GetFiles(GoldenPath("."), image + "_*.png").Single());

    private static string GoldenPath(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", "images", file);

    // Two roundings of float32 at the values' size of about 2.
    private void CheckValues(Tensor actual, string key)
    {
        var expected = _golden.Read(key);
        actual[0].shape.ShouldBe(expected.shape);
        var error = (actual[0] - expected).abs().max().item<float>();
        (error <= 1e-6f).ShouldBeTrue($"{key}: error {error:e2}");
    }
}
