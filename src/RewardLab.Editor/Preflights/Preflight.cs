using System.Globalization;

namespace RewardLab.Editor.Preflights;

/// <summary>What a run needs and is expected to take, found out before it is started.</summary>
internal sealed record Preflight
{
    /// <summary>Weights that are not on this machine.</summary>
    public IReadOnlyList<MissingModel> Missing { get; init; } = [];

    /// <summary>What is generated, such as "64 images x 20 steps"; empty where that is not known.</summary>
    public string Work { get; init; } = "";

    /// <summary>How long an earlier run lets expect, such as "about 40 s"; empty where there is none to go by.</summary>
    public string Time { get; init; } = "";

    /// <summary>Size of all weights whose size is known, in bytes.</summary>
    public long WeightBytes { get; init; }

    /// <summary>Size of all images that the run holds at once, in bytes; 0 where that is not known.</summary>
    public long ImageBytes { get; init; }

    /// <summary>Memory of this machine that is free, in bytes; 0 where that is not known.</summary>
    public long FreeBytes { get; init; }

    /// <summary>What is known to be held at the same time, in bytes: a lower bound, as what the activations of a batch, its gradients and an optimizer's
    /// states take is known to the models alone, once they are loaded.</summary>
    public long KnownBytes => WeightBytes + ImageBytes;

    /// <summary>Whether what is known takes more memory than is free.</summary>
    public bool ExceedsMemory => FreeBytes > 0 && KnownBytes > FreeBytes;

    /// <summary>How much memory is needed, what of it was counted, and what was not; one line.</summary>
    public string Needs
    {
        get
        {
            string[] counted =
            [
                .. WeightBytes > 0 ? [$"weights as stored {Gigabytes(WeightBytes)}"] : Array.Empty<string>(),
                .. ImageBytes > 0 ? [$"images {Gigabytes(ImageBytes)}"] : Array.Empty<string>(),
            ];
            return counted.Length > 0
                ? $"at least {Gigabytes(KnownBytes)}: {string.Join(", ", counted)}; not what a batch's activations and training take besides"
                : "not known: no weights and no images of a known size";
        }
    }

    /// <summary>What is known, in one line; empty where nothing is.</summary>
    public string Summary => string.Join(
        ", ", new[] { Work, Time, WeightBytes > 0 ? $"weights {Gigabytes(WeightBytes)}" : "" }.Where(part => part.Length > 0));

    /// <summary>A size for people.</summary>
    public static string Gigabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB");
}
