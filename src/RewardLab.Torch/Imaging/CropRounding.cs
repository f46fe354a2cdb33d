namespace RewardLab.Torch.Imaging;

/// <summary>Where a centre crop begins when the margin is odd.</summary>
public enum CropRounding
{
    /// <summary>Half the margin, rounded down (transformers).</summary>
    Floor,

    /// <summary>Half the margin, a half rounded to the even number (torchvision; openai/CLIP and ImageReward).</summary>
    HalfToEven,
}
