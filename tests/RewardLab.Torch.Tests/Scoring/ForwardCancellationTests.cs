using RewardLab.Torch.Models.Blip;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Tests.Models.Blip;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Scoring;

public sealed class ForwardCancellationTests
{
    [Fact]
    public void Forward_CancelledOnTheWay_EndsBetweenBlocks()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("clip_vitb");
        using var clip = new ClipModel(ClipConfig.Load(golden.PathOf("config.json")));
        using var reward = new ImageRewardModel(ImageRewardModelTests.TinyConfig());
        var images = reward.Images(reward.EncodeImage(zeros(1, 3, 32, 32)));

        using (ForwardCancellation.Within(new CancellationToken(canceled: true)))
        {
            Should.Throw<OperationCanceledException>(() => clip.EncodeImage(golden["pixel_values"]));
            Should.Throw<OperationCanceledException>(() => clip.EncodeText(golden["input_ids"]));
            Should.Throw<OperationCanceledException>(() => reward.EncodeImage(zeros(1, 3, 32, 32)));
            Should.Throw<OperationCanceledException>(() => reward.TextStates(zeros(1, 4, ScalarType.Int64), null, images));
        }

        clip.EncodeImage(golden["pixel_values"]).shape[0].ShouldBe(3);
    }
}
