using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Imaging;

public sealed class ImageBatchExtensionsTests
{
    [Fact]
    public void Tensor_OfImages_HoldsACopyOfThem()
    {
        using var scope = NewDisposeScope();
        var images = new ImageBatch([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255], 2, 1, 2); // [2, 1, 2, 3]

        var tensor = images.ToTensor();

        tensor.shape.ShouldBe([2, 1, 2, 3]);
        tensor.dtype.ShouldBe(ScalarType.Byte);
        tensor.data<byte>().ToArray().ShouldBe(images.Pixels.ToArray());
        tensor.zero_();
        images.Pixels.Span[11].ShouldBe((byte)255);
        new ImageBatch([], 0, 4, 5).ToTensor().shape.ShouldBe([0, 4, 5, 3]);
    }
}
