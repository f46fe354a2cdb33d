namespace RewardLab.ImageModels.StableDiffusion;

/// <summary>Type that T5's weights are held in.</summary>
public enum ThirdEncoderPrecision
{
    /// <summary>That of the other parts.</summary>
    Same,

    /// <summary>32 bits.</summary>
    Float32,

    /// <summary>16 bits, bfloat16.</summary>
    Bf16,

    /// <summary>16 bits, half precision.</summary>
    Fp16,

    /// <summary>8 bits with a scale for each row, computed in the type of the other parts.</summary>
    Int8,
}
