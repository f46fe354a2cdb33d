namespace RewardLab.Torch.Scoring;

/// <summary>The type that a model's weights have and its states are computed in.</summary>
public enum ScoringPrecision
{
    /// <summary>32 bits: what the references' scores are quoted in.</summary>
    Float32,

    /// <summary>bfloat16: half the memory, range of float32, 8 significant bits.</summary>
    Bf16,

    /// <summary>IEEE half: half the memory, 11 significant bits, largest value 65504; meant for GPUs.</summary>
    Fp16,
}
