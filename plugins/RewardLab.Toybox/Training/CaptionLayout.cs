namespace RewardLab.Toybox.Training;

/// <summary>Which model learns from captions, and the folder of the run's weights that it lands in.</summary>
public enum CaptionLayout
{
    /// <summary>Two towers of CLIP, in "weights/clip": the reward toybox-clip.</summary>
    Clip,

    /// <summary>BLIP's towers and a head, as ImageReward, in "weights/blip": what toybox-imagereward is tuned from.</summary>
    Blip,

    /// <summary>BLIP-2's first stage, in "weights/blip2": the reward toybox-blip2.</summary>
    Blip2,
}
