using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;
using static RewardLab.Rewards.Onnx.Tests.OnnxBytes;

namespace RewardLab.Rewards.Onnx.Tests;

/// <summary>ONNX files that are models, but not the towers of a dual encoder, are named with what is odd in them.</summary>
public sealed class OddModelTests : IDisposable
{
    private const int Side = 8;
    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-onnx-").FullName;

    // Embeddings of 8 numbers: an image's rows' means, and a text's ids.
    private static byte[][] Means => [Node("ReduceMean", ["pixel_values"], ["image_embeds"], Attribute("axes", [1, 2]), Attribute("keepdims", 0))];

    private static byte[][] Ids => [Node("Cast", ["input_ids"], ["text_embeds"], Attribute("to", ElementFloat))];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Towers_OfPlainShape_Score()
    {
        using var encoders = Open(Text([-1, -1]), Vision([-1, 3, -1, -1]));

        OnnxEncoders.Dot(encoders.Texts(Tokens())[0], encoders.Images(Pixels())[1]).ShouldBe(1, 1e-6);
    }

    [Theory]
    [InlineData("-1", "text_model.onnx: wants 'input_ids' with 1 dimensions; known here are 2: texts x tokens.")]
    [InlineData("", "text_model.onnx: wants 'input_ids' with 0 dimensions; known here are 2: texts x tokens.")]
    [InlineData("-1 -1 4", "text_model.onnx: wants 'input_ids' with 3 dimensions; known here are 2: texts x tokens.")]
    [InlineData("2000000000 8", "text_model.onnx: fixes 2000000000 texts a call; at most 1024 are allowed.")]
    [InlineData("-1 2000000000", "text_model.onnx: fixes 2000000000 tokens a text; at most 1024 are allowed.")]
    public void Text_OfAnotherShape_IsNamed(string dimensions, string problem) => Problem(
        Model(
            Ids,
            [Tensor("input_ids", ElementInt64, Dimensions(dimensions))],
            [Tensor("text_embeds", ElementFloat, [.. Dimensions(dimensions).Select(_ => -1)])]),
        Vision([-1, 3, -1, -1])).ShouldBe(problem);

    [Theory]
    [InlineData("-1 192", "vision_model.onnx: wants 'pixel_values' with 2 dimensions; known here are 4: images x 3 channels x rows x columns.")]
    [InlineData("-1 1 8 8", "vision_model.onnx: wants images of 1 channels; known here are 3: red, green and blue.")]
    [InlineData("2000000000 3 8 8", "vision_model.onnx: fixes 2000000000 images a call; at most 1024 are allowed.")]
    [InlineData(
        "-1 3 16 16",
        "vision_model.onnx: does not run with pixel_values of 2 x 3 x 8 x 8: [ErrorCode:InvalidArgument] Got invalid dimensions for input: pixel_values")]
    public void Vision_OfAnotherShape_IsNamed(string dimensions, string problem) => Problem(
        Text([-1, -1]),
        Model(
            [Node("Flatten", ["pixel_values"], ["image_embeds"])],
            [Tensor("pixel_values", ElementFloat, Dimensions(dimensions))],
            [Tensor("image_embeds", ElementFloat, -1, -1)])).ShouldStartWith(problem);

    [Fact]
    public void Text_WithAnotherInput_IsNamedWithItsInputs() => Problem(
        Model(
            [Node("Cast", ["words"], ["text_embeds"], Attribute("to", ElementFloat))],
            [Tensor("words", ElementInt64, -1, -1)],
            [Tensor("text_embeds", ElementFloat, -1, -1)]),
        Vision([-1, 3, -1, -1])).ShouldBe("text_model.onnx: wants no input 'input_ids'; its inputs are words.");

    [Fact]
    public void Text_WithASequenceForItsInput_IsNamed() => Problem(
        Model(
            [Node("ConcatFromSequence", ["input_ids"], ["all"], Attribute("axis", 0)), Node("Cast", ["all"], ["text_embeds"], Attribute("to", ElementFloat))],
            [Sequence("input_ids", ElementInt64, -1, -1)],
            [Tensor("text_embeds", ElementFloat, -1, -1)]),
        Vision([-1, 3, -1, -1])).ShouldBe("text_model.onnx: wants no input 'input_ids'; its inputs are input_ids.");

    [Fact]
    public void Text_ThatGivesASequence_IsNamed() => Problem(
        Model(
            [Node("Cast", ["input_ids"], ["numbers"], Attribute("to", ElementFloat)), Node("SequenceConstruct", ["numbers"], ["text_embeds"])],
            [Tensor("input_ids", ElementInt64, -1, -1)],
            [Sequence("text_embeds", ElementFloat, -1, -1)]),
        Vision([-1, 3, -1, -1])).ShouldBe("text_model.onnx: gives 'text_embeds', which is no tensor.");

    [Fact]
    public void Text_ThatGivesWholeNumbers_IsNamed() => Problem(
        Model(
            [Node("Identity", ["input_ids"], ["text_embeds"])],
            [Tensor("input_ids", ElementInt64, -1, -1)],
            [Tensor("text_embeds", ElementInt64, -1, -1)]),
        Vision([-1, 3, -1, -1])).ShouldBe("text_model.onnx: gives 'text_embeds' as Int64; an export in float32 or float16 is needed.");

    [Theory]
    [InlineData(0, 0, "8", 8)]
    [InlineData(0, 1, "1 x 8", 1)]
    [InlineData(1, 1, "2 x 1", 0)]
    public void Text_ThatGivesOtherRows_IsNamed(int axis, int keeps, string shape, int isOdd)
    {
        var text = Model(
            [
                Node("Cast", ["input_ids"], ["all"], Attribute("to", ElementFloat)),
                Node("ReduceSum", ["all", "axis"], ["text_embeds"], Attribute("keepdims", keeps)),
            ],
            [Tensor("input_ids", ElementInt64, -1, -1)],
            [Tensor("text_embeds", ElementFloat, keeps == 0 ? [-1] : [-1, -1])],
            Whole("axis", axis));

        Problem(text, Vision([-1, 3, -1, -1])).ShouldBe(isOdd > 0
            ? $"text_model.onnx: gives 'text_embeds' of shape {shape} where 2 x the embedding's size is needed."
            : "The ONNX files of images and of texts do not belong together: their embeddings have 1 and 8 numbers.");
    }

    private static byte[] Text(int[] dimensions) =>
        Model(Ids, [Tensor("input_ids", ElementInt64, dimensions)], [Tensor("text_embeds", ElementFloat, -1, -1)]);

    private static byte[] Vision(int[] dimensions) =>
        Model(Means, [Tensor("pixel_values", ElementFloat, dimensions)], [Tensor("image_embeds", ElementFloat, -1, -1)]);

    private static int[] Dimensions(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(size => int.Parse(size, System.Globalization.CultureInfo.InvariantCulture))];

    private static TokenBatch Tokens() => new([.. Enumerable.Repeat(3L, 2 * Side)], [.. Enumerable.Repeat(1L, 2 * Side)], Side, new bool[2]);

    private static PixelBatch Pixels() => new([.. Enumerable.Repeat(0.5f, 2 * 3 * Side * Side)], 2, Side, Side);

    private OnnxEncoders Open(byte[] text, byte[] vision)
    {
        File.WriteAllBytes(Path.Combine(_folder, "text_model.onnx"), text);
        File.WriteAllBytes(Path.Combine(_folder, "vision_model.onnx"), vision);
        return OnnxEncoders.Open(ModelFolder.Open(_folder), new OnnxOptions(), Side, _ => { });
    }

    private string Problem(byte[] text, byte[] vision)
    {
        var message = Should.Throw<RewardLabException>(() =>
        {
            using var encoders = Open(text, vision);
            OnnxEncoders.Dot(encoders.Texts(Tokens())[0], encoders.Images(Pixels())[1]);
        }).Message;
        message.ShouldNotContain('\n');
        return message.Replace(_folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }
}
